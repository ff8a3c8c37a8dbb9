/**
 * Plans that only follow relations: no condition is left to test between the joins, and nothing but
 * the rows of the last one is asked for. Each join takes all rows of the one before at once, so that
 * a row costs a look-up and no calls from stage to stage.
 */
import { distinctValues, joinBounds, openPath } from "../planner/access-path.ts";
import type { JoinStep, PhysicalPlan } from "../planner/physical-plan.ts";
import { isByKey } from "../planner/row-order.ts";
import type { Members } from "../query/lookups.ts";
import type { Row } from "../tables/key-order.ts";
import type { Table } from "../tables/table.ts";
import type { Value } from "../value.ts";
import { areKeys, ascending, ascendingOnce } from "./key-list.ts";
import type { Run } from "./run.ts";
import { sortRows } from "./sort.ts";

/** All base rows of a plan, in order. */
export type ReadAll = (run: Run) => Row[];

type Blocks = (readonly Row[])[];
type Follow = (run: Run, rows: readonly Row[]) => readonly Row[];

/** Undefined for plans that do more than to follow relations to the base. */
export function compileBatches(plan: PhysicalPlan): ReadAll | undefined {
  const { driver, driverConditions, steps, logical } = plan;
  const last = steps.at(-1);
  const isChain = steps.every((step, at) => step.from === (steps[at - 1]?.to ?? driver.alias));
  if (last?.to !== logical.root || last.by !== "key" || !isChain) return undefined;
  const isBare = driverConditions.length === 0 && steps.every(follows);
  const canDrive = driver.kind !== "full-scan" && driver.reversal === "none";
  if (!isBare || !canDrive) return undefined;
  const drive = compileDrive(plan);
  const between = steps
    .slice(0, -1)
    .map((step) => (step.by === "key" ? byKey(step) : byIndex(step)));
  const toBase = compileToBase(plan, last);
  return (run) => {
    let rows = drive(run);
    run.visited += rows.length;
    for (const follow of between) {
      rows = follow(run, rows);
      run.visited += rows.length;
    }
    return toBase(run, rows);
  };
}

/** Whether a join does nothing but follow a relation to the rows that are there. */
function follows({ by, isLeft, restriction, conditions }: JoinStep): boolean {
  return by !== "hash" && !isLeft && restriction === undefined && conditions.length === 0;
}

function compileDrive({ driver }: PhysicalPlan): (run: Run) => readonly Row[] {
  const { model, kind, equal } = driver;
  if (kind === "key-probe" && equal[0]!.lookup.indexUse === "equal") {
    const { parameter } = equal[0]!;
    return (run) => rowsOfKeys(tableOf(run, model.position), [run.parameters[parameter] as Value]);
  }
  return (run) => {
    const table = tableOf(run, model.position);
    if (kind === "key-probe") {
      const { values } = run.parameters[equal[0]!.parameter] as Members;
      return rowsOfKeys(table, distinctValues(values));
    }
    const ranges = openPath(driver, table, run.parameters);
    const [only] = ranges;
    if (ranges.length === 1) return only!.rows.slice(only!.from, only!.to);
    const blocks: Blocks = [];
    for (const { rows, from, to } of ranges) rows.addBlocks(from, to, blocks);
    return joined(blocks);
  };
}

function tableOf(run: Run, position: number): Table {
  return run.database.tables[position]!;
}

/** More blocks than this are no arguments of one call. */
const MOST_BLOCKS = 8192;

function joined(blocks: Blocks): readonly Row[] {
  if (blocks.length === 1) return blocks[0]!;
  if (blocks.length <= MOST_BLOCKS) return ([] as Row[]).concat(...blocks);
  const rows: Row[] = [];
  for (const block of blocks) for (const row of block) rows.push(row);
  return rows;
}

function byIndex(step: JoinStep): Follow {
  const { model, index, fromColumn } = step;
  const { name } = fromColumn;
  const boundsOf = joinBounds(step);
  return (run, rows) => {
    const found = tableOf(run, model.position).indexes[index!.position]!;
    const blocks: Blocks = [];
    for (const row of rows) {
      const key = row[name]!;
      if (key === null) continue;
      const { rows: tree, from, to } = found.range(boundsOf(key, run.parameters));
      if (from < to) tree.addBlocks(from, to, blocks);
    }
    return joined(blocks);
  };
}

function byKey({ model, fromColumn }: JoinStep): Follow {
  const { name } = fromColumn;
  return (run, rows) => rowsOfKeys(tableOf(run, model.position), keysOf(rows, name));
}

/** The keys that rows hold, nulls left out. */
function keysOf(rows: readonly Row[], name: string): Value[] {
  const keys: Value[] = [];
  for (const row of rows) {
    const key = row[name]!;
    if (key !== null) keys.push(key);
  }
  return keys;
}

function rowsOfKeys(table: Table, keys: Iterable<Value>): Row[] {
  const rows: Row[] = [];
  for (const key of keys) {
    const row = table.get(key);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

/** The last join: repeats go, and rows are put in order, by their keys alone where these are integers. */
function compileToBase(
  { repeats, isOrdered, logical }: PhysicalPlan,
  { model, fromColumn }: JoinStep,
): (run: Run, rows: readonly Row[]) => Row[] {
  const { name } = fromColumn;
  const isOnce = repeats === "drop";
  const sortsKeys = !isOrdered && isByKey(logical);
  return (run, rows) => {
    const keys = keysOf(rows, name);
    const table = tableOf(run, model.position);
    const areIntegers = (isOnce || sortsKeys) && areKeys(keys);
    let wanted: Iterable<Value> = keys;
    if (areIntegers) wanted = isOnce ? ascendingOnce(keys) : ascending(keys);
    else if (isOnce) wanted = new Set(keys);
    const found = rowsOfKeys(table, wanted);
    run.visited += found.length;
    if (!isOrdered && !(areIntegers && sortsKeys)) sortRows(found, logical);
    return found;
  };
}
