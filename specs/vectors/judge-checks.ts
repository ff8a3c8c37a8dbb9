import { openStore, SchemaError, StoreError } from "../../src/index.ts";
import { checkSchema } from "../../src/schema/checks.ts";
import type { Model, RelationEnd } from "../../src/schema/registry.ts";
import { resolveSchema } from "../../src/schema/resolve-schema.ts";
import { REFUSED_OPTIONS } from "./not-applicable.ts";
import { sameRows, sameValue } from "./same-value.ts";
import { schemaFromVector, type VectorSchema, withoutAppLabel } from "./schema-from-vector.ts";
import type { Verdict } from "./verdict.ts";

/** One finding of the system checks, as far as it is compared: texts are Django's own. */
export interface Finding {
  readonly id: string;
  readonly level: string;
  readonly object: string | null;
}

/** A set of models and what Django reports of it. */
export interface CheckCase {
  readonly id: string;
  readonly schema: VectorSchema;
  /** Left out where Django cannot even make the classes. */
  readonly messages?: readonly Finding[];
}

/** What Django says of one field or one way back. */
export interface Introspected {
  readonly query_name: string;
  readonly accessor: string | null;
  readonly to?: string;
  readonly many?: boolean;
  readonly attname?: string;
  readonly null?: boolean;
  readonly unique?: boolean;
  readonly kind?: string;
  readonly concrete?: boolean;
  readonly auto_created?: boolean;
  /** The field that declares a way back. */
  readonly through_field?: string;
}

/** What Django says of the names of one set of models. */
export interface Introspection {
  readonly app_label: string;
  readonly models: { readonly [model: string]: readonly Introspected[] };
}

/** A file of checks. */
export interface CheckFile {
  readonly cases: readonly CheckCase[];
  readonly introspection?: readonly Introspection[];
}

/** What became of a case; `expected` and `got` where it failed. */
export interface CheckJudgement {
  readonly verdict: Exclude<Verdict, "different on purpose">;
  readonly expected?: unknown;
  readonly got?: unknown;
}

function definitionsOf(schema: VectorSchema) {
  return new Map(Object.entries(schemaFromVector(schema)));
}

/** Findings as text, so that they can be compared and shown. */
function findingTexts(messages: readonly Finding[], appLabel: string): string[] {
  return messages
    .map(({ id, level, object }) => {
      const name = object === null ? "-" : withoutAppLabel(object, appLabel);
      return `${level} ${id} ${name}`;
    })
    .sort();
}

/** What stops a store of these models from being opened. */
function openingError(schema: VectorSchema): unknown {
  try {
    openStore(schemaFromVector(schema));
    return undefined;
  } catch (error) {
    return error;
  }
}

function isRefusedByMaker(schema: VectorSchema): boolean {
  try {
    schemaFromVector(schema);
    return false;
  } catch (error) {
    return error instanceof SchemaError;
  }
}

/** What our checks find, all levels. Opening a store must refuse just those models with errors. */
function ourFindings(schema: VectorSchema): readonly string[] {
  const found = checkSchema(definitionsOf(schema)).map(({ object = null, ...rest }) => ({
    ...rest,
    object,
  }));
  const isWrong = found.some(({ level }) => level === "error");
  const error = openingError(schema);
  if (isWrong !== error instanceof SchemaError || (!isWrong && error !== undefined)) {
    return [`openStore: ${String(error)}`];
  }
  return findingTexts(found, schema.app_label);
}

/** Judges what is found in a set of models: ids, levels and objects. */
export function judgeCheck({ schema, messages }: CheckCase): CheckJudgement {
  try {
    if (messages === undefined) {
      const error = openingError(schema);
      if (error instanceof SchemaError) return { verdict: "passed" };
      return { verdict: "failed", expected: "SchemaError", got: String(error) };
    }
    if (REFUSED_OPTIONS.some((option) => option.isUsedBy(schema)) && isRefusedByMaker(schema)) {
      return { verdict: "not applicable" };
    }
    const expected = findingTexts(messages, schema.app_label);
    const got = ourFindings(schema);
    return sameValue(expected, got) ? { verdict: "passed" } : { verdict: "failed", expected, got };
  } catch (error) {
    const got = error instanceof StoreError ? `${error.name}: ${error.message}` : String(error);
    return { verdict: "failed", expected: messages, got };
  }
}

function describeEnd(end: RelationEnd): Partial<Introspected> {
  const { model, field } = end.declaredBy;
  return {
    query_name: end.queryName!,
    accessor: end.accessor,
    to: end.target.name,
    many: end.isToMany,
    ...(end.direction === "reverse" ? { through_field: `${model}.${field}` } : {}),
  };
}

/** Our fields and ways back, in Django's words. */
function describeModel(model: Model): Partial<Introspected>[] {
  const ends = [...model.names.values()].filter((name) => name.type === "relation");
  const fields = model.columns.map((column) => {
    const end = ends.find((each) => each.queryName === column.field);
    return {
      query_name: column.field,
      accessor: column.field,
      ...(end === undefined ? {} : describeEnd(end)),
      attname: column.name,
      null: column.isNullable,
      unique: column.isUnique || column.isPrimaryKey,
    };
  });
  const keys = new Set(model.columns.map((column) => column.field));
  return [...fields, ...ends.filter((end) => !keys.has(end.queryName!)).map(describeEnd)];
}

/** Judges the names of one model's fields and ways back. */
export function judgeIntrospection(
  schema: VectorSchema,
  model: string,
  entries: readonly Introspected[],
): CheckJudgement {
  const found = resolveSchema(definitionsOf(schema)).byName.get(model);
  const got = found === undefined ? [] : describeModel(found);
  const expected = entries.map(({ kind, concrete, auto_created, ...names }) => names);
  return sameRows(expected, got) ? { verdict: "passed" } : { verdict: "failed", expected, got };
}
