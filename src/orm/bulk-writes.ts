/** Writes to all rows of a chain. */
import { UsageError } from "../errors.ts";
import { runItems, runRows } from "../exec/executor.ts";
import { containsAggregate, containsWindow } from "../query/expression.ts";
import { isComputed } from "../query/lift.ts";
import type { LogicalPlan } from "../query/logical-plan.ts";
import { checkValues } from "../schema/clean.ts";
import { QCondition } from "../schema/condition.ts";
import type { DeletedCounts } from "../state/on-delete.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import {
  answer,
  atOneTime,
  type Chain,
  modelOf,
  refuseCombined,
  refuseSliced,
  refuseValues,
  stateOf,
} from "./chain.ts";
import { type Named, orderChain, selectColumns } from "./chain-steps.ts";
import { checkDeferred } from "./related-names.ts";
import { deleteRows, moveRow, type RowUpdate, updateRow } from "./write.ts";

/** Name of the column that a new value is computed as; no field can have it. */
const COMPUTED = "new__value";

function refuseParts(chain: Chain, call: string): void {
  refuseCombined(chain, call);
  refuseSliced(chain, call);
  refuseValues(chain, call);
  refuseDistinctOn(chain, call);
}

/** @throws {UsageError} where a chain keeps one row of each value, since all of them would be written. */
function refuseDistinctOn(chain: Chain, call: string): void {
  const { model, distinctOn } = stateOf(chain).shape.plan;
  if (distinctOn.length === 0) return;
  throw new UsageError(`${call} cannot follow distinct() of fields on ${model.name}.`, {
    code: "after-distinct",
    hint: "Filter by the primary keys that are meant.",
  });
}

/**
 * Stores values, or expressions of the row's own columns, over all rows; returns their number, 0 where
 * no value is given.
 */
export function updateChain(given: Chain, values: Named): number {
  const chain = atOneTime(given);
  refuseParts(chain, "update()");
  const model = modelOf(chain);
  checkValues(model, values);
  checkDeferred(model, "update()", Object.keys(values));
  if (Object.values(values).every((value) => value === undefined)) return 0;
  const rows = storedRows(chain);
  const computed = Object.entries(values)
    .filter(([, value]) => isComputed(value) || value instanceof QCondition)
    .map(([name, value]) => [name, computeColumn(chain, [name, value])] as const);
  const changes = rows.map((old) => {
    const own = computed.map(([name, byPk]) => [name, byPk.get(old[model.pk.name]!)]);
    return { old, values: { ...values, ...Object.fromEntries(own) } };
  });
  const { view } = stateOf(chain);
  const isMove = [model.pk.name, model.pk.field, "pk"].some((name) => Object.hasOwn(values, name));
  const store = isMove ? moveRow : updateRow;
  view.write((draft) => {
    for (const change of changes) store(draft, model, change as RowUpdate);
  });
  return changes.length;
}

/** The value of an expression for each row, by primary key. */
function computeColumn(
  chain: Chain,
  [name, value]: readonly [string, unknown],
): ReadonlyMap<Value, Value> {
  const asked = selectColumns(orderChain(chain, []), ["pk", { [COMPUTED]: value }], "lists");
  checkOwnColumns(stateOf(asked).shape.plan, stateOf(chain).shape.plan, name);
  const { rows } = answer(asked, runItems, (found) => found.rows);
  const pairs = rows.map(({ output }) => [output[0]!, output[1]!] as const);
  return new Map(pairs);
}

/** @throws {UsageError} for an expression that a row cannot tell by its own columns. */
function checkOwnColumns(
  { model, sources, annotations }: LogicalPlan,
  before: LogicalPlan,
  name: string,
): void {
  const expr = annotations.get(COMPUTED)!;
  const isJoined = sources.some(
    ({ references }, alias) => alias > 0 && references > (before.sources[alias]?.references ?? 0),
  );
  const isOfMany = containsAggregate(expr) || containsWindow(expr);
  if (!isJoined && !isOfMany) return;
  const what = isOfMany ? "an aggregate or a window" : "an expression over a relation";
  throw new UsageError(
    `update() on ${model.name} got ${what} for "${name}"; its own columns are offered.`,
    { code: isOfMany ? "bad-update" : "joined-update", hint: "Use a Subquery." },
  );
}

/** Deletes all rows and what their relations say; returns how many rows went, by model. */
export function deleteChain(chain: Chain): DeletedCounts {
  refuseParts(chain, "delete()");
  const rows = storedRows(chain);
  return stateOf(chain).view.write((draft) => deleteRows(draft, modelOf(chain), rows));
}

/** The rows of a chain as they are stored, each once. */
export function storedRows(chain: Chain): readonly Row[] {
  const { pk } = modelOf(chain);
  const table = stateOf(chain).view.database.table(modelOf(chain));
  const { rows } = answer(orderChain(chain, []), runRows, (found) => found.rows);
  return [...new Set(rows.map((row) => row[pk.name]!))].map((key) => table.get(key)!);
}
