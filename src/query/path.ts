import { LookupError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import type { Column, Hop, Model } from "../schema/registry.ts";

/** Longest path taken, so that paths from outside cannot ask for joins without end. */
const MOST_SEGMENTS = 32;

/** A name of a path that is a relation, and the hops that it stands for. */
export interface PathStep {
  readonly name: string;
  readonly hops: readonly Hop[];
  /** The filtered relation that the name stands for. */
  readonly filtered: string | undefined;
}

/** A path with the names of fields in it resolved. */
export interface Walk {
  readonly model: Model;
  readonly text: string;
  readonly steps: readonly PathStep[];
  /** The column that the path names; for a relation, the key at its far end. */
  readonly named: Column;
  /** The model that the path names when it ends at a relation rather than at a column. */
  readonly relatedTo: Model | undefined;
  /** Whether the path names a relation, as such or by the name of its column (`person_id`). */
  readonly isRelation: boolean;
  /** The segments after the names of fields. */
  readonly rest: readonly string[];
  /** Place of the first of those among the segments of the path. */
  readonly position: number;
}

/** Names that stand for paths: those of filtered relations. */
export interface PathAliases {
  get(name: string): { readonly path: string } | undefined;
  keys(): Iterable<string>;
}

const NO_ALIASES: PathAliases = new Map();

/** Splits a path. @throws {LookupError} when it is too long. */
function splitPath(model: Model, path: string): readonly string[] {
  const segments = path.split("__");
  if (segments.length <= MOST_SEGMENTS) return segments;
  throw new LookupError(
    `The path on ${model.name} has ${segments.length} parts; at most ${MOST_SEGMENTS} are taken.`,
    { model: model.name, path, code: "path-too-long" },
  );
}

/**
 * Follows a path as far as names of fields go.
 * @throws {LookupError} when its first name is not one of the model's, with the nearest ones.
 */
export function walkPath(model: Model, path: string, aliases: PathAliases = NO_ALIASES): Walk {
  const segments = splitPath(model, path);
  const steps: PathStep[] = [];
  let at = model;
  for (const [position, segment] of segments.entries()) {
    const alias = position === 0 ? aliases.get(segment) : undefined;
    if (alias !== undefined) {
      const inner = walkPath(model, alias.path);
      const hops = inner.steps.flatMap((step) => step.hops);
      steps.push({ name: segment, hops, filtered: segment });
      at = inner.relatedTo!;
      continue;
    }
    const target = at.names.get(segment);
    if (target === undefined) {
      if (steps.length === 0)
        throw unknownName({ base: model, at, path, segment, position, aliases });
      return endAtRelation({
        model,
        text: path,
        steps,
        at,
        rest: segments.slice(position),
        position,
      });
    }
    if (target.type === "column") {
      return {
        model,
        text: path,
        steps,
        named: target,
        relatedTo: undefined,
        isRelation: target.reference !== undefined,
        rest: segments.slice(position + 1),
        position: position + 1,
      };
    }
    steps.push({ name: segment, hops: target.hops, filtered: undefined });
    at = target.target;
  }
  return endAtRelation({ model, text: path, steps, at, rest: [], position: segments.length });
}

interface RelationEndWalk {
  readonly model: Model;
  readonly text: string;
  readonly steps: readonly PathStep[];
  readonly at: Model;
  readonly rest: readonly string[];
  readonly position: number;
}

function endAtRelation({ model, text, steps, at, rest, position }: RelationEndWalk): Walk {
  const last = steps.at(-1)!.hops.at(-1)!;
  const named = last.isForward ? last.toColumn : last.to.pk;
  return { model, text, steps, named, relatedTo: at, isRelation: true, rest, position };
}

interface UnknownName {
  readonly base: Model;
  readonly at: Model;
  readonly path: string;
  readonly segment: string;
  readonly position: number;
  /** Other names that would have done: of annotations and filtered relations. */
  readonly aliases?: PathAliases;
}

/** The error for a name that a model does not have. */
function unknownName(wrong: UnknownName): LookupError {
  const { base, at, path, segment, position, aliases = NO_ALIASES } = wrong;
  const known = [...at.names.keys(), ...(at === base ? aliases.keys() : [])];
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
 * Resolves a path that names a column or a relation, with nothing after it.
 * @throws {LookupError} for a name that does not exist, with the nearest ones.
 */
export function walkWhole(model: Model, path: string, aliases?: PathAliases): Walk {
  const walk = walkPath(model, path, aliases);
  const [extra] = walk.rest;
  if (extra === undefined) return walk;
  const { relatedTo, position, named } = walk;
  if (relatedTo !== undefined) {
    throw unknownName({ base: model, at: relatedTo, path, segment: extra, position });
  }
  throw new LookupError(
    `"${extra}" cannot follow the column "${named.name}" in "${path}" on ${model.name}.`,
    { code: "unknown-field", model: model.name, path, position },
  );
}
