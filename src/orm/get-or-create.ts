/** A row by what is known of it, made where there is none. */
import { DoesNotExist, UsageError } from "../errors.ts";
import { type GivenValues, RowCleaner } from "../schema/clean.ts";
import { QCondition } from "../schema/condition.ts";
import type { Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { checkOptions } from "./call-options.ts";
import type { Named } from "./chain-steps.ts";
import { ownRow, type View } from "./view.ts";
import { updateRow } from "./write.ts";

/** Where a row is looked for and made. */
export interface RowSource {
  readonly view: View;
  readonly model: Model;
  /** The one row; throws DoesNotExist where there is none. */
  get(lookup: object): unknown;
  create(values: object): Row;
}

/** Options of `getOrCreate()`. */
export interface GetOrCreateOptions {
  /** Values of the new row besides those looked for; functions are called for theirs. */
  readonly defaults?: Named;
}

/** Options of `updateOrCreate()`. */
export interface UpdateOrCreateOptions extends GetOrCreateOptions {
  /** Values of a new row in place of `defaults`. */
  readonly createDefaults?: Named;
}

/** A row, and whether it was made. */
export type RowCreated = readonly [row: Row, created: boolean];

/**
 * The row that a lookup finds, else a new one.
 * @throws {MultipleObjectsReturned} where there are several.
 */
export function getOrCreate(
  source: RowSource,
  lookup: Named,
  options: GetOrCreateOptions = {},
): RowCreated {
  checkOptions("getOrCreate()", options, ["defaults"]);
  const { defaults = {} } = options;
  checkNames(source.model, defaults);
  const found = find(source, lookup);
  if (found !== undefined) return [found, false];
  return source.view.atomic(() => [create(source, lookup, defaults), true] as const);
}

/**
 * The row that a lookup finds, with other values stored in it, else a new one.
 * @throws {MultipleObjectsReturned} where there are several.
 */
export function updateOrCreate(
  source: RowSource,
  lookup: Named,
  options: UpdateOrCreateOptions = {},
): RowCreated {
  checkOptions("updateOrCreate()", options, ["defaults", "createDefaults"]);
  const { defaults = {}, createDefaults = defaults } = options;
  const { view, model } = source;
  checkNames(model, defaults);
  checkNames(model, createDefaults);
  return view.atomic(() => {
    const found = find(source, lookup);
    if (found === undefined) return [create(source, lookup, createDefaults), true] as const;
    const values = callAll(defaults);
    const row = view.write((draft) => {
      const old = draft.table(model).get(found[model.pk.name] as Value)!;
      return updateRow(draft, model, { old, values }, view);
    });
    return [ownRow(view, model, row), false] as const;
  });
}

/** @throws {UsageError} for a Q, which may not tell the values of a new row. */
function find(source: RowSource, lookup: object): Row | undefined {
  if (lookup instanceof QCondition) throw noValues(source.model);
  try {
    return source.get(lookup) as Row;
  } catch (error) {
    if (error instanceof DoesNotExist) return undefined;
    throw error;
  }
}

/** A row of what was looked for, as far as that says the value of a column, and other values. */
function create(source: RowSource, lookup: Named, defaults: Named): Row {
  const known = Object.entries(lookup).filter(([path]) => !path.includes("__"));
  return source.create({ ...Object.fromEntries(known), ...callAll(defaults) });
}

/** Values, with those of functions in their place. */
export function callAll(values: Named): GivenValues {
  const called = Object.entries(values).map(
    ([name, value]) => [name, typeof value === "function" ? value() : value] as const,
  );
  return Object.fromEntries(called);
}

/** @throws {ValidationError} for a name that is no column, whether or not it will be stored. */
function checkNames(model: Model, values: Named): void {
  RowCleaner.of(model).read(values);
}

function noValues({ name }: Model): UsageError {
  return new UsageError(`A ${name} cannot be made of a Q; expected an object of lookups.`, {
    code: "bad-lookup",
    hint: "Put the Q into a filter() before.",
  });
}
