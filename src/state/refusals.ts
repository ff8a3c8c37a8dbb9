/** Errors for changes that the database as it is does not allow. */
import { IntegrityError, ValidationError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import type { Model, UniqueRule } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue, type Value } from "../value.ts";
import { showFields } from "./constraints.ts";

/** A primary key that another row has. */
export function duplicateKey(model: Model, pk: Value): IntegrityError {
  return new IntegrityError(
    `${model.name} already has a row with ${model.pk.field} ${showValue(pk)}.`,
    {
      code: "duplicate-key",
      model: model.name,
      constraint: "primary key",
      fields: [model.pk.field],
      values: [pk],
      pk,
      conflictingPk: pk,
    },
  );
}

/** A unique rule that another row has fulfilled before. */
export function notUnique(model: Model, rule: UniqueRule, row: Row, other: Row): IntegrityError {
  const fields = rule.columns.map((column) => column.field);
  const values = rule.columns.map((column) => row[column.name]);
  const conflictingPk = other[model.pk.name];
  return new IntegrityError(
    `${model.name} already has a row with ${showFields(rule.columns, row)}: ` +
      `${model.pk.field} ${showValue(conflictingPk)}${ruleText(rule)}.`,
    {
      code: "unique",
      model: model.name,
      constraint: rule.name,
      fields,
      values,
      pk: row[model.pk.name],
      conflictingPk,
    },
  );
}

/** Which rule forbids it, where its fields do not tell that. */
function ruleText({ name, isNamed, condition }: UniqueRule): string {
  const conditional = condition === undefined ? "" : ", which has a condition";
  if (isNamed) return `, by the rule "${name}"${conditional}`;
  return condition === undefined ? "" : ", by a rule with a condition";
}

/** A next id from which on a row has an id already, so that it would be given twice. */
export function usedId(model: Model, next: number): IntegrityError {
  return new IntegrityError(
    `An event sets the next id of ${model.name} to ${next}, but there is a row with that id or a higher one.`,
    {
      code: "used-id",
      model: model.name,
      constraint: "primary key",
      fields: [model.pk.field],
      values: [next],
    },
  );
}

/** A row that something is to be done to, and which is not there. */
export function noSuchRow(model: Model, pk: Value, what: string): IntegrityError {
  return new IntegrityError(
    `Cannot ${what} ${model.name} ${showValue(pk)}: there is no such row.`,
    {
      code: "no-such-row",
      model: model.name,
      constraint: "primary key",
      fields: [model.pk.field],
      values: [pk],
      pk,
    },
  );
}

/** An event of a model that the schema does not have. */
export function unknownModel(name: unknown, known: readonly string[]): ValidationError {
  return new ValidationError(
    `An event names the model ${showValue(name)}, which the store does not have.`,
    {
      code: "unknown-model",
      value: name,
      hint: suggest(String(name), known),
    },
  );
}
