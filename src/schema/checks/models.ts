import type { CheckMessage } from "../../errors.ts";
import { showValue } from "../../value.ts";
import { isIdentifier } from "./fields.ts";
import { error } from "./message.ts";
import {
  type FieldOutline,
  isRecord,
  type ModelOutline,
  type SchemaOutline,
  textOption,
} from "./outline.ts";

type ModelCheck = (model: ModelOutline, schema: SchemaOutline) => Iterable<CheckMessage>;

function* checkName({ name }: ModelOutline): Iterable<CheckMessage> {
  const clash = "ways back to it are named in lookups, which are split at underscores";
  if (name.startsWith("_") || name.endsWith("_")) {
    yield error("models.E023", name, `A model's name may not begin or end with "_": ${clash}.`);
  } else if (name.includes("__")) {
    yield error("models.E024", name, `A model's name may not contain "__": ${clash}.`);
  } else if (!isIdentifier(name) || name === "self") {
    const expected = 'letters, digits and _, with no digit first, and not "self"';
    yield error("throughline.E002", name, `The name ${showValue(name)} is not one: ${expected}.`);
  }
}

function* checkNameIsFree({ name }: ModelOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  for (const other of schema.models.keys()) {
    if (other === name || other.toLowerCase() !== name.toLowerCase()) continue;
    const text = `The names ${name} and ${other} differ by case only, and lookups are in lower case.`;
    yield error("models.E028", name, text);
  }
}

function* checkKey({ name, own }: ModelOutline): Iterable<CheckMessage> {
  const keys = own.filter((field) => field.options.get("primaryKey") === true);
  if (keys.length < 2) return;
  const names = keys.map((field) => field.name).join(", ");
  const hint = "Keep one, and say uniqueTogether for the others.";
  yield error("models.E026", name, `${keys.length} fields are primary keys: ${names}.`, hint);
}

/** The field named "id" where it stands in the way of the implicit primary key. */
function wrongId({ own, key }: ModelOutline): FieldOutline | undefined {
  return key.name === "id" ? own.find((field) => field.name === "id" && field !== key) : undefined;
}

function* checkId(model: ModelOutline): Iterable<CheckMessage> {
  if (wrongId(model) === undefined) return;
  const text =
    'The field "id" is no primary key, but no other field is, and the implicit one is "id".';
  const hint = "Add primaryKey: true to a field, or rename this one.";
  yield error("models.E004", model.name, text, hint);
}

function* checkColumns(model: ModelOutline): Iterable<CheckMessage> {
  const taken = new Map<string, FieldOutline>();
  for (const field of model.fields.values()) {
    const clash = taken.get(field.name) ?? taken.get(field.column ?? field.name);
    if (clash !== undefined && field !== wrongId(model)) {
      const name = clash.name === field.name ? field.column : field.name;
      const shared = clash.column === field.column ? field.column : name;
      const text = `Rows would hold both ${field.path} and ${clash.path} as "${shared}".`;
      yield error("models.E006", field.path, text, `Rename one of them.`);
    }
    taken.set(field.name, field);
    taken.set(field.column ?? field.name, field);
  }
}

function* checkSameThrough(
  { name, own }: ModelOutline,
  schema: SchemaOutline,
): Iterable<CheckMessage> {
  const seen = new Map<string, FieldOutline>();
  for (const field of own) {
    if (field.type !== "relation" || field.relation !== "manyToMany") continue;
    const through = textOption(field.options, "through");
    if (through === undefined || !schema.models.has(through) || !schema.models.has(field.target)) {
      continue;
    }
    const names = field.options.get("throughFields");
    const by = Array.isArray(names) ? names.map(String) : undefined;
    const signature = JSON.stringify([field.target, through, by]);
    const twin = seen.get(signature);
    if (twin === undefined) seen.set(signature, field);
    else {
      const text = `${field.name} and ${twin.name} are the same relation through ${through}.`;
      yield error("models.E003", name, text, "Tell them apart by throughFields, or drop one.");
    }
  }
}

function* checkMethods(model: ModelOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  const methods = model.options.get("methods");
  if (!isRecord(methods)) return;
  const relations = new Map<string, string>();
  for (const { accessor, path } of schema.incoming.get(model.name) ?? []) {
    if (accessor !== null) relations.set(accessor, path);
  }
  for (const field of model.fields.values()) {
    relations.set(field.name, field.path);
    if (field.column !== undefined) relations.set(field.column, field.path);
  }
  for (const name of Object.getOwnPropertyNames(methods)) {
    const path = relations.get(name);
    if (path === undefined) continue;
    const text = `The method "${name}" has the name of what ${path} puts on every row.`;
    yield error("models.E025", model.name, text, "Rename the method.");
  }
}

/** Checks of every model and its fields as a whole, in order. */
export const MODEL_CHECKS: readonly ModelCheck[] = [
  checkName,
  checkNameIsFree,
  checkKey,
  checkId,
  checkColumns,
  checkSameThrough,
  checkMethods,
];
