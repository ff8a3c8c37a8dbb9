/**
 * Plans that only follow relations: no condition is left to test between the joins, and nothing but
 * the rows of the last one is asked for. What goes from join to join is keys, all at once: a row costs
 * a look-up and no calls from stage to stage, or nothing where the codes of an index tell its key.
 */
import { distinctValues, openJoin, openPart, openPath, readsOne } from "../planner/access-path.ts";
import type { JoinStep, PhysicalPlan } from "../planner/physical-plan.ts";
import { isByKey } from "../planner/row-order.ts";
import type { Members } from "../query/lookups.ts";
import type { Column } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import type { Table } from "../tables/table.ts";
import type { RowRange } from "../tables/table-index.ts";
import type { Value } from "../value.ts";
import { areKeyCodes, areKeys, ascending, ascendingOnce } from "./key-list.ts";
import type { Run } from "./run.ts";
import { findRow } from "./scan.ts";
import { sortRows } from "./sort.ts";

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
  const range = openPart(driver, tableOf(run, driver.model.position), run.parameters);
  const { rows, order, from, to } = range;
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
    return (run) => {
      const keys: Value[] = [];
      const range = openPart(driver, tableOf(run, model.position), run.parameters);
      addKeys(run, range, wanted, keys);
      return keys;
    };
  }
  return (run) => {
    const keys: Value[] = [];
    for (const range of openPath(driver, tableOf(run, model.position), run.parameters)) {
      addKeys(run, range, wanted, keys);
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
    const next: Value[] = [];
    for (const key of keys) addKeys(run, open(found, key, run.parameters), wanted, next);
    return next;
  };
}

function byKey({ model }: JoinStep, wanted: Column): Follow {
  return (run, keys) => keysOfRows(run, rowsOfKeys(tableOf(run, model.position), keys), wanted);
}

/** Adds the keys that the rows of a range have in a column, which its codes may tell. */
function addKeys(run: Run, range: RowRange, wanted: Column, keys: Value[]): void {
  const { rows, order, from, to } = range;
  run.visited += to - from;
  if (order.tells(wanted)) {
    const before = keys.length;
    if (rows.appendCodeKeys(from, to, keys)) return;
    keys.length = before;
  }
  addKeysOf(rows.slice(from, to), wanted, keys);
}

function keysOfRows(run: Run, rows: readonly Row[], wanted: Column): Value[] {
  run.visited += rows.length;
  const keys: Value[] = [];
  addKeysOf(rows, wanted, keys);
  return keys;
}

function addKeysOf(rows: readonly Row[], { name }: Column, keys: Value[]): void {
  for (const row of rows) {
    const key = row[name]!;
    if (key !== null) keys.push(key);
  }
}

function rowsOfKeys({ rows: byKey }: Table, keys: ArrayLike<Value>): Row[] {
  // A list of the length that it will have: one that grows is copied again and again.
  const rows = (Array.isArray(keys) ? keys.slice() : Array.from(keys)) as unknown[] as Row[];
  let count = 0;
  for (let at = 0; at < keys.length; at++) {
    const row = byKey.get(keys[at]!);
    if (row !== undefined) rows[count++] = row;
  }
  return cutTo(count, rows);
}

function cutTo(count: number, rows: Row[]): Row[] {
  // To set a length takes V8 as long as to find several rows.
  if (count < rows.length) rows.length = count;
  return rows;
}

/** The last join: repeats go, and rows are put in order, by their keys alone where these are integers. */
function compileToBase(
  { repeats, isOrdered, logical }: PhysicalPlan,
  { model }: JoinStep,
): (run: Run, keys: Value[]) => Row[] {
  const isOnce = repeats === "drop";
  const sortsKeys = !isOrdered && isByKey(logical);
  return (run, keys) => {
    const areIntegers = (isOnce || sortsKeys) && areKeys(keys);
    let wanted: ArrayLike<Value> = keys;
    if (areIntegers) wanted = isOnce ? ascendingOnce(keys) : ascending(keys);
    else if (isOnce) wanted = [...new Set(keys)];
    const found = rowsOfKeys(tableOf(run, model.position), wanted);
    run.visited += found.length;
    if (!isOrdered && !(areIntegers && sortsKeys)) sortRows(found, logical);
    return found;
  };
}
