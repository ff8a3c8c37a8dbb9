/** Calls functions as the executor does: once compiled, with nulls kept from those that see none. */
import { findFunction } from "../../../src/query/functions/functions.ts";
import { type KindName, kindOf } from "../../../src/schema/kind.ts";
import type { Value } from "../../../src/value.ts";

/** A value with the name of its kind. */
export type Typed = readonly [kind: KindName, value: Value];

/** The kind that plain values have in expressions. */
function typed(arg: Value | Typed): Typed {
  if (Array.isArray(arg)) return arg as unknown as Typed;
  const value = arg as Value;
  if (typeof value === "number") return [Number.isInteger(value) ? "integer" : "float", value];
  if (typeof value === "bigint") return ["bigInteger", value];
  return [typeof value === "boolean" ? "boolean" : "text", value];
}

/** What a function gives for arguments, whose kinds may be given with them. */
export function apply(name: string, args: readonly (Value | Typed)[]): Value {
  const fn = findFunction(name)!;
  const given = args.map(typed);
  const evaluate = fn.compile(given.map(([kind]) => kindOf(kind)));
  const values = given.map(([, value]) => value);
  return !fn.seesNulls && values.includes(null) ? null : evaluate(values);
}

/** The name of the kind of what a function gives for arguments of these kinds. */
export function resultKind(name: string, kinds: readonly KindName[]): KindName {
  return findFunction(name)!.resultKind(kinds.map(kindOf)).name;
}
