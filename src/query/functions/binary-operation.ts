import type { Kind } from "../../schema/kind.ts";
import type { Value } from "../../value.ts";

/** An operator for values of two kinds, and the kind of what it gives. */
export interface BinaryOperation {
  readonly kind: Kind;
  /** The result for two values that are not null; null where there is none, as by 0. */
  evaluate(a: Value, b: Value): Value;
}
