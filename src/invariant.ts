import { InvariantError } from "./errors.ts";

/**
 * States what our own code guarantees. The message is constant where it is stated for each row: one
 * that is put together costs more than all that is looked at.
 * @throws {InvariantError} when it does not hold.
 */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
