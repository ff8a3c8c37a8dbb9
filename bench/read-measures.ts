/** What the bench of reads measures of one contender, in a process that has done nothing else. */
import { createHash } from "node:crypto";
import { type MembershipData, makeWorkload, type Size, type Workload } from "./data.ts";
import { hasPackage } from "./packages.ts";
import { openAlasqlReads } from "./read-contenders/alasql.ts";
import type {
  Answer,
  Ask,
  OpenReadContender,
  ReadContender,
  ReadQuestion,
} from "./read-contenders/contender.ts";
import { openLokiReads } from "./read-contenders/lokijs.ts";
import { openRawmapsReads } from "./read-contenders/rawmaps.ts";
import { openReduxOrmReads } from "./read-contenders/redux-orm.ts";
import { openSignalReads } from "./read-contenders/signaldb.ts";
import { openSqliteReads } from "./read-contenders/sqlite.ts";
import { openTanstackReads } from "./read-contenders/tanstack.ts";
import { openThroughlineReads } from "./read-contenders/throughline.ts";
import { openTinybaseReads } from "./read-contenders/tinybase.ts";
import { makeReadLists, QUESTION_NAMES, READ_QUESTIONS, type ReadLists } from "./read-questions.ts";

const OPENERS = {
  rawmaps: openRawmapsReads,
  throughline: openThroughlineReads,
  sqlite: openSqliteReads,
  lokijs: openLokiReads,
  tinybase: openTinybaseReads,
  signaldb: openSignalReads,
  "redux-orm": openReduxOrmReads,
  alasql: openAlasqlReads,
  tanstack: openTanstackReads,
};

/** Name of a contender. */
export type ReadContenderName = keyof typeof OPENERS;

/** Where contenders come from that are not part of the project's install. */
const PACKAGES: { readonly [name in ReadContenderName]?: string } = {
  lokijs: "lokijs",
  tinybase: "tinybase",
  signaldb: "@signaldb/core",
  "redux-orm": "redux-orm",
  alasql: "alasql",
  tanstack: "@tanstack/db",
};

/** Contenders, the measure of all others first; some only where their package is installed. */
export const READ_CONTENDERS = (Object.keys(OPENERS) as ReadContenderName[]).filter((name) => {
  const needed = PACKAGES[name];
  return needed === undefined || hasPackage(needed);
});

/** What would take minutes, by size: loading it, or going through one list of arguments. */
export const READS_LEFT_OUT: {
  readonly [name in ReadContenderName]?: {
    readonly [size in Size]?: readonly ReadQuestion[];
  };
} = {
  tinybase: { L: QUESTION_NAMES },
  "redux-orm": { L: QUESTION_NAMES },
  signaldb: { M: ["latestInRange"], L: QUESTION_NAMES },
  alasql: { M: ["sharingGroup"], L: QUESTION_NAMES },
  tanstack: { M: ["groupsByPrefix"], L: QUESTION_NAMES },
};

/** What a process finds out about its contender. */
export interface ReadMeasures {
  /** Digests of the answers to all arguments, by question: equal for all contenders. */
  readonly digests: { readonly [what: string]: string };
  /** Nanoseconds of each call; what a contender is not asked is not there. */
  readonly times: { readonly [what: string]: number };
}

/** How the measures are taken. */
export interface ReadEffort {
  /** How long one question is measured, in milliseconds of the processor, and over how many passes. */
  readonly time: number;
  readonly fewest: number;
  /** Fresh stores in which the first use of a shape is measured. */
  readonly stores: number;
  /** What is measured: all that have this in their names. */
  readonly only: string;
}

/** The effort of the bench. */
export const WHOLE_READ_EFFORT: ReadEffort = { time: 400, fewest: 5, stores: 40, only: "" };

/** The part of the time that is spent before, while code is compiled. */
const WARM_UP = 2;

/** What is so slow that it takes this many times the time is not measured as often. */
const SLOW = 10;

/** Nanoseconds that calls with one argument take together: far above the grain of the clock. */
const GRAIN = 20_000;

const MOST_CALLS = 1000;

/** What takes as many nanoseconds fills the caches by itself: no call goes before. */
const COLD = 1_000_000;

/** Contenders whose questions are read and planned at their first use. */
const PLANNERS: readonly ReadContenderName[] = ["throughline", "sqlite"];

/** Everything that is measured of one contender. Cost: seconds. */
export async function measureReads(
  name: ReadContenderName,
  size: Size,
  effort: ReadEffort = WHOLE_READ_EFFORT,
): Promise<ReadMeasures> {
  const subject = await open(name, makeWorkload(size));
  const leftOut = READS_LEFT_OUT[name]?.[size] ?? [];
  const chosen = questionsOf(subject, effort.only).filter(([each]) => !leftOut.includes(each));
  // The loop meets all questions before it is compiled, so that none of them becomes part of it.
  for (const [, ask, list] of chosen) warmUp(ask, list, effort.time / WARM_UP);
  const times: { [what: string]: number } = {};
  const digests: { [what: string]: string } = {};
  for (const [question, ask, list] of chosen) {
    globalThis.gc?.();
    const hash = createHash("sha256");
    const { what } = READ_QUESTIONS[question];
    times[what] = timeEach(ask, list, {
      ...effort,
      hear: (answer) => hash.update(`${textOf(subject, question, answer)}\n`),
    });
    digests[what] = hash.digest("hex");
  }
  if (PLANNERS.includes(name) && FIRST_USE.includes(effort.only)) {
    Object.assign(times, await measureFirstUse(name, effort));
  }
  return { digests, times };
}

/** What a contender answers at a size, by question: a text for each argument. Cost: seconds. */
export async function readAnswersOf(
  name: ReadContenderName,
  size: Size,
): Promise<{ readonly [what: string]: readonly string[] }> {
  const subject = await open(name, makeWorkload(size));
  const answers = questionsOf(subject, "").map(([question, ask, list]) => [
    READ_QUESTIONS[question].what,
    list.map((argument) => textOf(subject, question, ask(argument))),
  ]);
  return Object.fromEntries(answers);
}

interface Subject {
  readonly contender: ReadContender;
  readonly lists: ReadLists;
}

async function open(name: ReadContenderName, workload: Workload): Promise<Subject> {
  const openContender: OpenReadContender = OPENERS[name];
  return { contender: await openContender(workload), lists: makeReadLists(workload) };
}

/** A question, the way to ask it, and its arguments. */
type Chosen = readonly [question: ReadQuestion, ask: Ask<never>, list: readonly never[]];

function questionsOf({ contender, lists }: Subject, only: string): Chosen[] {
  const names = QUESTION_NAMES.filter(
    (name) => contender.asks[name] !== undefined && READ_QUESTIONS[name].what.includes(only),
  );
  return names.map((name) => [name, contender.asks[name] as Ask<never>, lists[name] as never[]]);
}

/** What came out of the last call: V8 cannot drop work whose result somebody may read. */
export const used: { count: number; last: Answer } = { count: 0, last: 0 };

function use(answer: Answer): void {
  used.count += typeof answer === "number" ? answer : answer.length;
  used.last = answer;
}

/** The mean over the arguments of the median over passes, in nanoseconds of a call. */
function timeEach(
  ask: Ask<never>,
  list: readonly never[],
  { time, fewest, hear }: Pick<ReadEffort, "time" | "fewest"> & { hear(answer: Answer): void },
): number {
  const lasts = list.map(() => 0);
  const times: number[][] = list.map(() => []);
  const begin = process.cpuUsage();
  let passes = 0;
  for (let spent = 0; spent <= time || (passes < fewest && spent < SLOW * time); passes++) {
    for (let i = 0; i < list.length; i++) {
      lasts[i] = timeCalls(ask, list[i]!, lasts[i]!);
      times[i]!.push(lasts[i]!);
      if (passes === 0) hear(used.last);
    }
    // What other processes take of the machine does not count.
    const { user, system } = process.cpuUsage(begin);
    spent = (user + system) / 1000;
  }
  return times.reduce((sum, ofOne) => sum + middle(ofOne), 0) / list.length;
}

/** Nanoseconds of a call, which took `last` before, 0 where that is not known. */
function timeCalls(ask: Ask<never>, argument: never, last: number): number {
  const calls = last === 0 ? 1 : Math.min(MOST_CALLS, Math.max(1, Math.ceil(GRAIN / last)));
  // Each call finds what it reads in the caches, the first one too.
  if (last < COLD) use(ask(argument));
  return timeAlone(ask, argument, calls);
}

function timeAlone(ask: Ask<never>, argument: never, calls: number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) use(ask(argument));
  return Number(process.hrtime.bigint() - start) / calls;
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >>> 1]!;
}

/** Asks for a while, also where that is less than a pass. */
function warmUp(ask: Ask<never>, list: readonly never[], milliseconds: number): void {
  const until = performance.now() + milliseconds;
  for (let i = 0; performance.now() < until; i++) timeAlone(ask, list[i % list.length]!, 2);
}

const FIRST_USE = "first use of a shape";

/**
 * Nanoseconds of the first call of each question in a store that nothing was asked of: the mean over the
 * questions of the median over such stores, and the slowest question; the mean also in another store of
 * the same models, where that spares planning. The stores are so small that answering takes next to
 * nothing.
 */
async function measureFirstUse(
  name: ReadContenderName,
  { stores }: ReadEffort,
): Promise<{ [what: string]: number }> {
  const { persons, groups, memberships, extra } = makeWorkload("XS");
  const few = memberships.filter((row) => row.person_id <= 10 && row.group_id <= 10);
  const workload = {
    persons: persons.slice(0, 10),
    groups: groups.slice(0, 10),
    memberships: few,
    extra,
  };
  const first = new FirstCalls();
  const alike = new FirstCalls();
  // As many before as are measured, while code is compiled.
  for (let i = 0; i < 2 * stores; i++) first.ask(await open(name, workload), i >= stores);
  const times = { [FIRST_USE]: first.mean, [`${FIRST_USE}, the slowest`]: first.slowest };
  const subject = await open(name, workload);
  const { openAlike } = subject.contender;
  if (openAlike === undefined) return times;
  for (let i = 0; i <= stores; i++)
    alike.ask({ ...subject, contender: openAlike(workload) }, i > 0);
  return { ...times, [`${FIRST_USE}, in a store alike`]: alike.mean };
}

/** What the first calls of questions take, in many stores. */
class FirstCalls {
  readonly #times = new Map<ReadQuestion, number[]>();

  /** Asks a store all questions for the first time. */
  ask(subject: Subject, isMeasured: boolean): void {
    for (const [question, ask, list] of questionsOf(subject, "")) {
      const taken = timeAlone(ask, list[0]!, 1);
      if (isMeasured) this.#times.set(question, [...(this.#times.get(question) ?? []), taken]);
    }
  }

  /** Over the questions, of the median over stores. */
  get mean(): number {
    const medians = this.#medians();
    return medians.reduce((sum, each) => sum + each, 0) / medians.length;
  }

  get slowest(): number {
    return Math.max(...this.#medians());
  }

  #medians(): readonly number[] {
    return [...this.#times.values()].map(middle);
  }
}

interface Named {
  readonly id: number;
  readonly name: string;
  readonly n?: number;
}

function textOf({ contender }: Subject, question: ReadQuestion, answer: Answer): string {
  if (typeof answer === "number") return String(answer);
  const { rows, isOrdered } = READ_QUESTIONS[question];
  const lines = answer.map((row) => {
    if (rows === "named") return `${(row as Named).id} ${(row as Named).name}`;
    if (rows === "counted")
      return `${(row as Named).id} ${(row as Named).name} ${(row as Named).n}`;
    const { person_id, group_id, date_joined, invite_reason } = (
      contender.show === undefined ? row : contender.show(row as never)
    ) as MembershipData;
    return `${person_id} ${group_id} ${date_joined} ${invite_reason}`;
  });
  return (isOrdered ? lines : lines.sort()).join("\n");
}
