/** What calls are given, where the types of TypeScript have not looked. */
import { UsageError } from "../errors.ts";
import { showValue } from "../value.ts";

/**
 * What a call was given as a list, as an array.
 * @throws {UsageError} for what is none: a single value, a text, nothing.
 */
export function givenList<T>(call: string, given: Iterable<T>): readonly T[] {
  if (Array.isArray(given)) return given as readonly T[];
  const isList = typeof given === "object" && given !== null && Symbol.iterator in given;
  if (isList) return Array.from(given);
  throw new UsageError(`${call} got ${showValue(given)}; expected a list.`, { code: "no-list" });
}

/** @throws {UsageError} for what cannot be called. */
export function checkFunction(call: string, given: unknown): void {
  if (typeof given === "function") return;
  throw new UsageError(`${call} got ${showValue(given)}; expected a function.`, {
    code: "no-function",
  });
}
