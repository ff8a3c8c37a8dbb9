import type { CheckMessage } from "../../errors.ts";
import { suggest } from "../../near-names.ts";
import { showValue } from "../../value.ts";
import { hiddenThroughName } from "../relation.ts";
import { error, warning } from "./message.ts";
import {
  type ModelOutline,
  type RelationOutline,
  type SchemaOutline,
  textOption,
} from "./outline.ts";

type ThroughCheck = (field: RelationOutline, schema: SchemaOutline) => Iterable<CheckMessage>;

function throughModel(field: RelationOutline, schema: SchemaOutline): ModelOutline | undefined {
  const through = textOption(field.options, "through");
  return through === undefined ? undefined : schema.models.get(through);
}

/** Foreign keys of a through model to a model, in order. */
function keysTo(through: ModelOutline, target: string): string[] {
  return through.own
    .filter((field) => field.type === "relation" && field.relation !== "manyToMany")
    .filter((field) => (field as RelationOutline).target === target)
    .map(({ name }) => name);
}

function* checkMeaning({ options, path, ...field }: RelationOutline): Iterable<CheckMessage> {
  if (options.get("unique") === true) {
    yield error("fields.E330", path, "unique has no meaning for a set of rows.");
  }
  if (options.get("primaryKey") === true) {
    yield error("throughline.E004", path, "A many-to-many field has no column to be a key.");
  }
  if (options.has("null")) {
    const text = "null changes nothing: a many-to-many field without rows is an empty set.";
    yield warning("fields.W340", path, text);
  }
  const symmetrical = options.get("symmetrical");
  const isSymmetrical = symmetrical === true || (field.to === "self" && symmetrical !== false);
  if (isSymmetrical && options.has("relatedName")) {
    const text = "relatedName changes nothing: a symmetrical relation is its own way back.";
    yield warning("fields.W345", path, text);
  }
  if (symmetrical === true && field.to === field.model) {
    const hint = 'Write "self" instead of its name.';
    yield error("throughline.E004", path, 'symmetrical acts on relations to "self" only.', hint);
  }
}

function* checkThrough(field: RelationOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  const through = textOption(field.options, "through");
  if (through === undefined || schema.models.has(through)) return;
  const text = `Its through model ${showValue(through)} is none of the models.`;
  yield error("fields.E331", field.path, text, suggest(through, [...schema.models.keys()]));
}

function* checkEnds(field: RelationOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  const through = throughModel(field, schema);
  if (through === undefined) return;
  const { model, target, path } = field;
  if (model === target) {
    yield* checkSelfEnds(field, through);
    return;
  }
  const sources = keysTo(through, model);
  const targets = keysTo(through, target);
  if (!field.options.has("throughFields")) {
    const hint = "Say which in throughFields: [key to this model, key to the target].";
    const several = (keys: string[], to: string) =>
      `Its through model ${through.name} has ${keys.length} foreign keys to ${to}: ${keys.join(", ")}.`;
    if (sources.length > 1) yield error("fields.E334", path, several(sources, model), hint);
    if (targets.length > 1) yield error("fields.E335", path, several(targets, target), hint);
  }
  const missing = [
    ...(sources.length === 0 ? [model] : []),
    ...(targets.length === 0 ? [target] : []),
  ];
  if (missing.length === 0) return;
  const text = `It is the through model of ${path}, but has no foreign key to ${missing.join(" and ")}.`;
  yield error("fields.E336", through.name, text);
}

function* checkSelfEnds(
  { model, path, options }: RelationOutline,
  through: ModelOutline,
): Iterable<CheckMessage> {
  const keys = keysTo(through, model);
  if (keys.length > 2 && !options.has("throughFields")) {
    const text = `It is the through model of ${path} and has ${keys.length} foreign keys to ${model}: ${keys.join(", ")}.`;
    const hint = `Say which two to go by in throughFields of ${path}.`;
    yield error("fields.E333", through.name, text, hint);
  }
  if (keys.length < 2 && !options.has("throughFields")) {
    const text = `It is the through model of ${path}, but has ${keys.length === 0 ? "no" : "only one"} foreign key to ${model}; expected two.`;
    yield error("fields.E336", through.name, text);
  }
}

function* checkThroughFields(
  field: RelationOutline,
  schema: SchemaOutline,
): Iterable<CheckMessage> {
  const names = field.options.get("throughFields");
  if (names === undefined) return;
  const [source, target] = Array.isArray(names) ? names : [];
  const isPair = [source, target].every((name) => typeof name === "string" && name !== "");
  if (!isPair || !field.options.has("through")) {
    const what = isPair ? "there is no through model" : `throughFields is ${showValue(names)}`;
    const expected = "expected the names of the two foreign keys of a through model";
    const hint = "throughFields: [key to this model, key to the target].";
    yield error("fields.E337", field.path, `${what}; ${expected}.`, hint);
    return;
  }
  const through = throughModel(field, schema);
  if (through === undefined) return;
  yield* checkThroughField(field, { through, name: source, to: field.model }, schema);
  yield* checkThroughField(field, { through, name: target, to: field.target }, schema);
}

function* checkThroughField(
  { path }: RelationOutline,
  end: { readonly through: ModelOutline; readonly name: string; readonly to: string },
  schema: SchemaOutline,
): Iterable<CheckMessage> {
  const { through, name, to } = end;
  const fields = [...through.fields.values()];
  const field = fields.find((each) => each.name === name || each.column === name);
  const isBack = schema.incoming.get(through.name)?.some((each) => each.queryName === name);
  const keys = keysTo(through, to);
  const hint = keys.length === 0 ? undefined : `Foreign keys to ${to} are: ${keys.join(", ")}.`;
  if (field === undefined && !isBack) {
    const text = `throughFields names ${showValue(name)}, which ${through.name} does not have.`;
    yield error("fields.E338", path, text, hint);
  } else if (field === undefined || !keys.includes(field.name)) {
    const text = `throughFields names ${through.name}.${name}, which is no foreign key to ${to}.`;
    yield error("fields.E339", path, text, hint);
  }
}

function* checkHiddenName(field: RelationOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  if (field.options.has("through")) return;
  const name = hiddenThroughName(field.model, field.name).toLowerCase();
  const hint = `Rename ${field.path}.`;
  for (const model of schema.models.values()) {
    if (model.name.toLowerCase() === name) {
      const text = `The hidden model of its pairs would have the name of the model ${model.name}.`;
      yield error("fields.E340", field.path, text, hint);
    }
    for (const other of model.own) {
      if (other === field || other.type !== "relation" || other.relation !== "manyToMany") continue;
      if (other.options.has("through")) continue;
      if (hiddenThroughName(other.model, other.name).toLowerCase() !== name) continue;
      const text = `The hidden model of its pairs would have the name of that of ${other.path}.`;
      yield error("fields.E340", field.path, text, hint);
    }
  }
}

/** Checks of every many-to-many field, in order. */
export const THROUGH_CHECKS: readonly ThroughCheck[] = [
  checkMeaning,
  checkThrough,
  checkEnds,
  checkThroughFields,
  checkHiddenName,
];
