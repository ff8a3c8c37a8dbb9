/** Lookups and transforms of the user's own, for all stores. */
import { UsageError } from "../errors.ts";
import { type Kind, type KindName, kindOf } from "../schema/kind.ts";
import { showValue, type Value } from "../value.ts";
import { findTransform } from "./functions/functions.ts";
import type { ScalarFunction } from "./functions/scalar-function.ts";
import { addLookup, findLookup, type Lookup, noteLookupChange, removeLookup } from "./lookups.ts";

/** A comparison that the store does not have: the last word of a lookup path. */
export interface CustomLookup {
  /** The word in lookups: small letters, digits and single underscores. */
  readonly name: string;
  /** The kinds of fields that have it. */
  readonly kinds: readonly KindName[];
  /** What its value is: one of the field's kind, a text, or a list of values of the kind. */
  readonly takes?: "value" | "text" | "list";
  /** Whether a value that is not null meets it; of a list, the values are an array. */
  readonly matches: (value: never, given: never) => boolean;
}

/** A function of a value for use in lookup paths: `name__initials__startswith`. */
export interface CustomTransform {
  /** The word in lookups: small letters, digits and single underscores. */
  readonly name: string;
  /** The kinds of fields that have it. */
  readonly kinds: readonly KindName[];
  /** Kind of what it gives. */
  readonly output: KindName;
  /** The function, for a value that is not null. */
  readonly apply: (value: never) => Value;
}

const TRANSFORMS = new Map<
  string,
  { readonly kinds: readonly KindName[]; readonly fn: ScalarFunction }
>();

const NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

function checkName(what: string, name: string): void {
  if (typeof name !== "string" || !NAME.test(name)) {
    throw new UsageError(
      `The ${what} ${showValue(name)} has a name that no lookup path can hold; expected small letters, digits and single underscores.`,
      { code: "bad-lookup-name" },
    );
  }
  const isTransform = ["date", "dateTime", "time"].some(
    (kind) => findTransform(name, kindOf(kind as KindName)) !== undefined,
  );
  if (findLookup(name) !== undefined || TRANSFORMS.has(name) || isTransform) {
    throw new UsageError(`There is a lookup or transform "${name}" already.`, {
      code: "lookup-exists",
    });
  }
}

/**
 * Adds a lookup; the result takes it away again. Tell the types by adding its name to
 * {@link RegisteredLookups}.
 * @throws {UsageError} for a name that is taken or cannot stand in a path.
 */
export function registerLookup(lookup: CustomLookup): () => void {
  const { name, kinds, takes = "value", matches } = lookup;
  checkName("lookup", name);
  const known = new Set<string>(kinds);
  const test = matches as (value: Value, given: unknown) => boolean;
  const added: Lookup = {
    name,
    operand: takes,
    indexUse: undefined,
    applies: (kind) => known.has(kind.name),
    matcher: () =>
      takes === "list"
        ? (value, members: { readonly values: readonly Value[] }) => test(value, members.values)
        : (value, given: Value) => test(value, given),
  };
  addLookup(added);
  noteLookupChange();
  return () => {
    removeLookup(added);
    noteLookupChange();
  };
}

/**
 * Adds a transform; the result takes it away again. Tell the types by adding its name to
 * {@link RegisteredTransforms}.
 * @throws {UsageError} for a name that is taken or cannot stand in a path.
 */
export function registerTransform(transform: CustomTransform): () => void {
  const { name, kinds, output, apply } = transform;
  checkName("transform", name);
  const kind = kindOf(output);
  const compute = apply as (value: Value) => Value;
  const place = { model: "transform", field: name };
  const fn: ScalarFunction = {
    name,
    minArgs: 1,
    maxArgs: 1,
    seesNulls: false,
    resultKind: () => kind,
    compile:
      () =>
      ([value]) => {
        const result = compute(value!);
        return result === null || result === undefined ? null : kind.comparable(result, place);
      },
  };
  TRANSFORMS.set(name, { kinds, fn });
  noteLookupChange();
  return () => {
    TRANSFORMS.delete(name);
    noteLookupChange();
  };
}

/** The transform of the user's own of that name for values of a kind. */
export function findCustomTransform(name: string, kind: Kind): ScalarFunction | undefined {
  const found = TRANSFORMS.get(name);
  return found?.kinds.includes(kind.name) === true ? found.fn : undefined;
}
