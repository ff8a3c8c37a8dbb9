import type { IndexUse, Members, Bounds as ValueBounds } from "../query/lookups.ts";
import type { Parameter } from "../query/parameter.ts";
import type { Model } from "../schema/registry.ts";
import { Bounds, type Within } from "../tables/bounds.ts";
import type { Table } from "../tables/table.ts";
import type { IndexSpec, RowRange, TableIndex } from "../tables/table-index.ts";
import type { Value } from "../value.ts";
import type { Test } from "./conditions.ts";

/** An index, by its place in the table. */
export interface IndexAt {
  readonly spec: IndexSpec;
  readonly position: number;
}

/** One way to read the rows of one alias. */
export interface AccessPath {
  readonly kind: "key-probe" | "index-probe" | "index-range" | "relation-probe" | "full-scan";
  readonly alias: number;
  readonly model: Model;
  /** The index that it reads; undefined for the primary key and for scans. */
  readonly index: IndexAt | undefined;
  /** Tests for equality on the first columns of the index; the only one may be an `in`. */
  readonly equal: readonly Test[];
  /** Tests that bound the column after those. */
  readonly range: readonly Test[];
  /** Whether it meets one row at the most. */
  readonly isSingle: boolean;
  /** Read from its end: all rows, or by keys, where rows with equal ones still ascend. */
  readonly reversal: "none" | "keys" | "rows";
}

/** The tests that a path answers by itself. */
export function answeredTests(path: AccessPath): readonly Test[] {
  return path.range.length === 0 ? path.equal : [...path.equal, ...path.range];
}

const RANGE_USES: ReadonlySet<IndexUse | undefined> = new Set<IndexUse>([
  ...(["from", "after", "up-to", "before", "between", "prefix"] as const),
]);

/** What a path reads by, where it is not read from its end. */
type Reading = Pick<AccessPath, "kind" | "index" | "equal" | "range">;

function makePath(alias: number, model: Model, { kind, index, equal, range }: Reading): AccessPath {
  const isSingle = meetsOne({ kind, index, equal });
  return { kind, alias, model, index, equal, range, isSingle, reversal: "none" };
}

/** The same path read in another direction; all paths have one layout, as plans do. */
export function readIn(path: AccessPath, reversal: AccessPath["reversal"]): AccessPath {
  const { kind, alias, model, index, equal, range, isSingle } = path;
  return { kind, alias, model, index, equal, range, isSingle, reversal };
}

/** Whether equalities are on a whole key. */
function meetsOne({ kind, index, equal }: Pick<AccessPath, "kind" | "index" | "equal">): boolean {
  const areEqual = equal.every((test) => test.lookup.indexUse === "equal");
  if (!areEqual || equal.length === 0) return false;
  if (kind === "key-probe") return true;
  return index?.spec.unique !== undefined && equal.length === index.spec.columns.length;
}

/** The scan of all rows of an alias. */
export function fullScan(alias: number, model: Model): AccessPath {
  return makePath(alias, model, { kind: "full-scan", index: undefined, equal: [], range: [] });
}

/** All ways to read an alias by some of its tests, without the full scan. */
export function accessPaths(
  alias: number,
  model: Model,
  tests: readonly Test[],
  indexes: readonly IndexSpec[],
): AccessPath[] {
  // JSON data has no order that users know: it is compared row by row.
  const own = tests.filter((test) => test.alias === alias && test.column.kind.collation !== "none");
  const paths: AccessPath[] = [];
  if (own.length === 0) return paths;
  const key = own.find((test) => test.column === model.pk && isEquality(test));
  if (key !== undefined) {
    paths.push(
      makePath(alias, model, { kind: "key-probe", index: undefined, equal: [key], range: [] }),
    );
  }
  for (const [position, spec] of indexes.entries()) {
    const path =
      spec.holds === undefined ? indexPath(alias, model, own, { spec, position }) : undefined;
    if (path !== undefined) paths.push(path);
  }
  return paths;
}

function isEquality(test: Test): boolean {
  return test.lookup.indexUse === "equal" || test.lookup.indexUse === "any-of";
}

function indexPath(
  alias: number,
  model: Model,
  own: readonly Test[],
  index: IndexAt,
): AccessPath | undefined {
  const { spec } = index;
  const { equal, range } = indexTests(spec, own, 0);
  if (equal.length === 0) {
    const any = own.find(
      (test) => test.column === spec.columns[0] && test.lookup.indexUse === "any-of",
    );
    if (any !== undefined) {
      return makePath(alias, model, { kind: probeKind(spec), index, equal: [any], range: [] });
    }
    if (range.length === 0 || spec.kind === "relation") return undefined;
  }
  const kind = range.length > 0 ? "index-range" : probeKind(spec);
  return makePath(alias, model, { kind, index, equal, range });
}

/** The tests that an index answers from a column on: equalities, then a range of the next column. */
export function indexTests(
  spec: IndexSpec,
  own: readonly Test[],
  start: number,
): { readonly equal: readonly Test[]; readonly range: readonly Test[] } {
  const equal: Test[] = [];
  if (own.length === 0) return { equal, range: equal };
  for (let at = start; at < spec.columns.length; at++) {
    const column = spec.columns[at]!;
    const test = own.find((each) => each.column === column && each.lookup.indexUse === "equal");
    if (test === undefined) break;
    equal.push(test);
  }
  const next = spec.columns[start + equal.length];
  const range =
    next === undefined ? [] : own.filter((test) => test.column === next && isUsableRange(test));
  return { equal, range: range.length === 0 ? range : oneOfEach(range) };
}

/** The whole of an ordered index, read for its order. */
export function orderedScan(alias: number, model: Model, index: IndexAt): AccessPath {
  return makePath(alias, model, { kind: "index-range", index, equal: [], range: [] });
}

function probeKind(spec: IndexSpec): "relation-probe" | "index-probe" {
  return spec.kind === "relation" ? "relation-probe" : "index-probe";
}

/** Whether an index in order answers a test as a range: a prefix does of text columns only. */
export function isUsableRange(test: Test): boolean {
  const { indexUse } = test.lookup;
  if (indexUse === "prefix") return test.column.kind.collation === "text";
  return RANGE_USES.has(indexUse);
}

/** At most one lower and one upper bound, or one test that gives both. */
function oneOfEach(range: readonly Test[]): Test[] {
  const use = (...uses: IndexUse[]) => range.find((test) => uses.includes(test.lookup.indexUse!));
  const both = use("prefix") ?? use("between");
  if (both !== undefined) return [both];
  return [use("from", "after"), use("up-to", "before")].filter((test) => test !== undefined);
}

/** The ranges of rows that a path reads, for the parameters of one run. */
export function openPath(
  path: AccessPath,
  table: Table,
  parameters: readonly Parameter[],
): RowRange[] {
  if (readsOne(path)) return [openPart(path, table, parameters)];
  const index = table.index(path.index!.position);
  const { values } = parameters[path.equal[0]!.parameter] as Members;
  return distinctValues(values).map((value) => index.rowsOf(value));
}

/** Whether a path by an index reads one range of it at the most. */
export function readsOne({ equal }: AccessPath): boolean {
  return equal.length === 0 || equal[0]!.lookup.indexUse !== "any-of";
}

/** Whether a path reads one range with bounds, which costs more to find than a key does. */
export function opensRange({ range, isSingle }: AccessPath): boolean {
  return range.length > 0 && !isSingle;
}

/** The one range of rows that a path reads, for the parameters of one run. */
export function openPart(
  path: AccessPath,
  table: Table,
  parameters: readonly Parameter[],
): RowRange {
  const { equal, range } = path;
  const index = table.index(path.index!.position);
  return equal.length === 1 && range.length === 0
    ? index.rowsOf(parameters[equal[0]!.parameter] as Value)
    : index.range(pathBounds(path, parameters));
}

/** The bounds of the one range that a path reads. */
export function pathBounds(path: AccessPath, parameters: readonly Parameter[]): Bounds {
  return rangeBounds(keyOf(path, parameters), path.range, parameters);
}

/** The values that the first columns of a path's index must equal. */
export function keyOf({ equal }: AccessPath, parameters: readonly Parameter[]): Value[] {
  return equal.map((test) => parameters[test.parameter] as Value);
}

/** Members of a list without repeats, so that no row is read twice. */
export function distinctValues(values: readonly Value[]): readonly Value[] {
  return values.length < 2 ? values : [...new Set(values)];
}

/** Bounds of the rows that begin with `key` and meet the tests on the next column. */
export function rangeBounds(
  key: readonly Value[],
  range: readonly Test[],
  parameters: readonly Parameter[],
): Bounds {
  let low: Within["low"];
  let high: Within["high"];
  for (const test of range) {
    const given = parameters[test.parameter];
    const value = given as Value;
    switch (test.lookup.indexUse) {
      case "prefix":
        return new Bounds(key, { prefix: given as string });
      case "between": {
        const [from, to] = given as ValueBounds;
        low = { value: from, isIncluded: true };
        high = { value: to, isIncluded: true };
        break;
      }
      case "from":
      case "after":
        low = { value, isIncluded: test.lookup.indexUse === "from" };
        break;
      default:
        high = { value, isIncluded: test.lookup.indexUse === "up-to" };
    }
  }
  return new Bounds(key, { low, high });
}

/** Finds the rows of an index that a key is joined to, and that meet the tests which it answers. */
export type OpenJoin = (
  index: TableIndex,
  key: Value,
  parameters: readonly Parameter[],
) => RowRange;

/** `equal` and `range`: tests on the columns of the index after its first. */
export function openJoin({ equal, range }: Pick<AccessPath, "equal" | "range">): OpenJoin {
  if (equal.length + range.length === 0) return (index, key) => index.rowsOf(key);
  return (index, key, parameters) => {
    const values = [key];
    for (const { parameter } of equal) values.push(parameters[parameter] as Value);
    return index.range(rangeBounds(values, range, parameters));
  };
}

/** Rows that a path reads for the parameters of one run: exact, from the index itself. */
export function countPath(
  path: AccessPath,
  table: Table,
  parameters: readonly Parameter[],
): number {
  if (path.kind === "full-scan") return table.size;
  if (path.kind === "key-probe") {
    return path.isSingle ? 1 : (parameters[path.equal[0]!.parameter] as Members).values.length;
  }
  if (path.isSingle) {
    return table.find(path.index!.position, keyOf(path, parameters)) === undefined ? 0 : 1;
  }
  const { equal, range } = path;
  if (equal.length === 1 && range.length === 0 && readsOne(path)) {
    const [{ parameter }] = equal as readonly [Test];
    return table.index(path.index!.position).countOf(parameters[parameter] as Value);
  }
  let count = 0;
  for (const { from, to } of openPath(path, table, parameters)) count += to - from;
  return count;
}
