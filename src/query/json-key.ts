import { kindOf } from "../schema/kind.ts";
import type { ScalarFunction } from "./functions/scalar-function.ts";
import { jsonAt } from "./json.ts";

/** The value under a key of JSON data; null where there is none, and for JSON's own null. */
export function jsonKeyTransform(key: string): ScalarFunction {
  return {
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
}
