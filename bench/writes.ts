/**
 * The bench of writes: `npm run bench:writes -- [S|M|L] [rounds]`. All contenders first go through a
 * small history and must give the same answers; then every round runs each of them in a process of
 * its own, and they must agree again. Prints a table of medians over the rounds, and of the medians
 * of the ratios within each round.
 */
import { deepStrictEqual, strictEqual } from "node:assert";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Size } from "./data.ts";
import { answersOf, CONTENDERS, type ContenderName, type WriteMeasures } from "./write-measures.ts";

type Round = { readonly [name in ContenderName]: WriteMeasures };

const SCRIPT = fileURLToPath(new URL("./write-process.js", import.meta.url));

function assertAgreement(): void {
  const [first, ...others] = CONTENDERS.map((name) => answersOf(name, "XS"));
  for (const answers of others) deepStrictEqual(answers, first);
}

function runRound(size: Size): Round {
  const measured = CONTENDERS.map((name) => {
    const flags = ["--expose-gc", "--max-old-space-size=4096"];
    const text = execFileSync(process.execPath, [...flags, SCRIPT, name, size], {
      encoding: "utf8",
    });
    return [name, JSON.parse(text) as WriteMeasures] as const;
  });
  for (const [name, { digest }] of measured) {
    strictEqual(digest, measured[0]![1].digest, `${name} gives other answers`);
  }
  return Object.fromEntries(measured) as Round;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A row of the table: what rawmaps takes, then the multiples of it. */
function printRow(what: string, rounds: readonly Round[], read: Read): string {
  const cells = CONTENDERS.map((name) => {
    const values = rounds.map((round) => read(round[name]));
    if (values.some((value) => value === undefined)) return "–";
    return show(what, median(values as number[]));
  });
  const ratios = CONTENDERS.slice(1).map((name) => {
    const values = rounds.map((round) => read(round[name])! / read(round.rawmaps)!);
    return values.some(Number.isNaN) ? "–" : `${median(values).toFixed(2)}×`;
  });
  return `| ${[what, ...cells, ...ratios].join(" | ")} |`;
}

type Read = (measures: WriteMeasures) => number | undefined;

function show(what: string, value: number): string {
  if (what.startsWith("heap")) return `${value.toFixed(0)} B`;
  return value < 1000 ? `${value.toFixed(0)} ns` : `${(value / 1000).toFixed(2)} µs`;
}

function main(size: Size, count: number): void {
  assertAgreement();
  const rounds: Round[] = [];
  for (let i = 0; i < count; i++) {
    rounds.push(runRound(size));
    process.stderr.write(`round ${i + 1} of ${count}\n`);
  }
  const others = CONTENDERS.slice(1).map((name) => `${name} / rawmaps`);
  console.log(`| size ${size} | ${[...CONTENDERS, ...others].join(" | ")} |`);
  console.log(`|---|${"---:|".repeat(CONTENDERS.length + others.length)}`);
  const all = Object.keys(rounds[0]!.throughline.times);
  for (const what of all) console.log(printRow(what, rounds, ({ times }) => times[what]));
  console.log(printRow("heap, per membership", rounds, ({ heapBytes }) => heapBytes));
}

const [size = "M", count = "5"] = process.argv.slice(2);
main(size as Size, Number(count));
