import type { CheckMessage } from "../../errors.ts";
import { suggest } from "../../near-names.ts";
import { showValue } from "../../value.ts";
import { isIdentifier } from "./fields.ts";
import { error, warning } from "./message.ts";
import {
  isRecord,
  type ModelOutline,
  type RelationOutline,
  type SchemaOutline,
  textOption,
} from "./outline.ts";

type RelationCheck = (field: RelationOutline, schema: SchemaOutline) => Iterable<CheckMessage>;

/** Words that JavaScript keeps for itself: `const { with } = row` would not parse. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export " +
    "extends false finally for function if import in instanceof let new null return static " +
    "super switch this throw true try typeof var void while with yield"
  ).split(" "),
);

function* checkTexts({ options, path }: RelationOutline): Iterable<CheckMessage> {
  for (const name of ["relatedQueryName", "through", "toField"]) {
    const value = options.get(name);
    if (value === undefined || typeof value === "string") continue;
    yield error("throughline.E004", path, `${name} is ${showValue(value)}; expected a string.`);
  }
}

function* checkTarget(field: RelationOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  if (schema.models.has(field.target)) return;
  const text = `It points at ${showValue(field.to)}, which is none of the models.`;
  yield error("fields.E300", field.path, text, suggest(field.to, [...schema.models.keys()]));
}

function* checkRelatedName(field: RelationOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  const own = field.options.get("relatedName");
  const given = own ?? schema.models.get(field.model)?.options.get("defaultRelatedName");
  if (given === undefined) return;
  const expected = 'an identifier, or "+" for no way back';
  // A way back that is hidden has no name that could be wrong.
  const name = field.accessor;
  const isFine = name === null || (isIdentifier(name) && !RESERVED.has(name));
  if (typeof given === "string" && isFine) return;
  yield error(
    "fields.E306",
    field.path,
    `relatedName is ${showValue(given)}; expected ${expected}.`,
  );
}

function* checkQueryName(field: RelationOutline): Iterable<CheckMessage> {
  const { accessor, queryName, path } = field;
  if (queryName === null) return;
  const given = textOption(field.options, "relatedQueryName");
  const what = `Lookups would name the way back ${showValue(queryName)}`;
  const hint = "Give another relatedName or relatedQueryName.";
  if (accessor !== null && queryName.endsWith("_")) {
    yield error("fields.E308", path, `${what}, whose last "_" runs into what follows.`, hint);
  }
  if (accessor !== null && queryName.includes("__")) {
    yield error("fields.E309", path, `${what}, which they would split at "__".`, hint);
  }
  if (queryName === "pk" && accessor !== "pk") {
    yield error("throughline.E001", path, `${what}, which every model has already.`, hint);
  } else if (given !== undefined && !isIdentifier(queryName)) {
    yield error("throughline.E002", path, `${what}, which is no identifier.`, hint);
  }
}

function* checkFieldClashes(field: RelationOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  const { accessor, queryName, path } = field;
  for (const other of schema.models.get(field.target)?.fields.values() ?? []) {
    const hint = `Rename ${other.path}, or give ${path} another relatedName.`;
    // Columns count as well: rows have them beside the accessors.
    const names = [other.name, other.column];
    if (accessor !== null && names.includes(accessor)) {
      const text = `Its way back ${field.target}.${accessor} is the name of a field as well`;
      yield error("fields.E302", path, `${text}: ${other.path}.`, hint);
    }
    if (queryName !== null && names.includes(queryName)) {
      const text = `Its way back is "${queryName}" in lookups, which already name ${other.path}`;
      yield error("fields.E303", path, `${text} so.`, hint);
    }
  }
}

function* checkAccessorClashes(
  field: RelationOutline,
  schema: SchemaOutline,
): Iterable<CheckMessage> {
  const { accessor, queryName, path } = field;
  for (const other of schema.incoming.get(field.target) ?? []) {
    if (other === field || other.accessor === null) continue;
    const hint = `Give ${path} or ${other.path} another relatedName.`;
    if (other.accessor === accessor) {
      const text = `Its way back ${field.target}.${accessor} is also that of ${other.path}.`;
      yield error("fields.E304", path, text, hint);
    }
    if (other.accessor === queryName) {
      const text = `Its way back is "${queryName}" in lookups, and so is that of ${other.path}.`;
      yield error("fields.E305", path, text, hint);
    }
  }
}

const ACTIONS = ["CASCADE", "PROTECT", "RESTRICT", "SET_NULL", "SET_DEFAULT", "SET", "DO_NOTHING"];

function* checkOnDelete({ options, path, relation }: RelationOutline): Iterable<CheckMessage> {
  if (relation === "manyToMany") return;
  const onDelete = options.get("onDelete");
  const action = isRecord(onDelete) ? onDelete.action : undefined;
  if (typeof action !== "string" || !ACTIONS.includes(action)) {
    const text = `onDelete is ${showValue(onDelete)}; expected ${ACTIONS.join(", ")}.`;
    yield error("throughline.E004", path, text);
  } else if (action === "SET_NULL" && options.get("null") !== true) {
    const text = "onDelete is SET_NULL, but the field cannot be null.";
    yield error("fields.E320", path, text, "Add null: true, or choose another onDelete.");
  } else if (action === "SET_DEFAULT" && !options.has("default")) {
    const text = "onDelete is SET_DEFAULT, but the field has no default.";
    yield error("fields.E321", path, text, "Add a default, or choose another onDelete.");
  }
}

function* checkUnique({ options, path, relation }: RelationOutline): Iterable<CheckMessage> {
  if (relation !== "foreignKey") return;
  const name = ["unique", "primaryKey"].find((option) => options.get(option) === true);
  if (name === undefined) return;
  const text = `A foreign key with ${name} links one row to one row.`;
  yield warning("fields.W342", path, text, "field.oneToOne() says so, and gives one row back.");
}

/** The field lists by which a model's rows are told apart without a condition. */
function uniqueLists({ options }: ModelOutline): unknown[] {
  const together = options.get("uniqueTogether");
  const constraints = options.get("constraints");
  const rules = (Array.isArray(constraints) ? constraints : []).filter(isRecord);
  const total = rules.filter((rule) => rule.kind === "unique" && rule.condition === undefined);
  return [...(Array.isArray(together) ? together : []), ...total.map((rule) => rule.fields)];
}

function isUniqueField(model: ModelOutline, name: string): boolean {
  const field = model.fields.get(name)!;
  if (field.column === undefined) return false;
  if (field.options.get("unique") === true || field.options.get("primaryKey") === true) return true;
  if (field === model.key || (field.type === "relation" && field.relation === "oneToOne")) {
    return true;
  }
  return uniqueLists(model).some(
    (list) => Array.isArray(list) && list.length === 1 && [name, field.column].includes(list[0]),
  );
}

function* checkToField(field: RelationOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  const toField = textOption(field.options, "toField");
  const target = schema.models.get(field.target);
  if (toField === undefined || target === undefined) return;
  if (!target.fields.has(toField)) {
    const text = `toField is ${showValue(toField)}, but ${target.name} has no such field.`;
    yield error("fields.E312", field.path, text, suggest(toField, [...target.fields.keys()]));
  } else if (!isUniqueField(target, toField)) {
    const other = `${target.name}.${toField}`;
    const text = `It refers to rows by ${other}, which several rows may share.`;
    yield error("fields.E311", field.path, text, `Add unique: true to ${other}.`);
  }
}

/** The field whose values a foreign key holds, undefined where there is none. */
function keyTarget(field: RelationOutline, schema: SchemaOutline): RelationOutline | undefined {
  const target = schema.models.get(field.target);
  const toField = textOption(field.options, "toField");
  const key = toField === undefined ? target?.key : target?.fields.get(toField);
  return key?.type === "relation" && key.relation !== "manyToMany" ? key : undefined;
}

function* checkKeyCircle(field: RelationOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  if (field.relation === "manyToMany") return;
  const circle: RelationOutline[] = [];
  let next: RelationOutline | undefined = field;
  while (next !== undefined && !circle.includes(next)) {
    circle.push(next);
    next = keyTarget(next, schema);
  }
  if (next !== field) return;
  const way = [...circle, field].map(({ path }) => path).join(" → ");
  const hint = "One of them must refer to a field with values of its own.";
  yield error("throughline.E005", field.path, `Its values come from itself: ${way}.`, hint);
}

/** Checks of every relation, in order. */
export const RELATION_CHECKS: readonly RelationCheck[] = [
  checkTexts,
  checkTarget,
  checkRelatedName,
  checkQueryName,
  checkFieldClashes,
  checkAccessorClashes,
  checkOnDelete,
  checkUnique,
  checkToField,
  checkKeyCircle,
];
