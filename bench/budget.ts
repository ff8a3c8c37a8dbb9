/**
 * What is to be reached, and where we are going. Limits are texts such as "4× + 0.4 µs": multiples are of
 * rawmaps in the same row and round, or of what stands behind them.
 */
import { aloneBeside } from "./commit-alone.ts";
import type { Size } from "./data.ts";
import { type Measured, overRounds, type Read, ratioOf, read, rowsOf } from "./rounds.ts";

/** What one row is measured against. */
export interface Budget {
  readonly area: string;
  readonly what: string;
  /** What a release needs. */
  readonly reach: string;
  readonly goal?: string;
  /** The goal of a question that is built once, with parameters. */
  readonly prepared?: string;
  /** How many times as fast as sqlite a release has to be. */
  readonly ahead?: number;
}

const OURS = "throughline";

/** The contender that asks questions built once. */
const PREPARED = "prepared";

/** The budgets of all areas, made for size M. */
export const BUDGETS: readonly Budget[] = [
  ...reads([
    ["person by pk", "300 ns", "120 ns", "2.5×", 2.3],
    ["person by unique name", "350 ns", "150 ns", "3×", 2.5],
    ["membership by (person, group)", "450 ns", "220 ns", "3×", 3.3],
    ["members of a group", "4× + 0.4 µs", "2× + 0.15 µs", "2×", 35],
    ["groups of a person", "4× + 0.4 µs", "2× + 0.15 µs", "2.5×", 15],
    ["people of the group named X who joined after D", "5× + 0.5 µs", "2.5× + 0.2 µs", "3×", 16],
    ["groups with a member whose name starts with P, distinct", "3× + 0.5 µs", "1.5×", "1.5×", 3.8],
    ["memberships in a date range, latest 20", "5× + 0.5 µs", "2.5× + 0.2 µs", "3×", 21],
    ["people who share a group with p, distinct", "2×", "1.2×", "1.2×", 5],
    ["members per group, top 10", "5×", "1.5×", "1.5×", 70],
    ["count of reasons containing a text", "1.4×", "0.9×", "0.9×", 1.7],
  ]),
  { area: "reads", what: "first use of a shape", reach: "100 µs" },
  { area: "reads", what: "first use of a shape, the slowest", reach: "100 µs" },
  ...others("writes", [
    ["bulk load, per row", "2.2×", "1.7×"],
    ["create one", "3.5×", "2.2×"],
    ["delete one", "3.5×", "2×"],
    ["replay, per event", "2.5 µs", "1 µs"],
    ["heap, per membership", "350 B", "250 B"],
  ]),
  ...others("versions", [
    ["take a snapshot", "100 ns"],
    ["restore after 100 writes", "1 µs"],
    ["fork, and one write in it", "10 µs", "5 µs"],
  ]),
  ...others("live", [
    ["subscribe to the members", "20×", "8×"],
    ["relevant insert, new array", "2.5×", "1.5×"],
    ["relevant insert, delta", "1.5× its commit alone", "1.2× its commit alone"],
    ["irrelevant insert, 1000 live queries", "1.3× its commit alone", "1.1× its commit alone"],
    ["relevant insert, 1000 live queries", "4×", "2×"],
    ["relevant insert, 10000 live queries", "1.2× that with 1000"],
    ["subscribe, each of 1000", "10×", "5×"],
  ]),
];

/** Rows of ours that others are multiples of. */
const BASES: { readonly [name: string]: (what: string) => string } = {
  "its commit alone": aloneBeside,
  "that with 1000": () => "relevant insert, 1000 live queries",
};

function reads(
  rows: readonly (readonly [string, string, string, prepared: string, ahead: number])[],
): Budget[] {
  return rows.map(([what, reach, goal, prepared, ahead]) => ({
    ...{ area: "reads", what, reach, goal },
    ...{ prepared, ahead },
  }));
}

function others(area: string, rows: readonly (readonly [string, string, string?])[]): Budget[] {
  return rows.map(([what, reach, goal]) => ({
    ...{ area, what, reach },
    ...(goal === undefined ? {} : { goal }),
  }));
}

/** Where a figure stands. */
export type Mark = "goal" | "reach" | "short";

/** A row beside its budget. */
export interface Verdict {
  readonly budget: Budget;
  readonly contender: string;
  readonly size: Size;
  /** The figure as a part of what is to be reached: the median over rounds; up to 1 it is reached. */
  readonly ofReach: number;
  readonly ofGoal: number | undefined;
  /** How many times as fast as sqlite; undefined where nothing is asked of that. */
  readonly ahead: number | undefined;
  readonly mark: Mark;
}

/** All rows of an area at a size that have a budget, and what it needs to be compared with. */
export function verdictsOf(measured: Measured): Verdict[] {
  return BUDGETS.filter(({ area }) => area === measured.area).flatMap((budget) => {
    const ours = verdictOf(measured, budget, { name: OURS, goal: budget.goal });
    const prepared = verdictOf(measured, budget, { name: PREPARED, goal: budget.prepared });
    return [ours, prepared].filter((verdict) => verdict !== undefined);
  });
}

function verdictOf(
  { rounds, size }: Measured,
  budget: Budget,
  { name, goal }: { readonly name: string; readonly goal: string | undefined },
): Verdict | undefined {
  const { what, reach } = budget;
  const figure = read(name, what);
  const ofReach = ratioOf(rounds, figure, limitOf(reach, { what, name }));
  if (ofReach === undefined) return undefined;
  const ofGoal =
    goal === undefined ? undefined : ratioOf(rounds, figure, limitOf(goal, { what, name }));
  const ahead =
    budget.ahead === undefined ? undefined : ratioOf(rounds, read("sqlite", what), figure);
  const isAhead = ahead === undefined || ahead >= budget.ahead!;
  const isGoal = ofGoal !== undefined && ofGoal <= 1;
  const mark = ofReach > 1 || !isAhead ? "short" : isGoal ? "goal" : "reach";
  return { budget, contender: name, size, ofReach, ofGoal, ahead, mark };
}

const UNITS: { readonly [unit: string]: number } = { ns: 1, µs: 1000, ms: 1e6, B: 1 };

/** The limit within a round, in nanoseconds or bytes. */
export function limitOf(
  text: string,
  { what, name }: { readonly what: string; readonly name: string },
): Read {
  const terms = text.split(" + ").map((term): Read => {
    const [, number, unit, base] = /^([\d.]+) ?(×|ns|µs|ms|B)(?: (.+))?$/.exec(term)!;
    if (unit !== "×") return () => Number(number) * UNITS[unit!]!;
    const of = base === undefined ? read("rawmaps", what) : read(name, BASES[base]!(what));
    return (round) => multiplied(of(round), Number(number));
  });
  return (round) => {
    const values = terms.map((term) => term(round));
    return values.includes(undefined) ? undefined : values.reduce((sum, each) => sum! + each!, 0);
  };
}

function multiplied(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

/** Growth from M to L that is allowed: of the ratio to rawmaps, or of a time. */
export const MOST_GROWTH = 1.5;

/** Rows of one-row commits, whose time is compared; that of reads is their ratio to rawmaps. */
const COMMITS = ["create one", "delete one"];

/** How a row grows from M to L. */
export interface Growth {
  readonly what: string;
  /** What grows: a time, or a ratio. */
  readonly of: "time" | "ratio to rawmaps";
  readonly factor: number;
  readonly mark: Mark;
}

/** Growth of all rows that may not grow, where both sizes were measured. */
export function growthOf(all: readonly Measured[]): Growth[] {
  const found = (area: string, size: Size): Measured | undefined =>
    all.find((each) => each.area === area && each.size === size);
  return ["reads", "writes"].flatMap((area) => {
    const [small, large] = [found(area, "M"), found(area, "L")];
    if (small === undefined || large === undefined) return [];
    const rows = area === "reads" ? rowsOf(small) : COMMITS;
    return rows.flatMap((what) => {
      const value = ({ rounds }: Measured): number | undefined =>
        area === "reads"
          ? ratioOf(rounds, read(OURS, what), read("rawmaps", what))
          : overRounds(rounds, read(OURS, what));
      const [before, after] = [value(small), value(large)];
      if (before === undefined || after === undefined) return [];
      const factor = after / before;
      const mark = factor <= MOST_GROWTH ? ("reach" as const) : ("short" as const);
      const of = area === "reads" ? ("ratio to rawmaps" as const) : ("time" as const);
      return [{ what, of, factor, mark }];
    });
  });
}
