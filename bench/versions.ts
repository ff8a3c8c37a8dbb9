/**
 * The bench of versions: `npm run bench:versions -- [XS,M,L] [rounds]`. The contenders first go through a
 * small history and must hold the same data at each station; then every round runs each of them, at
 * each size, in a process of its own. Prints a table of medians over the rounds, and of the medians of
 * the ratios within each round.
 */
import { deepStrictEqual, strictEqual } from "node:assert";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { SIZES, type Size } from "./data.ts";
import { dataOfVersions, VERSION_CONTENDERS, type VersionMeasures } from "./version-measures.ts";

type Round = readonly [ours: VersionMeasures, sqlite: VersionMeasures];

const SCRIPT = fileURLToPath(new URL("./version-process.js", import.meta.url));

function runRound(size: Size): Round {
  const measured = VERSION_CONTENDERS.map((name) => {
    const flags = ["--max-old-space-size=4096", SCRIPT, name, size];
    const text = execFileSync(process.execPath, flags, { encoding: "utf8" });
    return JSON.parse(text) as VersionMeasures;
  });
  for (const { count } of measured) strictEqual(count, SIZES[size]);
  return measured as unknown as Round;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1]!;
}

/** The cells of one operation at one size: ours, SQLite's, and the ratio of the two. */
function cells(what: string, rounds: readonly Round[]): string[] {
  const pairs = rounds.map(([ours, sqlite]) => [ours.times[what]!, sqlite.times[what]] as const);
  const own = show(median(pairs.map(([ours]) => ours)));
  if (pairs[0]![1] === undefined) return [own, "–", "–"];
  const ratio = median(pairs.map(([ours, sqlite]) => ours / sqlite!));
  return [own, show(median(pairs.map(([, sqlite]) => sqlite!))), `${ratio.toPrecision(2)}×`];
}

function show(nanoseconds: number): string {
  if (nanoseconds < 1000) return `${nanoseconds.toFixed(0)} ns`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1000).toPrecision(3)} µs`;
  return `${(nanoseconds / 1e6).toPrecision(3)} ms`;
}

function main(sizes: readonly Size[], count: number): void {
  const [ours, sqlite] = VERSION_CONTENDERS.map((name) => dataOfVersions(name, "XS"));
  deepStrictEqual(ours, sqlite);
  const rounds = sizes.map((): Round[] => []);
  for (let i = 0; i < count; i++) {
    for (const [at, size] of sizes.entries()) rounds[at]!.push(runRound(size));
    process.stderr.write(`round ${i + 1} of ${count}\n`);
  }
  const heads = sizes.flatMap((size) => [`${SIZES[size]} rows`, "sqlite", "ratio"]);
  console.log(`| | ${heads.join(" | ")} |\n|---|${"---:|".repeat(heads.length)}`);
  for (const what of Object.keys(rounds[0]![0]![0].times)) {
    console.log(`| ${[what, ...rounds.flatMap((own) => cells(what, own))].join(" | ")} |`);
  }
}

const [sizes = "XS,M,L", count = "5"] = process.argv.slice(2);
main(sizes.split(",") as Size[], Number(count));
