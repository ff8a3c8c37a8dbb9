import { LookupError, ValidationError } from "../errors.ts";
import { invariant } from "../invariant.ts";
import { suggest } from "../near-names.ts";
import { MODEL } from "../schema/model.ts";
import type { Column, Hop, Model, RelationEnd } from "../schema/registry.ts";
import { showValue, type Value } from "../value.ts";
import {
  applies,
  type Bounds,
  findLookup,
  type Lookup,
  lookupNames,
  type Members,
  type Operand,
} from "./lookups.ts";

/** A path with its names resolved: the hops to a model, and a column of the last one. */
export interface ResolvedPath {
  readonly model: Model;
  readonly text: string;
  readonly hops: readonly Hop[];
  readonly column: Column;
  /** The column that the path names; `column` stands for it where a foreign key holds its value. */
  readonly named: Column;
  /** The model that the path names when it ends at a relation rather than at a column. */
  readonly relatedTo: Model | undefined;
}

/** A path with the lookup at its end. */
export interface ResolvedLookup extends ResolvedPath {
  readonly lookup: Lookup;
}

/** Longest path taken, so that paths from outside cannot ask for joins without end. */
const MOST_SEGMENTS = 32;

/** A relation is compared by its key as a whole. */
const NOT_ON_RELATIONS: ReadonlySet<Operand> = new Set(["text", "range"]);

interface Walk extends ResolvedPath {
  /** Whether the path names a relation, as such or by the name of its column (`person_id`). */
  readonly isRelation: boolean;
  /** The segments after the column or relation that was reached. */
  readonly rest: readonly string[];
  readonly position: number;
}

/** Follows a path as far as names of fields go. */
function walkPath(model: Model, path: string): Walk {
  const segments = path.split("__");
  if (segments.length > MOST_SEGMENTS) {
    throw new LookupError(
      `The path on ${model.name} has ${segments.length} parts; at most ${MOST_SEGMENTS} are taken.`,
      {
        model: model.name,
        path,
        code: "path-too-long",
      },
    );
  }
  const hops: Hop[] = [];
  let at = model;
  for (const [position, segment] of segments.entries()) {
    const target = at.names.get(segment);
    if (target === undefined) {
      if (hops.length > 0)
        return endAtRelation(model, path, hops, segments.slice(position), position);
      throw unknownName(model, at, path, segment, position);
    }
    if (target.type === "column") {
      return {
        ...trimHops(hops, target),
        named: target,
        model,
        text: path,
        relatedTo: undefined,
        isRelation: target.reference !== undefined,
        rest: segments.slice(position + 1),
        position: position + 1,
      };
    }
    hops.push(...target.hops);
    at = target.target;
  }
  return endAtRelation(model, path, hops, [], segments.length);
}

function endAtRelation(
  model: Model,
  path: string,
  hops: readonly Hop[],
  rest: readonly string[],
  position: number,
): Walk {
  const last = hops.at(-1)!;
  const column = last.isForward ? last.toColumn : last.to.pk;
  return {
    ...trimHops(hops, column),
    named: column,
    model,
    text: path,
    relatedTo: last.to,
    isRelation: true,
    rest,
    position,
  };
}

/** Drops last hops that a foreign key answers by itself: `person__id` is `person_id`. */
function trimHops(hops: readonly Hop[], column: Column): { hops: readonly Hop[]; column: Column } {
  const last = hops.at(-1);
  if (last === undefined || !last.isForward || last.toColumn !== column) return { hops, column };
  return trimHops(hops.slice(0, -1), last.fromColumn);
}

function unknownName(
  base: Model,
  at: Model,
  path: string,
  segment: string,
  position: number,
): LookupError {
  const known = [...at.names.keys()];
  const where = position === 0 ? "" : ` (in "${path}" on ${base.name})`;
  return new LookupError(`${at.name} has no field "${segment}"${where}.`, {
    code: "unknown-field",
    model: base.name,
    path,
    position,
    suggestions: known,
    hint: suggest(segment, known),
  });
}

/**
 * Resolves a path that names a column or a relation, without a lookup: for orderings.
 * @throws {LookupError} for a name that does not exist, with the nearest ones.
 */
export function resolvePath(model: Model, path: string): ResolvedPath {
  const walk = walkPath(model, path);
  const [extra] = walk.rest;
  if (extra === undefined) return walk;
  if (walk.relatedTo !== undefined) {
    throw unknownName(model, walk.relatedTo, path, extra, walk.position);
  }
  throw new LookupError(
    `"${extra}" cannot follow the column "${walk.column.name}" in "${path}" on ${model.name}.`,
    {
      code: "unknown-field",
      model: model.name,
      path,
      position: walk.position,
    },
  );
}

/**
 * Resolves the key of a condition; a path without a lookup means `exact`.
 * @throws {LookupError} for an unknown name or a lookup that the column does not have.
 */
export function resolveLookup(model: Model, path: string): ResolvedLookup {
  const walk = walkPath(model, path);
  const [name = "exact", extra] = walk.rest;
  const lookup = findLookup(name);
  const facts = { model: model.name, path, position: walk.position };
  if (lookup === undefined) {
    if (walk.relatedTo !== undefined)
      throw unknownName(model, walk.relatedTo, path, name, walk.position);
    throw new LookupError(
      `${walk.column.model.name}.${walk.column.field} has no lookup "${name}" (in "${path}" on ${model.name}).`,
      {
        ...facts,
        code: "unknown-lookup",
        suggestions: lookupNames(),
        hint: suggest(name, lookupNames()),
      },
    );
  }
  if (extra !== undefined) {
    throw new LookupError(
      `Nothing can follow the lookup "${name}" in "${path}" on ${model.name}; got "${extra}".`,
      {
        ...facts,
        position: walk.position + 1,
        code: "unknown-lookup",
      },
    );
  }
  const isRefusedByRelation = walk.isRelation && NOT_ON_RELATIONS.has(lookup.operand);
  if (isRefusedByRelation || !applies(lookup, walk.column)) {
    const what = walk.isRelation ? "a relation" : `a ${walk.column.kind.name} field`;
    throw new LookupError(
      `The lookup "${name}" has no meaning on ${what} ("${path}" on ${model.name}).`,
      {
        ...facts,
        code: "lookup-not-supported",
        hint:
          walk.relatedTo === undefined
            ? undefined
            : `Name a field of ${walk.relatedTo.name} before it.`,
      },
    );
  }
  return { ...walk, lookup };
}

/**
 * The condition of a related manager: from the relation's target back to the column that holds
 * the key of the row that the manager belongs to. It needs no names, so hidden ends work as well.
 */
export function wayFrom(end: RelationEnd): ResolvedLookup {
  const back = [...end.hops].reverse().map(inverseHop);
  const { hops, column } = trimHops(back, end.hops[0]!.fromColumn);
  return {
    model: end.target,
    text: `${end.model.name}.${end.accessor}`,
    hops,
    column,
    named: column,
    relatedTo: undefined,
    lookup: findLookup("exact")!,
  };
}

function inverseHop(hop: Hop): Hop {
  const isForward = !hop.isForward;
  return {
    from: hop.to,
    fromColumn: hop.toColumn,
    to: hop.from,
    toColumn: hop.fromColumn,
    isForward,
    isToMany: !isForward && !hop.fromColumn.isUnique && !hop.fromColumn.isPrimaryKey,
    isNullable: !isForward || hop.toColumn.isNullable,
  };
}

/** The canonical parameter of a lookup, as the executor compares with it. */
export type Parameter = Value | Members | Bounds;

/**
 * Turns the value given for a lookup into its parameter: instances to keys, dates to ISO text.
 * @throws {LookupError} naming path and value when the lookup cannot take it.
 */
export function prepareParameter(resolved: ResolvedLookup, given: unknown): Parameter {
  switch (resolved.lookup.operand) {
    case "flag":
      return typeof given === "boolean" ? given : refuse(resolved, given, "true or false");
    case "text":
      return typeof given === "string" ? given : refuse(resolved, given, "a string");
    case "list":
      return prepareMembers(resolved, given);
    case "range":
      return prepareBounds(resolved, given);
    case "value":
      return prepareValue(resolved, given);
  }
}

function prepareMembers(resolved: ResolvedLookup, given: unknown): Members {
  const isIterable = typeof given === "object" && given !== null && Symbol.iterator in given;
  if (!isIterable) return refuse(resolved, given, "a list of values");
  const values: Value[] = [];
  for (const item of given as Iterable<unknown>) {
    // A null in the list matches nothing, as in SQL.
    if (item !== null && item !== undefined) values.push(prepareValue(resolved, item));
  }
  return { values, keys: new Set(values) };
}

function prepareBounds(resolved: ResolvedLookup, given: unknown): Bounds {
  if (!Array.isArray(given) || given.length !== 2) {
    return refuse(resolved, given, "a list of the lowest and the highest value");
  }
  return [prepareValue(resolved, given[0]), prepareValue(resolved, given[1])];
}

function prepareValue(resolved: ResolvedLookup, given: unknown): Value {
  if (given === null || given === undefined) {
    return refuse(resolved, given, "a value", 'Use "isnull" to ask for nulls.');
  }
  const value = resolved.relatedTo === undefined ? given : keyOf(resolved, given);
  const { column } = resolved;
  try {
    return column.kind.comparable(value, { model: column.model.name, field: column.field });
  } catch (error) {
    if (error instanceof ValidationError) throw badValue(resolved, given, error);
    throw error;
  }
}

/** The key of an instance of the related model; any other value stands for itself. */
function keyOf(resolved: ResolvedLookup, given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given;
  const { relatedTo, named } = resolved;
  const model = (given as { readonly [MODEL]?: unknown })[MODEL];
  if (model === undefined) return given;
  if (model !== relatedTo!.name) {
    return refuse(resolved, `an instance of ${String(model)}`, `an instance of ${relatedTo!.name}`);
  }
  const key = (given as { readonly [name: string]: unknown })[named.name];
  if (key !== undefined && key !== null) return key;
  return refuse(resolved, `an unsaved ${relatedTo!.name}`, "an instance that is saved");
}

function refuse(resolved: ResolvedLookup, given: unknown, expected: string, hint?: string): never {
  const { model, text, lookup } = resolved;
  throw new LookupError(
    `"${text}" on ${model.name} got ${showValue(given)}; the lookup "${lookup.name}" expects ${expected}.`,
    {
      code: "bad-value",
      model: model.name,
      path: text,
      position: text.split("__").length - 1,
      hint,
    },
  );
}

function badValue(resolved: ResolvedLookup, given: unknown, cause: ValidationError): LookupError {
  const { model, text } = resolved;
  const expected = cause.message.slice(cause.message.indexOf("; expected") + 2);
  invariant(expected.length > 0, "a validation error says what was expected");
  return new LookupError(`"${text}" on ${model.name} got ${showValue(given)}; ${expected}`, {
    code: "bad-value",
    model: model.name,
    path: text,
    position: text.split("__").length - 1,
    cause,
  });
}
