import { kindOf } from "../schema/kind.ts";
import type { ScalarFunction } from "./functions/scalar-function.ts";
import { jsonAt } from "./json.ts";

const KEYS = new WeakMap<ScalarFunction, string>();

/** The key that a transform reads, undefined for any other function. */
export function jsonKeyOf(fn: ScalarFunction): string | undefined {
  return KEYS.get(fn);
}

/** The value under a key of JSON data; null where there is none, and for JSON's own null. */
export function jsonKeyTransform(key: string): ScalarFunction {
  const fn: ScalarFunction = {
    name: `Key(${key})`,
    minArgs: 1,
    maxArgs: 1,
    seesNulls: false,
    resultKind: () => kindOf("json"),
    compile:
      () =>
      ([data]) =>
        jsonAt(data!, key) ?? null,
  };
  KEYS.set(fn, key);
  return fn;
}
