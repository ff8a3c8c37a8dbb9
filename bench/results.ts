/** What a run of the benches found out, as data and as tables of text. */
import { cpus } from "node:os";
import type { ComparedPath as ComparedBySource } from "../src/compare/compare.ts";
import { growthOf, type Verdict, verdictsOf } from "./budget.ts";
import { aloneBeside, COMMIT_ALONE } from "./commit-alone.ts";
import { SIZES } from "./data.ts";
import {
  type Failures,
  type Measured,
  overRounds,
  ratioOf,
  read,
  rowsOf,
  showFigure,
  showRatio,
  tableText,
} from "./rounds.ts";

/** What ran the benches. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly system: string;
  readonly node: string;
}

/** One way to answer a question, as a report shows it. */
export type ComparedPath = Pick<
  ComparedBySource,
  "driver" | "cost" | "rowsVisited" | "milliseconds" | "bytes" | "isChosen"
>;

/** All ways to answer one question. */
export interface PathComparison {
  readonly question: string;
  readonly paths: readonly ComparedPath[];
}

/** All that a report is made of. */
export interface Results {
  readonly machine: Machine;
  /** When it was measured, in UTC. */
  readonly at: string;
  readonly measured: readonly Measured[];
  readonly failures: Failures;
  readonly paths?: readonly PathComparison[];
}

/** The machine that this runs on. */
export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
}

/** Results of several runs in one: what is measured again replaces what was before. */
export function mergeResults(all: readonly Results[]): Results {
  const measured = new Map<string, Measured>();
  for (const each of all.flatMap((results) => results.measured)) {
    measured.set(`${each.area} ${each.size}`, each);
  }
  const paths = all.flatMap((results) => results.paths ?? []);
  return {
    ...all.at(-1)!,
    measured: [...measured.values()],
    failures: all.flatMap(({ failures }) => failures),
    ...(paths.length === 0 ? {} : { paths }),
  };
}

/** Ours: as it is opened, with questions built once, and without a history. */
const OURS = ["throughline", "prepared", "without history"];

/** The times of all contenders, and ratios of ours to rawmaps, to sqlite and to the best of the others. */
export function timesTable({ area, size, contenders, rounds }: Measured): Table {
  const own = contenders.filter((name) => OURS.includes(name));
  const measures = ["rawmaps", "sqlite"].filter((name) => contenders.includes(name));
  const peers = contenders.filter((name) => !OURS.includes(name) && !measures.includes(name));
  const hasAlone = area === "live";
  const heads = [
    `${area}, size ${size} (${SIZES[size]} memberships)`,
    ...contenders,
    ...own.flatMap((name) => [
      ...measures.map((measure) => `${name} / ${measure}`),
      ...(peers.length > 0 ? [`${name} / best of the others`] : []),
      ...(hasAlone ? [`${name} / its commit alone`] : []),
    ]),
  ];
  const rows = rowsOf({ contenders, rounds }).map((what) => [
    what,
    ...contenders.map((name) => showFigure(what, overRounds(rounds, read(name, what)))),
    ...own.flatMap((name) => {
      const ours = read(name, what);
      const best = bestOf(peers, { what, rounds });
      return [
        ...measures.map((measure) => showRatio(ratioOf(rounds, ours, read(measure, what)))),
        ...(peers.length > 0
          ? [best === undefined ? "–" : showRatio(ratioOf(rounds, ours, read(best, what)))]
          : []),
        ...(hasAlone
          ? [isInsert(what) ? showRatio(ratioOf(rounds, ours, read(name, aloneBeside(what)))) : "–"]
          : []),
      ];
    }),
  ]);
  return { heads, rows };
}

/** A table of texts; the first column says what the row is about. */
export interface Table {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function isInsert(what: string): boolean {
  return what.includes("insert") && what !== COMMIT_ALONE;
}

/** The contender with the smallest figure. */
function bestOf(
  names: readonly string[],
  { what, rounds }: { readonly what: string; readonly rounds: Measured["rounds"] },
): string | undefined {
  const found = names
    .map((name) => ({ name, figure: overRounds(rounds, read(name, what)) }))
    .filter(({ figure }) => figure !== undefined);
  return found.sort((a, b) => a.figure! - b.figure!)[0]?.name;
}

/** All rows beside their budgets. */
export function budgetTable(all: readonly Measured[]): Table {
  const verdicts = all.flatMap((measured) =>
    verdictsOf(measured).map((verdict) => ({ verdict, measured })),
  );
  return {
    heads: ["what", "size", "measured", "reach", "of reach", "goal", "of goal", "sqlite", "mark"],
    rows: verdicts.map(({ verdict, measured }) => budgetCells(verdict, measured)),
  };
}

function budgetCells(verdict: Verdict, { rounds }: Measured): string[] {
  const { budget, contender, size, ofReach, ofGoal, ahead, mark } = verdict;
  const { what, area, reach } = budget;
  const goal = contender === "prepared" ? budget.prepared : budget.goal;
  return [
    contender === "prepared" ? `${area}: ${what}, prepared` : `${area}: ${what}`,
    size,
    showFigure(what, overRounds(rounds, read(contender, what))),
    reach,
    showRatio(ofReach),
    goal ?? "–",
    showRatio(ofGoal),
    ahead === undefined ? "–" : `${showRatio(ahead)} of ${budget.ahead}× ahead`,
    mark,
  ];
}

/** Growth from M to L. Empty where one of them was not measured. */
export function growthTable(all: readonly Measured[]): Table {
  return {
    heads: ["from M to L", "grows by", "most", "mark"],
    rows: growthOf(all).map(({ what, of, factor, mark }) => [
      `${what}, ${of}`,
      showRatio(factor),
      "1.5×",
      mark,
    ]),
  };
}

/** All tables as text. */
export function resultsText({ measured, failures }: Results): string {
  const tables = [...measured.map(timesTable), budgetTable(measured), growthTable(measured)];
  const texts = tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ heads, rows }) => tableText(heads, rows));
  const failed = failures.map(({ where, why }) => `failed: ${where}: ${why}\n`);
  return [...texts, ...failed].join("\n");
}
