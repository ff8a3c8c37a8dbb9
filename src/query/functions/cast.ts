import type { Kind } from "../../schema/kind.ts";
import type { Value } from "../../value.ts";
export function compileCast(_from: Kind, _to: Kind): (value: Value) => Value {
  return (value) => value;
}
