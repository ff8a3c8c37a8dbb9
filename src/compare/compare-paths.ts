import { InvariantError, UsageError } from "../errors.ts";
import { type AnalyzedPath, type Path, pathsOf } from "../exec/paths.ts";
import { type Asked, askedOf } from "../orm/asked.ts";
import { checkOptions } from "../orm/call-options.ts";
import { modelOf } from "../orm/chain.ts";
import { type ExplainNode, printPlan } from "../planner/explain.ts";
import { formatTable } from "../text/table.ts";
import { showValue } from "../value.ts";
import { type DataSource, questionOn } from "./data.ts";
import { type Measured, measureAll } from "./measure.ts";
import { questionText } from "./question-text.ts";

/** Options of {@link comparePaths}. */
export interface CompareOptions {
  /**
   * What is asked in place of the QuerySet's own data: a store, a fork, a transaction, a snapshot or
   * the past, also of another store of the same models, with the indexes that it has.
   */
  readonly data?: DataSource;
  /** How often each path is measured, 5 times when left out. */
  readonly rounds?: number;
}

/** One way to answer a question, run on the data at hand. */
export interface ComparedPath {
  /** Which part of a combined question it answers, counted from 0; 0 for all others. */
  readonly part: number;
  /** Its first access path, on one line. */
  readonly driver: string;
  /** The whole plan, with the rows and times of its nodes. */
  readonly plan: ExplainNode;
  /** Whether it is the one that the planner chooses for this data. */
  readonly isChosen: boolean;
  /** Rows expected to be touched; sorting counts as a part of a row for each comparison. */
  readonly cost: number;
  /** Rows read, from tables and postings. */
  readonly rowsVisited: number;
  /** Time of one answer: the median of the rounds, warmed. Rows are found, not made instances. */
  readonly milliseconds: number;
  /** Bytes allocated for one answer: the median; undefined where the runtime does not tell. */
  readonly bytes: number | undefined;
  /** The plan as a tree. */
  toString(): string;
}

/** All paths of a question, side by side. */
export interface PathComparison {
  readonly model: string;
  /** What is asked, as text. */
  readonly question: string;
  /** Rows of the answer, of each part where it is combined. */
  readonly rows: readonly number[];
  /** Part by part, cheapest estimate first. */
  readonly paths: readonly ComparedPath[];
  /** A table of the paths; the chosen ones are marked by a star. */
  toString(): string;
}

const DEFAULT_ROUNDS = 5;

/**
 * Runs every plan that the planner considered for a QuerySet, and tells what each expected, read and
 * took. Of a combined question each part is compared by itself; a question that no row is read for has
 * one path, "nothing".
 * @throws {UsageError} for what is no QuerySet, or data of other models.
 * @throws {InvariantError} when two paths give different answers.
 */
export function comparePaths(queryset: Asked, options: CompareOptions = {}): PathComparison {
  const call = "comparePaths()";
  checkOptions(call, options, ["data", "rounds"]);
  const { data, rounds = DEFAULT_ROUNDS } = options;
  checkRounds(call, rounds);
  const chain = askedOf(call, queryset);
  const parts = pathsOf(questionOn(call, chain, data));
  const question = questionText(chain);
  for (const { paths, findDisagreement } of parts)
    refuseDisagreement(question, paths[0], findDisagreement());
  const all = parts.flatMap(({ paths }, part) => paths.map((path) => ({ part, path })));
  const analyzed = all.map(({ path }) => path.analyze());
  const measured = measureAll(
    all.map(({ path }) => path.run),
    rounds,
  );
  const paths = all.map((each, at) => comparedPath(each, analyzed[at]!, measured[at]!));
  return Object.freeze({
    model: modelOf(chain).name,
    question,
    rows: Object.freeze(parts.map((part) => part.paths[0].run().rows.length)),
    paths: Object.freeze(paths),
    toString: () => printPaths(paths, parts.length > 1),
  });
}

/** @throws {UsageError} for a number of rounds that is no whole number above 0. */
function checkRounds(call: string, rounds: number): void {
  if (Number.isInteger(rounds) && rounds > 0) return;
  throw new UsageError(
    `${call} got ${showValue(rounds)} as its rounds; expected a whole number above 0.`,
    { code: "bad-options" },
  );
}

function refuseDisagreement(question: string, chosen: Path, other: Path | undefined): void {
  if (other === undefined) return;
  throw new InvariantError(
    `Two paths of ${question} give different answers: ${chosen.driver}; ${other.driver}.`,
    { code: "paths-disagree" },
  );
}

function comparedPath(
  { part, path }: { readonly part: number; readonly path: Path },
  { plan, rowsVisited }: AnalyzedPath,
  measured: Measured,
): ComparedPath {
  const { driver, isChosen, cost } = path;
  return Object.freeze({
    part,
    driver,
    plan,
    isChosen,
    cost,
    rowsVisited,
    ...measured,
    toString: () => printPlan(plan),
  });
}

/** Digits of a time that say something. */
const DIGITS = 3;

function printPaths(paths: readonly ComparedPath[], isCombined: boolean): string {
  const columns: readonly (readonly [string, (path: ComparedPath) => unknown])[] = [
    ["", ({ isChosen }) => (isChosen ? "*" : "")],
    ...(isCombined ? [["part", ({ part }: ComparedPath) => part + 1] as const] : []),
    ["expected", ({ cost }) => cost],
    ["visited", ({ rowsVisited }) => rowsVisited],
    ["ms", ({ milliseconds }) => Number(milliseconds.toPrecision(DIGITS))],
    ["bytes", ({ bytes }) => bytes ?? "?"],
    ["path", ({ driver }) => driver],
  ];
  const rows = paths.map((path) => columns.map(([, cell]) => cell(path)));
  const names = columns.map(([name]) => name);
  return formatTable({ columns: names, rows }, { nouns: ["path", "paths"] });
}
