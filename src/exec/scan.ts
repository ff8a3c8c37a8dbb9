import {
  type AccessPath,
  distinctValues,
  keyOf,
  openPart,
  openPath,
  pathBounds,
  readsOne,
} from "../planner/access-path.ts";
import type { Test } from "../planner/conditions.ts";
import type { Members } from "../query/lookups.ts";
import type { Parameter } from "../query/parameter.ts";
import type { Column } from "../schema/registry.ts";
import type { Database } from "../state/database.ts";
import { comparatorOf, type KeyOrder, type Row } from "../tables/key-order.ts";
import type { Table } from "../tables/table.ts";
import type { RowRange } from "../tables/table-index.ts";
import type { Value } from "../value.ts";
import { NEXT, type Run, type Signal, STOP, type Stage } from "./run.ts";
import { type FindNext, findMeeting } from "./test.ts";

/** Takes a row; true ends the run. */
type Visit = (run: Run, row: Row) => boolean;

/** Reads the rows of an access path and hands each on. */
export function compileDriver(path: AccessPath, next: Stage): Stage {
  const { alias, model } = path;
  const visit: Visit = (run, row) => {
    run.visited++;
    run.rows[alias] = row;
    return next(run) === STOP;
  };
  const find = findRow(path);
  if (find !== undefined) {
    return (run) => {
      const row = find(run.database, run.parameters);
      return signal(row !== undefined && visit(run, row));
    };
  }
  const tableOf = (run: Run): Table => run.database.tables[model.position]!;
  switch (path.kind) {
    case "full-scan": {
      if (path.reversal !== "none") {
        return (run) =>
          signal(
            allRows(tableOf(run))
              .reverse()
              .some((row) => visit(run, row)),
          );
      }
      const findAny = findMeeting([]);
      return compileFullScan(path, () => findAny, next);
    }
    case "key-probe":
      return compileKeyProbe(path, tableOf, visit);
    default:
      return compileIndexScan(path, tableOf, visit);
  }
}

function compileIndexScan(path: AccessPath, tableOf: (run: Run) => Table, visit: Visit): Stage {
  const forEach = rangeVisitor(path);
  if (readsOne(path)) {
    return (run) => signal(forEach(drivenRange(run, path), (row) => visit(run, row)));
  }
  return (run) =>
    signal(
      openPath(path, tableOf(run), run.parameters).some((range) =>
        forEach(range, (row) => visit(run, row)),
      ),
    );
}

/** The one range that the driver of a run reads, which may be open. */
export function drivenRange(run: Run, driver: AccessPath): RowRange {
  return (
    run.driven ?? openPart(driver, run.database.tables[driver.model.position]!, run.parameters)
  );
}

/** Reads all rows of a table and hands on those that are found, by what is opened for a run. */
export function compileFullScan(
  { alias, model }: AccessPath,
  open: (run: Run) => FindNext,
  next: Stage,
): Stage {
  return (run) => {
    const { rows } = run;
    const find = open(run);
    return signal(
      run.database.tables[model.position]!.rows.forEachBlock((block, from, to) => {
        for (let at = find(run, block, from, to); at < to; at = find(run, block, at + 1, to)) {
          rows[alias] = block[at]!;
          if (next(run) === STOP) return true;
        }
        return false;
      }),
    );
  };
}

function allRows({ rows }: Table): Row[] {
  const all: Row[] = [];
  rows.forEach((row) => {
    all.push(row);
  });
  return all;
}

/** Finds a part of an index in a database. */
export type OpenPart = (database: Database) => RowRange;

/** The one part of an index that a path reads. */
export interface IndexPart {
  readonly reversal: AccessPath["reversal"];
  /** What opens it, in one version after the other, for the values of a question. */
  bind(parameters: readonly Parameter[]): OpenPart;
  /** Tells where rows begin that still ascend. */
  readonly isSameKey: IsSameKey;
}

/** Undefined for paths that read several parts, or none. */
export function indexPart(path: AccessPath): IndexPart | undefined {
  const { index, reversal, model } = path;
  if (index === undefined || !readsOne(path)) return undefined;
  return {
    reversal,
    bind(parameters) {
      const bounds = pathBounds(path, parameters);
      return ({ tables }) => tables[model.position]!.index(index.position).range(bounds);
    },
    isSameKey: keyTest(path),
  };
}

/** Whether rows of a part agree in what it is ordered by, before the primary key. */
type IsSameKey = (a: Row, b: Row) => boolean;

function keyTest({ index, equal, model }: AccessPath): IsSameKey {
  const { columns } = index!.spec.order;
  const tests = columns.slice(equal.length, columns.indexOf(model.pk)).map(columnTest);
  const [only] = tests;
  return tests.length === 1 ? only! : (a, b) => tests.every((isSame) => isSame(a, b));
}

function columnTest({ name, kind }: Column): IsSameKey {
  const compare = comparatorOf(kind);
  return (a, b) => compare(a[name]!, b[name]!) === 0;
}

/** Copies the rows of a part, all or those of some ranks, in its order. */
export function copyPart(part: IndexPart, run: Run, offset: number, limit: number): Row[] {
  const range = run.driven ?? part.bind(run.parameters)(run.database);
  const { rows, from, to } = range;
  const count = Math.max(0, Math.min(limit, to - from - offset));
  if (count === 0) return [];
  if (part.reversal === "keys") {
    // Rows that are left out again are none that the plan hands on.
    run.visited += offset + count;
    const backward = backwardByKey(part, range, to - offset - count);
    return backward.length === count ? backward : backward.slice(offset, offset + count);
  }
  run.visited += count;
  if (part.reversal === "none") return rows.toArray(from + offset, from + offset + count);
  return rows.toArray(to - offset - count, to - offset).reverse();
}

/**
 * Rows from the last key to that of the row at a rank; those with the same key stay in order, all of
 * them. The rows themselves, all over the memory, are only looked at where their codes are alike.
 */
function backwardByKey({ isSameKey }: IndexPart, range: RowRange, rank: number): Row[] {
  const { rows, order, to } = range;
  // With the code before the first: most often it tells that another key begins there.
  const before = rank > range.from ? 1 : 0;
  const near = rows.codes(rank - before, to);
  const isCut = before === 1 && order.mayAgree(near[0]!, near[1]!);
  const from = isCut ? startOfKey(isSameKey, range, rank) : rank;
  const backward = rows.toArray(from, to).reverse();
  if (!isCut && !mayRepeat(near, before, order)) return backward;
  const codes = rows.codes(from, to);
  const last = backward.length - 1;
  const isSame = (a: number, b: number): boolean =>
    order.mayAgree(codes[last - a]!, codes[last - b]!) && isSameKey(backward[a]!, backward[b]!);
  for (let first = 0, next = 1; first <= last; first = next++) {
    while (next <= last && isSame(first, next)) next++;
    for (let low = first, high = next - 1; low < high; low++, high--) {
      const row = backward[low]!;
      backward[low] = backward[high]!;
      backward[high] = row;
    }
  }
  return backward;
}

/** The rank at which the rows begin that have the key of the row at a rank. */
function startOfKey(isSameKey: IsSameKey, { rows, from }: RowRange, rank: number): number {
  let start = rank;
  while (start > from && isSameKey(rows.at(start - 1)!, rows.at(start)!)) start--;
  return start;
}

/** Whether some rows that follow one another may have the same key, from one of the codes on. */
function mayRepeat(codes: readonly number[], from: number, order: KeyOrder): boolean {
  for (let at = from + 1; at < codes.length; at++) {
    if (order.mayAgree(codes[at - 1]!, codes[at]!)) return true;
  }
  return false;
}

/** Visits the rows of a range in the order of a path, up to the first that gives true. */
function rangeVisitor(
  path: AccessPath,
): ({ rows, from, to }: RowRange, visit: (row: Row) => boolean) => boolean {
  if (path.reversal === "none") return ({ rows, from, to }, visit) => rows.forEach(from, to, visit);
  if (path.reversal === "rows") {
    return ({ rows, from, to }, visit) => rows.forEachReverse(from, to, visit);
  }
  const isSame = keyTest(path);
  return ({ rows, from, to }, visit) => {
    // Rows with equal keys still ascend.
    let same: Row[] = [];
    const flush = (): boolean => same.reverse().some(visit);
    const isStopped = rows.forEachReverse(from, to, (row) => {
      if (same.length > 0 && !isSame(same[0]!, row)) {
        if (flush()) return true;
        same = [];
      }
      same.push(row);
      return false;
    });
    return isStopped || flush();
  };
}

/** Finds the row of an access path that meets one at the most. */
export type FindRow = (database: Database, parameters: readonly Parameter[]) => Row | undefined;

/** For paths by a whole key; undefined for others. */
export function findRow(path: AccessPath): FindRow | undefined {
  if (!path.isSingle) return undefined;
  const { position } = path.model;
  const [{ parameter }] = path.equal as readonly [Test];
  if (path.kind === "key-probe") {
    return ({ tables }, parameters) => tables[position]!.get(parameters[parameter] as Value);
  }
  const { position: at } = path.index!;
  return ({ tables }, parameters) => tables[position]!.find(at, keyOf(path, parameters));
}

/** Reads the rows of a list of keys. */
function compileKeyProbe(path: AccessPath, tableOf: (run: Run) => Table, visit: Visit): Stage {
  const { parameter } = path.equal[0]!;
  return (run) => {
    const { values } = run.parameters[parameter] as Members;
    const table = tableOf(run);
    return signal(
      distinctValues(values).some((value) => {
        const row = table.get(value);
        return row !== undefined && visit(run, row);
      }),
    );
  };
}

function signal(isStopped: boolean): Signal {
  return isStopped ? STOP : NEXT;
}
