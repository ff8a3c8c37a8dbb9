import type { Kind } from "../../schema/kind.ts";
import type { Value } from "../../value.ts";

/** Computes a value from the values of the arguments. */
export type Evaluate = (values: readonly Value[]) => Value;

/** A function of the values of one row, such as `Lower`. */
export interface ScalarFunction {
  readonly name: string;
  readonly minArgs: number;
  readonly maxArgs: number;
  /** False where one null among the arguments makes the result null, without a call. */
  readonly seesNulls: boolean;
  /** The kind of the result, from those of the arguments. */
  resultKind(args: readonly Kind[]): Kind;
  /**
   * The function for arguments of these kinds, put together once per plan.
   * @throws {LookupError} for arguments that have no meaning for it.
   */
  compile(args: readonly Kind[]): Evaluate;
}
