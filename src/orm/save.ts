import { DoesNotExist, UsageError } from "../errors.ts";
import { type GivenValues, RowCleaner } from "../schema/clean.ts";
import type { Model } from "../schema/registry.ts";
import type { Draft } from "../state/apply.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { checkOptions } from "./call-options.ts";
import { writableColumns } from "./column-names.ts";
import { labelOf } from "./inspect.ts";
import { rowIn, type View } from "./view.ts";
import { insertInstance, saveRow, timeFor, updateRow } from "./write.ts";

/** How `save()` stores an instance; F is the names of what may be written. */
export interface SaveOptions<F extends string = string> {
  /** Store these fields only; the others stay as they are in the row. No field, no write. */
  readonly updateFields?: readonly F[] | undefined;
  /** Store a new row, never over one that is there. */
  readonly forceInsert?: boolean | undefined;
  /** Store over the row that is there, never a new one. */
  readonly forceUpdate?: boolean | undefined;
}

/** Stores an instance of the values given; undefined where nothing is to be stored. */
export type StoreInstance = (draft: Draft, values: GivenValues) => Row | undefined;

/**
 * How an instance is stored.
 * @throws {UsageError} {@link LookupError} for options that contradict each other, or wrong names.
 */
export function instanceStorer(view: View, model: Model, options: SaveOptions = {}): StoreInstance {
  checkOptions("save()", options, ["updateFields", "forceInsert", "forceUpdate"]);
  const { updateFields, forceInsert = false, forceUpdate = false } = options;
  if (forceInsert && (forceUpdate || updateFields !== undefined)) {
    throw new UsageError(`save() of a ${model.name} either inserts or updates.`, {
      code: "bad-options",
      hint: "Leave forceInsert out, or forceUpdate and updateFields.",
    });
  }
  if (forceInsert) return (draft, values) => insertInstance(draft, model, values, view);
  if (updateFields !== undefined) return fieldStorer(view, model, updateFields);
  if (!forceUpdate) return (draft, values) => saveRow(draft, model, values, view);
  return (draft, values) => {
    storedRow(view, draft, model, values);
    return saveRow(draft, model, values, view);
  };
}

function fieldStorer(view: View, model: Model, names: readonly string[]): StoreInstance {
  const columns = writableColumns(model, "save()", names);
  return (draft, values) => {
    if (columns.length === 0) return undefined;
    const old = storedRow(view, draft, model, values);
    const given = RowCleaner.of(model).read(values);
    const chosen = columns.map((column) => {
      const { name, position, clock } = column;
      return [name, clock === "save" ? timeFor(column, view) : given[position]] as const;
    });
    return updateRow(draft, model, { old, values: Object.fromEntries(chosen) });
  };
}

/** @throws {DoesNotExist} where there is no row of the instance. */
function storedRow(view: View, draft: Draft, model: Model, values: GivenValues): Row {
  const pk = values[model.pk.name] as Value | undefined;
  const row = pk === null || pk === undefined ? undefined : rowIn(view, draft, model, pk);
  if (row !== undefined) return row;
  throw new DoesNotExist(`${labelOf(model, values as unknown as Row)} is not stored (any more).`, {
    model: model.name,
  });
}
