import { UsageError, ValidationError } from "../errors.ts";
import { cleanValue, type GivenValues, RowCleaner } from "../schema/clean.ts";
import { MODEL } from "../schema/model.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue, type Value } from "../value.ts";
import { storedRows } from "./bulk-writes.ts";
import { type BatchOptions, checkBatchOptions } from "./call-options.ts";
import { type Chain, modelOf, stateOf } from "./chain.ts";
import { filterChain } from "./chain-steps.ts";
import { writableColumns } from "./column-names.ts";
import { givenList } from "./given.ts";
import { updateRow } from "./write.ts";

/**
 * Stores each row's own values of some fields over the row of a chain that has its primary key;
 * returns how many rows of the chain there are. Of rows given twice the first counts.
 */
export function bulkUpdateChain(
  chain: Chain,
  rows: Iterable<object>,
  fields: readonly string[],
  options: BatchOptions = {},
): number {
  checkBatchOptions("bulkUpdate()", options);
  const model = modelOf(chain);
  if (!Array.isArray(fields) || fields.length === 0) {
    throw new UsageError(`bulkUpdate() on ${model.name} needs the names of the fields to store.`, {
      code: "no-fields",
    });
  }
  const columns = writableColumns(model, "bulkUpdate()", fields);
  const changes = new Map<Value, GivenValues>();
  for (const row of givenList(`bulkUpdate() on ${model.name}`, rows)) {
    const [pk, values] = readChange(model, row, columns);
    if (!changes.has(pk)) changes.set(pk, values);
  }
  const olds = storedRows(filterChain(chain, "filter()", [{ pk__in: [...changes.keys()] }]));
  const { view } = stateOf(chain);
  view.write((draft) => {
    for (const old of olds) {
      updateRow(draft, model, { old, values: changes.get(old[model.pk.name]!)! });
    }
  });
  return olds.length;
}

/** The primary key that a row is given with, and its values of the columns. */
function readChange(
  model: Model,
  row: object,
  columns: readonly Column[],
): readonly [Value, GivenValues] {
  const given = RowCleaner.of(model).read(plainValues(model, row));
  const pk = given[model.pk.position];
  if (pk === undefined || pk === null) {
    throw new UsageError(
      `bulkUpdate() on ${model.name} got ${showValue(row)}, which has no primary key.`,
      {
        code: "unsaved",
      },
    );
  }
  const missing = columns.find(({ position }) => given[position] === undefined);
  if (missing !== undefined) throw noValue(missing, pk);
  const values = columns.map(({ name, position }) => [name, given[position]] as const);
  return [cleanValue(model.pk, pk), Object.fromEntries(values)];
}

/** @throws {ValidationError} for an instance of another model. */
function plainValues(model: Model, row: object): GivenValues {
  const name = (row as { readonly [MODEL]?: string } | null)?.[MODEL];
  if (name === undefined) return row as GivenValues;
  if (name === model.name) {
    return Object.fromEntries(
      model.columns.map((column) => [column.name, (row as Row)[column.name]]),
    );
  }
  throw new ValidationError(
    `bulkUpdate() on ${model.name} got an instance of ${name}; expected instances of ${model.name}.`,
    { code: "wrong-model", model: model.name, value: row },
  );
}

function noValue({ model, field }: Column, pk: unknown): ValidationError {
  return new ValidationError(
    `bulkUpdate() on ${model.name} got no value of "${field}" for ${model.pk.field} ${showValue(pk)}.`,
    { code: "required", model: model.name, field, value: undefined },
  );
}
