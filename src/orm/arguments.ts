import { LookupError, UsageError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { FilteredRelation } from "../query/makers.ts";
import type { Model } from "../schema/registry.ts";
import { showValue } from "../value.ts";
import { memberOf } from "./instance.ts";

/** @throws {UsageError} for what is no place in a list. */
export function checkBound(name: string, value: unknown): void {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return;
  throw new UsageError(
    `The ${name} of a slice is ${showValue(value)}; expected an integer from 0.`,
    { code: "bad-slice", hint: "Reverse the order to count from the end." },
  );
}

/**
 * Checks that computed columns hide nothing that the instances which carry them have. A relation
 * under another name is carried by none, and `pk` may be computed, as in Django.
 * @throws {UsageError} for a name that is taken.
 */
export function checkHiding(model: Model, columns: { readonly [name: string]: unknown }): void {
  for (const [name, given] of Object.entries(columns ?? {})) {
    const taken =
      name === "pk" || given instanceof FilteredRelation ? undefined : memberOf(model, name);
    if (taken === undefined || model.names.has(name)) continue;
    throw new UsageError(
      `The annotation "${name}" conflicts with the ${taken} of that name on ${model.name}.`,
      { code: "annotation-conflict", hint: "Give it another name." },
    );
  }
}

/**
 * The name of a column whose values tell rows apart.
 * @throws {LookupError} for a name of no field.
 * @throws {UsageError} when the field is none.
 */
export function uniqueColumn(model: Model, fieldName: string): string {
  const field = model.names.get(fieldName);
  if (field === undefined) {
    const suggestions = model.columns.map((column) => column.name);
    throw new LookupError(`inBulk() on ${model.name} got "${fieldName}", which it does not have.`, {
      code: "unknown-field",
      model: model.name,
      path: fieldName,
      position: 0,
      suggestions,
      hint: suggest(fieldName, suggestions),
    });
  }
  const isUnique =
    field.type === "column" &&
    (field.isUnique ||
      field.isPrimaryKey ||
      model.uniques.some(
        ({ columns, condition }) =>
          columns.length === 1 && columns[0] === field && condition === undefined,
      ));
  if (isUnique) return field.name;
  throw new UsageError(
    `inBulk() on ${model.name} goes by a unique field; "${fieldName}" is none.`,
    {
      code: "not-unique",
    },
  );
}
