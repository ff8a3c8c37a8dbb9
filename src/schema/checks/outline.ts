import type { CheckMessage } from "../../errors.ts";
import { suggest } from "../../near-names.ts";
import { showValue } from "../../value.ts";
import { field as makers, type RelationKind } from "../field.ts";
import { type Kind, type KindName, kindOf } from "../kind.ts";
import { type WayBack, wayBack } from "../relation.ts";
import { error } from "./message.ts";

/** Options as given, of whatever type; those given as undefined are left out. */
export type Options = ReadonlyMap<string, unknown>;

interface FieldBase {
  readonly model: string;
  readonly name: string;
  /** `Model.field`, as messages name it. */
  readonly path: string;
  /** Undefined for a many-to-many field. */
  readonly column: string | undefined;
  readonly options: Options;
}

/** A field with a value of its own, whose options may be wrong. */
export interface ScalarOutline extends FieldBase {
  readonly type: "scalar";
  readonly kind: Kind;
}

/** A relation whose target and options may be wrong. */
export interface RelationOutline extends FieldBase, WayBack {
  readonly type: "relation";
  readonly relation: RelationKind;
  /** The target as given. */
  readonly to: string;
  /** The target's name, with "self" replaced. */
  readonly target: string;
}

/** Any field whose type at least is known. */
export type FieldOutline = ScalarOutline | RelationOutline;

/** A model of which nothing is certain but that its fields have types. */
export interface ModelOutline {
  readonly name: string;
  /** In the order given; the implicit id, where there is one, comes first. */
  readonly fields: ReadonlyMap<string, FieldOutline>;
  /** The fields that the user gave. */
  readonly own: readonly FieldOutline[];
  readonly options: Options;
  /** The first field that is marked as primary key, or the implicit id. */
  readonly key: FieldOutline;
}

/** What the checks read: never the definitions themselves, which may hold anything. */
export interface SchemaOutline {
  readonly models: ReadonlyMap<string, ModelOutline>;
  /** Relations by the name of the model that they point at. */
  readonly incoming: ReadonlyMap<string, readonly RelationOutline[]>;
  /** What could not be read at all. */
  readonly unreadable: readonly CheckMessage[];
}

const RELATIONS: readonly string[] = ["foreignKey", "oneToOne", "manyToMany"];

/** Whether a value is an object with named properties. */
export function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An option that is text, undefined when it is anything else. */
export function textOption(options: Options, name: string): string | undefined {
  const value = options.get(name);
  return typeof value === "string" ? value : undefined;
}

/** Reads definitions that may be wrong in any way. Never throws. */
export function outlineSchema(definitions: unknown): SchemaOutline {
  const unreadable: CheckMessage[] = [];
  const models = new Map<string, ModelOutline>();
  const incoming = new Map<string, RelationOutline[]>();
  if (!(definitions instanceof Map)) {
    const expected = "a Map from names of models to definitions";
    unreadable.push(
      error("throughline.E004", undefined, `Got ${showValue(definitions)}; expected ${expected}.`),
    );
    return { models, incoming, unreadable };
  }
  for (const [name, definition] of definitions as Map<unknown, unknown>) {
    const model = outlineModel(String(name), definition, unreadable);
    models.set(model.name, model);
    for (const field of model.own) {
      if (field.type !== "relation") continue;
      incoming.set(field.target, [...(incoming.get(field.target) ?? []), field]);
    }
  }
  return { models, incoming, unreadable };
}

function outlineModel(name: string, definition: unknown, unreadable: CheckMessage[]): ModelOutline {
  const own: FieldOutline[] = [];
  let options: Options = new Map();
  try {
    const parts = partsOf(definition);
    options = optionsOf(parts.options);
    for (const [fieldName, value] of Object.entries(parts.fields)) {
      const field = outlineField({ model: name, name: fieldName }, value, options);
      if (typeof field === "string") {
        unreadable.push(error("throughline.E004", `${name}.${fieldName}`, field, MAKE_FIELDS));
      } else own.push(field);
    }
  } catch (cause) {
    // A getter or a proxy of the user's may throw whatever it likes.
    const reason = cause instanceof Error ? cause.message : showValue(cause);
    unreadable.push(error("throughline.E004", name, reason, "Make models with model()."));
  }
  const key = own.find((field) => field.options.get("primaryKey") === true);
  const implicit = scalarOutline({ model: name, name: "id" }, "auto", { primaryKey: true });
  const all = key === undefined ? [implicit, ...own] : own;
  return {
    name,
    own,
    options,
    key: key ?? implicit,
    fields: new Map(all.map((field) => [field.name, field])),
  };
}

const MAKE_FIELDS = "Make fields with field.char(), field.foreignKey() and their like.";

function partsOf(definition: unknown): { readonly fields: object; readonly options: object } {
  const { fields, options } = isRecord(definition) ? definition : {};
  if (isRecord(fields) && isRecord(options)) return { fields, options };
  throw new TypeError(`Got ${showValue(definition)}; expected a model.`);
}

function optionsOf(options: object): Options {
  return new Map(Object.entries(options).filter(([, value]) => value !== undefined));
}

interface FieldPlace {
  readonly model: string;
  readonly name: string;
}

/** The field, or what is wrong with it. */
function outlineField(
  place: FieldPlace,
  value: unknown,
  modelOptions: Options,
): FieldOutline | string {
  const { type, options, kind, relation, to } = isRecord(value) ? value : {};
  if ((type !== "scalar" && type !== "relation") || !isRecord(options)) {
    return `Got ${showValue(value)}; expected a field.`;
  }
  if (type === "scalar") {
    if (kindOf(kind as KindName) !== undefined) {
      return scalarOutline(place, kind as KindName, options);
    }
    return `Got a field of kind ${showValue(kind)}. ${suggest(String(kind), Object.keys(makers))}`;
  }
  if (!RELATIONS.includes(relation as string)) {
    return `Got a relation of kind ${showValue(relation)}; expected ${RELATIONS.join(", ")}.`;
  }
  if (typeof to === "string") {
    return relationOutline(
      place,
      { relation: relation as RelationKind, to, options },
      modelOptions,
    );
  }
  return `Got a relation to ${showValue(to)}; expected the name of a model.`;
}

function scalarOutline(
  { model, name }: FieldPlace,
  kind: KindName,
  options: object,
): ScalarOutline {
  return {
    model,
    name,
    type: "scalar",
    path: `${model}.${name}`,
    column: name,
    kind: kindOf(kind),
    options: optionsOf(options),
  };
}

function relationOutline(
  { model, name }: FieldPlace,
  given: { readonly relation: RelationKind; readonly to: string; readonly options: object },
  modelOptions: Options,
): RelationOutline {
  const { relation, to } = given;
  const options = optionsOf(given.options);
  // Only what is text may reach the functions that put names together.
  const texts = (names: readonly string[], source: Options) =>
    Object.fromEntries(names.map((name) => [name, textOption(source, name)]));
  const names = texts(["relatedName", "relatedQueryName"], options);
  const isSymmetrical = options.get("symmetrical") !== false;
  const { accessor, queryName } = wayBack(
    model,
    { type: "relation", relation, to, options: { ...names, symmetrical: isSymmetrical } },
    { fields: {}, options: texts(["defaultRelatedName"], modelOptions) },
  );
  return {
    model,
    name,
    accessor,
    queryName,
    type: "relation",
    path: `${model}.${name}`,
    column: relation === "manyToMany" ? undefined : `${name}_id`,
    relation,
    to,
    target: to === "self" ? model : to,
    options,
  };
}
