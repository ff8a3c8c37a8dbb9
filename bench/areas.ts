/** The parts of the workload that `npm run bench` measures. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { SIZES, type Size } from "./data.ts";
import {
  LIVE_CONTENDERS,
  type LiveAnswers,
  type LiveContenderName,
  type LiveMeasures,
  liveAnswersOf,
} from "./live-measures.ts";
import {
  READ_CONTENDERS,
  READS_LEFT_OUT,
  type ReadContenderName,
  type ReadMeasures,
  readAnswersOf,
} from "./read-measures.ts";
import { QUESTION_NAMES } from "./read-questions.ts";
import type { AnyArea, Area } from "./rounds.ts";
import {
  dataOfVersions,
  VERSION_CONTENDERS,
  type VersionContenderName,
  type VersionMeasures,
} from "./version-measures.ts";
import { answersOf, CONTENDERS, type ContenderName, type WriteMeasures } from "./write-measures.ts";

/** Answers of a contender by question, and those of another that may have been asked fewer. */
type Answers = { readonly [question: string]: unknown };

/** Contenders give equal answers to the questions that they can be asked. */
function assertSame(all: readonly (readonly [contender: string, answers: Answers])[]): void {
  const first = all[0]?.[1] ?? {};
  for (const [name, answers] of all) {
    for (const [question, answer] of Object.entries(answers)) {
      deepStrictEqual(answer, first[question], `${name} answers otherwise: ${question}`);
    }
  }
}

const SIZE_NAMES = Object.keys(SIZES) as Size[];

const READS: Area<ReadMeasures> = {
  name: "reads",
  script: "read-process.js",
  contenders: READ_CONTENDERS,
  sizes: ["S", "M"],
  leftOut: Object.fromEntries(
    READ_CONTENDERS.map((name) => [
      name,
      SIZE_NAMES.filter((size) => READS_LEFT_OUT[name]?.[size]?.length === QUESTION_NAMES.length),
    ]),
  ),
  async assertAgreement(names) {
    const all: [string, Answers][] = [];
    for (const name of names)
      all.push([name, await readAnswersOf(name as ReadContenderName, "XS")]);
    assertSame(all);
  },
  assertEqual: (measured) => assertSame(measured.map(([name, { digests }]) => [name, digests])),
  figuresOf: ({ times }) => times,
};

const WRITES: Area<WriteMeasures> = {
  name: "writes",
  script: "write-process.js",
  contenders: CONTENDERS,
  sizes: ["M"],
  leftOut: {},
  assertAgreement(names) {
    const [first, ...others] = names.map((name) => answersOf(name as ContenderName, "XS"));
    for (const answers of others) deepStrictEqual(answers, first);
  },
  assertEqual(measured) {
    for (const [name, { digest }] of measured) {
      strictEqual(digest, measured[0]![1].digest, `${name} gives other answers`);
    }
  },
  figuresOf: ({ times, heapBytes }) => ({ ...times, "heap, per membership": heapBytes }),
};

const VERSIONS: Area<VersionMeasures> = {
  name: "versions",
  script: "version-process.js",
  contenders: VERSION_CONTENDERS,
  sizes: ["XS", "M", "L"],
  leftOut: {},
  assertAgreement(names) {
    const all = names.map((name) => dataOfVersions(name as VersionContenderName, "XS"));
    for (const data of all) deepStrictEqual(data, all[0]);
  },
  assertEqual(measured, size) {
    for (const [name, { count }] of measured) {
      strictEqual(count, SIZES[size], `${name} lost its way back`);
    }
  },
  figuresOf: ({ times }) => times,
};

const LIVE: Area<LiveMeasures> = {
  name: "live",
  script: "live-process.js",
  contenders: LIVE_CONTENDERS,
  sizes: ["S", "M"],
  leftOut: { tanstack: ["L"] },
  assertAgreement(names) {
    const all = names.map((name): [string, LiveAnswers] => [
      name,
      liveAnswersOf(name as LiveContenderName, "XS"),
    ]);
    assertSame(all);
  },
  assertEqual: (measured) => assertSame(measured.map(([name, { answers }]) => [name, answers])),
  figuresOf: ({ times }) => times,
};

/** All areas, in the order of the budgets. */
export const AREAS: readonly AnyArea[] = [READS, WRITES, VERSIONS, LIVE];
