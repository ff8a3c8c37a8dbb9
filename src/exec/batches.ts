/**
 * Plans that only follow relations: no condition is left to test between the joins, and nothing but
 * the rows of the last one is asked for. What goes from join to join is keys, all at once: a row costs
 * a look-up and no calls from stage to stage, or nothing where the codes of an index tell its key.
 */
import { distinctValues, openJoin, openPath, readsOne } from "../planner/access-path.ts";
import type { JoinStep, PhysicalPlan } from "../planner/physical-plan.ts";
import { isByKey } from "../planner/row-order.ts";
import type { Members } from "../query/lookups.ts";
import type { Column } from "../schema/registry.ts";
import { blankList } from "../tables/blank-list.ts";
import type { Row } from "../tables/key-order.ts";
import { valuesOver } from "../tables/row-leaf.ts";
import type { Table } from "../tables/table.ts";
import type { RowRange } from "../tables/table-index.ts";
import type { Value } from "../value.ts";
import { areKeyCodes, ascendingRows, cutTo, rowsInPlace } from "./key-list.ts";
import type { Run } from "./run.ts";
import { drivenRange, findRow } from "./scan.ts";
import { sortRows } from "./sort.ts";

// Lists of keys are walked by their places: V8 may find out that they are of several kinds, and then an
// iterator makes an object for each key.

/** All base rows of a plan, in order. */
export type ReadAll = (run: Run) => Row[];

/** Finds the keys that the next join goes by; nulls are left out. */
type Drive = (run: Run) => Value[];
/** From the keys that a join goes by to those of the next one. */
type Follow = (run: Run, keys: readonly Value[]) => Value[];

/** Undefined for plans that do more than to follow relations to the base. */
export function compileBatches(plan: PhysicalPlan): ReadAll | undefined {
  const { driver, driverConditions, steps, logical } = plan;
  const last = steps.at(-1);
  const isChain = steps.every((step, at) => step.from === (steps[at - 1]?.to ?? driver.alias));
  if (last?.to !== logical.root || last.by !== "key" || !isChain) return undefined;
  const isBare = driverConditions.length === 0 && steps.every(follows);
  const canDrive = driver.kind !== "full-scan" && driver.reversal === "none";
  if (!isBare || !canDrive) return undefined;
  const drive = compileDrive(plan, steps[0]!.fromColumn);
  const between = steps.slice(0, -1).map((step, at) => {
    const { fromColumn } = steps[at + 1]!;
    return step.by === "key" ? byKey(step, fromColumn) : byIndex(step, fromColumn);
  });
  const toBase = compileToBase(plan, last);
  const through: ReadAll = (run) => {
    let keys = drive(run);
    for (const follow of between) keys = follow(run, keys);
    return toBase(run, keys);
  };
  const isDirect = steps.length === 1 && plan.isOrdered && plan.repeats !== "drop";
  if (!isDirect || findRow(driver) !== undefined || !readsOne(driver)) return through;
  return (run) => readByCodes(run, plan) ?? through(run);
}

/**
 * The rows whose keys are told by the codes of one range, in its order; undefined where these tell
 * none. Without a list of keys a hundred rows take a fifth less.
 */
function readByCodes(run: Run, { driver, steps }: PhysicalPlan): Row[] | undefined {
  const { model, fromColumn } = steps[0]!;
  const { rows, order, from, to } = drivenRange(run, driver);
  if (!order.tells(fromColumn)) return undefined;
  const codes = rows.codes(from, to);
  if (!areKeyCodes(codes)) return undefined;
  // Of the length that it will have, and written over.
  const found = rows.toArray(from, to);
  const count = tableOf(run, model.position).rows.getAll(codes, found);
  run.visited += to - from + count;
  return cutTo(count, found);
}

/** Whether a join does nothing but follow a relation to the rows that are there. */
function follows({ by, isLeft, restriction, conditions }: JoinStep): boolean {
  return by !== "hash" && !isLeft && restriction === undefined && conditions.length === 0;
}

function compileDrive({ driver }: PhysicalPlan, wanted: Column): Drive {
  const { model, kind, equal } = driver;
  const find = findRow(driver);
  if (find !== undefined) {
    return (run) => {
      const row = find(run.database, run.parameters);
      if (row === undefined) return [];
      run.visited++;
      const key = row[wanted.name]!;
      return key === null ? [] : [key];
    };
  }
  if (kind === "key-probe") {
    const { parameter } = equal[0]!;
    return (run) => {
      const { values } = run.parameters[parameter] as Members;
      return keysOfRows(
        run,
        rowsOfKeys(tableOf(run, model.position), distinctValues(values)),
        wanted,
      );
    };
  }
  if (readsOne(driver)) {
    return (run) => withKeys(run, drivenRange(run, driver), wanted, blankList(0));
  }
  return (run) => {
    let keys = blankList<Value>(0);
    for (const range of openPath(driver, tableOf(run, model.position), run.parameters)) {
      keys = withKeys(run, range, wanted, keys);
    }
    return keys;
  };
}

function tableOf(run: Run, position: number): Table {
  return run.database.tables[position]!;
}

function byIndex(step: JoinStep, wanted: Column): Follow {
  const { model, index } = step;
  const open = openJoin(step);
  return (run, keys) => {
    const found = tableOf(run, model.position).index(index!.position);
    let next = blankList<Value>(0);
    for (let at = 0; at < keys.length; at++) {
      next = withKeys(run, open(found, keys[at]!, run.parameters), wanted, next);
    }
    return next;
  };
}

function byKey({ model }: JoinStep, wanted: Column): Follow {
  return (run, keys) => keysOfRows(run, rowsOfKeys(tableOf(run, model.position), keys), wanted);
}

/** A list of keys, which is not used any more, with those that the rows of a range have in a column. */
function withKeys(run: Run, range: RowRange, wanted: Column, keys: Value[]): Value[] {
  const { rows, order, from, to } = range;
  run.visited += to - from;
  if (order.tells(wanted)) {
    const before = keys.length;
    // Its codes may tell them.
    if (rows.appendCodeKeys(from, to, keys)) return keys;
    keys.length = before;
  }
  const values = rows.values(wanted.name, from, to);
  if (keys.length === 0) return withoutNulls(values, wanted);
  for (let at = 0; at < values.length; at++) if (values[at] !== null) keys.push(values[at]!);
  return keys;
}

function keysOfRows(run: Run, rows: Row[], wanted: Column): Value[] {
  run.visited += rows.length;
  return withoutNulls(valuesOver(rows, wanted.name), wanted);
}

/** The keys among values of a foreign key, in the same list. */
function withoutNulls(keys: Value[], { isNullable }: Column): Value[] {
  if (!isNullable) return keys;
  let count = 0;
  for (let at = 0; at < keys.length; at++) if (keys[at] !== null) keys[count++] = keys[at]!;
  return cutTo(count, keys);
}

function rowsOfKeys({ rows: byKey }: Table, keys: readonly Value[]): Row[] {
  // A list of the length that it will have: one that grows is copied again and again.
  return rowsInPlace(byKey, keys, keys.slice() as unknown[] as Row[]);
}

/** The last join: repeats go, and rows are put in order, by their keys alone where these are integers. */
function compileToBase(
  { repeats, isOrdered, logical }: PhysicalPlan,
  { model }: JoinStep,
): (run: Run, keys: Value[]) => Row[] {
  const isOnce = repeats === "drop";
  const sortsKeys = !isOrdered && isByKey(logical);
  return (run, keys) => {
    const table = tableOf(run, model.position);
    const ascending = isOnce || sortsKeys ? ascendingRows(table.rows, keys, isOnce) : undefined;
    const found = ascending ?? rowsOfKeys(table, isOnce ? [...new Set(keys)] : keys);
    run.visited += found.length;
    if (!isOrdered && !(ascending !== undefined && sortsKeys)) sortRows(found, logical);
    return found;
  };
}
