/** What all benches share: rounds of processes, medians over them, and figures as text. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isBeside } from "./commit-alone.ts";
import { SIZES, type Size } from "./data.ts";

/** What was measured of one contender: nanoseconds of a call, or bytes, by row of the table. */
export interface Figures {
  readonly [what: string]: number;
}

/** What was measured in one round, by contender; those that are not asked at a size are missing. */
export interface Round {
  readonly [contender: string]: Figures;
}

/** One part of the workload, and how to measure it. `Measures` is what a process prints. */
export interface Area<Measures> {
  readonly name: string;
  /** The compiled script that measures one contender; it takes its name and a size. */
  readonly script: string;
  /** The measure of all others first. */
  readonly contenders: readonly string[];
  /** Sizes that are measured when none are asked for. */
  readonly sizes: readonly Size[];
  /** What would take too long, or too much memory. */
  readonly leftOut: { readonly [contender: string]: readonly Size[] };
  /** Lets contenders answer at the smallest size, in this process. @throws when answers differ. */
  assertAgreement(names: readonly string[]): Promise<void> | void;
  /** @throws when contenders gave other answers than the others in their processes. */
  assertEqual(measured: readonly (readonly [contender: string, Measures])[], size: Size): void;
  figuresOf(measures: Measures): Figures;
}

/** An area, whatever its processes print. */
export type AnyArea = Area<unknown>;

/** An area at a size, and all that was measured of it. */
export interface Measured {
  readonly area: string;
  readonly size: Size;
  readonly contenders: readonly string[];
  readonly rounds: readonly Round[];
}

/** What is to be measured. */
export interface Plan {
  readonly areas: readonly { readonly area: AnyArea; readonly sizes: readonly Size[] }[];
  readonly rounds: number;
  /** Contenders that take part; all when left out. */
  readonly chosen: readonly string[] | undefined;
}

/** Contenders whose process failed, with the reason. */
export type Failures = { readonly where: string; readonly why: string }[];

/**
 * Runs all rounds, each contender at each size in a process of its own; hands over what there is after
 * each round. Who fails is told of, and left out of that round. Cost: minutes.
 */
export async function runRounds(
  { areas, rounds, chosen }: Plan,
  hear: (measured: readonly Measured[], failures: Failures) => void,
): Promise<void> {
  const failures: Failures = [];
  const runs = areas.flatMap(({ area, sizes }) =>
    sizes.map((size) => ({ area, size, names: namesOf(area, size, chosen), done: [] as Round[] })),
  );
  for (const { area } of areas) {
    tell(`${area.name}: equal answers? `);
    await area.assertAgreement(namesOf(area, undefined, chosen));
    tell("yes\n");
  }
  for (let i = 0; i < rounds; i++) {
    for (const { area, size, names, done } of runs) {
      tell(`round ${i + 1} of ${rounds}, ${area.name}, ${SIZES[size]} memberships:`);
      done.push(runRound(area, size, { names, failures }));
      tell("\n");
    }
    const measured = runs.map(({ area, size, names, done }) => ({
      area: area.name,
      size,
      contenders: names,
      rounds: done,
    }));
    hear(measured, failures);
  }
}

function namesOf(
  { contenders, leftOut }: AnyArea,
  size: Size | undefined,
  chosen: readonly string[] | undefined,
): string[] {
  return contenders.filter(
    (name) =>
      (chosen === undefined || chosen.includes(name)) &&
      (size === undefined || !leftOut[name]?.includes(size)),
  );
}

function runRound(
  area: AnyArea,
  size: Size,
  { names, failures }: { readonly names: readonly string[]; readonly failures: Failures },
): Round {
  const measured: [string, unknown][] = [];
  for (const name of names) {
    tell(` ${name}`);
    const start = performance.now();
    try {
      measured.push([name, runProcess(area.script, [name, size])]);
      tell(` ${((performance.now() - start) / 1000).toFixed(0)} s`);
    } catch (error) {
      const why = String((error as Error).message).slice(0, 2000);
      failures.push({ where: `${area.name}, ${size}, ${name}`, why });
      tell(` failed: ${why}\n`);
    }
  }
  area.assertEqual(measured, size);
  return Object.fromEntries(measured.map(([name, all]) => [name, area.figuresOf(all)]));
}

/** What a compiled script of this folder prints as JSON. @throws when it fails. */
export function runProcess(script: string, args: readonly string[]): unknown {
  const path = fileURLToPath(new URL(`./${script}`, import.meta.url));
  const flags = ["--expose-gc", "--max-old-space-size=6144", path, ...args];
  const text = execFileSync(process.execPath, flags, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return JSON.parse(text);
}

function tell(text: string): void {
  process.stderr.write(text);
}

/** All rows of an area that were measured, in their order. */
export function rowsOf({ contenders, rounds }: Pick<Measured, "contenders" | "rounds">): string[] {
  const found = new Set<string>();
  // Ours has most rows, in the order in which they are told.
  for (const name of ["throughline", ...contenders]) {
    for (const what of Object.keys(rounds[0]?.[name] ?? {})) {
      if (!isBeside(what)) found.add(what);
    }
  }
  return [...found];
}

/** A figure within a round. */
export type Read = (round: Round) => number | undefined;

/** Reads the figure of a contender. */
export function read(name: string, what: string): Read {
  return (round) => round[name]?.[what];
}

/** The median over the rounds that have the figure; undefined where none has. */
export function overRounds(rounds: readonly Round[], figure: Read): number | undefined {
  const values = rounds.map(figure).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : median(values);
}

/** The median of the ratios within each round. */
export function ratioOf(rounds: readonly Round[], figure: Read, measure: Read): number | undefined {
  return overRounds(rounds, (round) => {
    const [value, by] = [figure(round), measure(round)];
    return value === undefined || by === undefined ? undefined : value / by;
  });
}

/** The value in the middle, or between the two that are. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A figure as text: bytes where the row is of memory, else a time. */
export function showFigure(what: string, value: number | undefined): string {
  if (value === undefined) return "–";
  if (isBytes(what)) return `${value.toFixed(0)} B`;
  if (value < 100) return `${value.toPrecision(2)} ns`;
  if (value < 999.5) return `${value.toFixed(0)} ns`;
  for (const [unit, size] of [
    ["µs", 1e3],
    ["ms", 1e6],
  ] as const) {
    if (value < 999.5 * size) return `${(value / size).toPrecision(3)} ${unit}`;
  }
  return `${(value / 1e9).toPrecision(3)} s`;
}

/** Whether the figures of a row are bytes, and no times. */
export function isBytes(what: string): boolean {
  return what.startsWith("heap");
}

/** A ratio as text. */
export function showRatio(ratio: number | undefined): string {
  if (ratio === undefined) return "–";
  if (ratio >= 1000) return `${Math.round(ratio)}×`;
  return `${ratio >= 0.001 ? ratio.toPrecision(3) : ratio.toPrecision(2)}×`;
}

/** A table as terminals and Markdown show it. */
export function tableText(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  const rule = `|---|${"---:|".repeat(heads.length - 1)}\n`;
  return line(heads) + rule + rows.map(line).join("");
}
