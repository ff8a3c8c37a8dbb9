/**
 * The bench of live queries: `npm run bench:live -- [S,M] [rounds] [contender,…]`. All contenders first
 * give the same answers to a small history; then every round runs each of them, at each size, in a
 * process of its own, and they must agree again. Prints a table for each size: medians over the rounds,
 * and the medians of the ratios within each round.
 */
import { deepStrictEqual } from "node:assert";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { SIZES, type Size } from "./data.ts";
import { makeLiveData } from "./live-data.ts";
import {
  COMMIT_ALONE,
  LIVE_CONTENDERS,
  type LiveAnswers,
  type LiveContenderName,
  type LiveMeasures,
  liveAnswersOf,
} from "./live-measures.ts";

type Round = { readonly [name in LiveContenderName]?: LiveMeasures };

const SCRIPT = fileURLToPath(new URL("./live-process.js", import.meta.url));

/** Ours: as it is opened, and without a history, which nobody else keeps either. */
const OURS: readonly LiveContenderName[] = ["throughline", "without history"];

/** What would take too long, or too much memory. */
const LEFT_OUT: { readonly [name in LiveContenderName]?: readonly Size[] } = { tanstack: ["L"] };

/** Contenders give equal answers to the questions that they can be asked. */
function assertAgreement(all: readonly LiveAnswers[]): void {
  const [first, ...others] = all;
  for (const answers of others) {
    for (const [question, heard] of Object.entries(answers)) {
      deepStrictEqual(heard, first![question], question);
    }
  }
}

function runRound(size: Size, names: readonly LiveContenderName[]): Round {
  const measured = names.map((name) => {
    const flags = ["--expose-gc", "--max-old-space-size=6144", SCRIPT, name, size];
    const options = { encoding: "utf8", maxBuffer: 2 ** 28, stdio: ["ignore", "pipe", "ignore"] };
    const text = execFileSync(process.execPath, flags, options as { encoding: "utf8" });
    process.stderr.write(`${name} `);
    return [name, JSON.parse(text) as LiveMeasures] as const;
  });
  assertAgreement(measured.map(([, { answers }]) => answers));
  return Object.fromEntries(measured) as Round;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1]!;
}

/** The time of a measure within a round. */
type Read = (round: Round) => number | undefined;

function read(name: LiveContenderName, what: string): Read {
  return (round) => round[name]?.times[what];
}

function timeCell(rounds: readonly Round[], time: Read): string {
  const times = rounds.map(time);
  return times.includes(undefined) ? "–" : show(median(times as number[]));
}

function ratioCell(rounds: readonly Round[], time: Read, measure: Read): string {
  const ratios = rounds.map((round) => time(round)! / measure(round)!);
  return ratios.some(Number.isNaN) ? "–" : `${median(ratios).toPrecision(3)}×`;
}

function show(nanoseconds: number): string {
  if (nanoseconds < 1000) return `${nanoseconds.toFixed(0)} ns`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1000).toPrecision(3)} µs`;
  return `${(nanoseconds / 1e6).toPrecision(3)} ms`;
}

function printTable(
  size: Size,
  names: readonly LiveContenderName[],
  rounds: readonly Round[],
): void {
  const { members, workload } = makeLiveData(size);
  const count = workload.memberships.filter(
    (row) => row.group_id === members.id && row.date_joined >= members.since,
  ).length;
  const others = names.filter((name) => !OURS.includes(name));
  const pairs = OURS.flatMap((own) => [
    ...others.map((other) => ({ own, other, what: undefined })),
    { own, other: own, what: COMMIT_ALONE },
  ]);
  const heads = [
    `size ${size}, answers of ${count} rows`,
    ...names,
    ...pairs.map(
      ({ own, other, what }) => `${own} / ${what === undefined ? other : "its commit alone"}`,
    ),
  ];
  console.log(`\n| ${heads.join(" | ")} |\n|---|${"---:|".repeat(heads.length - 1)}`);
  for (const what of Object.keys(rounds[0]!.throughline!.times)) {
    const cells = [
      what,
      ...names.map((name) => timeCell(rounds, read(name, what))),
      ...pairs.map((pair) =>
        pair.what === undefined || /insert/.test(what)
          ? ratioCell(rounds, read(pair.own, what), read(pair.other, pair.what ?? what))
          : "–",
      ),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

function main(sizes: readonly Size[], count: number, chosen: readonly LiveContenderName[]): void {
  assertAgreement(chosen.map((name) => liveAnswersOf(name, "XS")));
  const runs = sizes.map((size) => ({
    size,
    names: chosen.filter((name) => !LEFT_OUT[name]?.includes(size)),
    rounds: [] as Round[],
  }));
  for (let i = 0; i < count; i++) {
    for (const { size, names, rounds } of runs) {
      rounds.push(runRound(size, names));
      process.stderr.write(`round ${i + 1} of ${count}, ${SIZES[size]} memberships\n`);
    }
  }
  for (const { size, names, rounds } of runs) printTable(size, names, rounds);
}

const [sizes = "S,M", count = "5", names = LIVE_CONTENDERS.join(",")] = process.argv.slice(2);
main(sizes.split(",") as Size[], Number(count), names.split(",") as LiveContenderName[]);
