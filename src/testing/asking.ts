import type { Model } from "../schema/registry.ts";
import { type ColumnPath, type Paths, pathsOf, type RelationPath, relationName } from "./paths.ts";
import { samplesOf } from "./samples.ts";
import type { Tape } from "./tape.ts";

/** Parts of the language that a generated query may have besides conditions and order. */
export const QUERY_FEATURES = [
  "columns",
  "expressions",
  "aggregates",
  "windows",
  "subqueries",
  "combinations",
  "slices",
] as const;

/** A part of the language. */
export type QueryFeature = (typeof QUERY_FEATURES)[number];

/** A relation under another name. */
export interface NamedRelation {
  readonly name: string;
  readonly path: RelationPath;
}

/** What is written into a query: the model that it asks for, and what may be used. */
export interface Asking {
  readonly model: Model;
  /** How many relations a path may cross. */
  readonly depth: number;
  readonly features: ReadonlySet<QueryFeature>;
  /** Names of computed columns so far. */
  readonly aliases: readonly string[];
  /** Relations with a condition so far. */
  readonly filtered: readonly NamedRelation[];
  /** The models of the queries that it lies in, the nearest first. */
  readonly around: readonly Model[];
  /** Told of every word of the language that is used. */
  note(word: string): void;
}

/** The paths that may be used. */
export function pathsIn({ model, depth }: Asking): Paths {
  return pathsOf(model, depth);
}

/** One path to a column; the relations that it crosses are noted. */
export function pickColumn(
  asking: Asking,
  tape: Tape,
  fits: (path: ColumnPath) => boolean = () => true,
): ColumnPath | undefined {
  // By the number of relations first: most paths are long ones.
  const depth = tape.upTo(asking.depth + 1);
  const isNamed = asking.depth > 0 && asking.filtered.length > 0 && tape.oneIn(2);
  const columns = isNamed ? columnsOver(tape.pick(asking.filtered)) : pathsIn(asking).columns;
  const fitting = columns.filter(fits);
  if (fitting.length === 0) return undefined;
  const near = fitting.filter(({ ends }) => ends.length <= depth);
  const path = tape.pick(near.length > 0 ? near : fitting);
  for (const end of path.ends) asking.note(`relation ${relationName(end)}`);
  return path;
}

/** Paths to columns that begin with the name of a relation. */
function columnsOver({ name, path }: NamedRelation): readonly ColumnPath[] {
  return pathsOf(path.end.target, 1).columns.map(({ text, column, ends }) => ({
    text: `${name}__${text}`,
    column,
    ends: [...path.ends, ...ends],
  }));
}

/** Whether rows may be found or sorted by an index of the column. */
export function isIndexed({ column }: ColumnPath): boolean {
  if (samplesOf(column).length === 0) return false;
  const { indexes, uniques } = column.model;
  return (
    column.isIndexed || [...indexes, ...uniques].some(({ columns }) => columns.includes(column))
  );
}
