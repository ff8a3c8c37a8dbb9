import { InvariantError } from "./errors.ts";

/**
 * States what our own code guarantees.
 * @throws {InvariantError} when it does not hold.
 */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
