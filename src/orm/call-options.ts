/** Options that calls take as their last argument. */
import { UsageError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { isExpression } from "../query/syntax.ts";
import { showValue } from "../value.ts";

/** Whether an argument is options after the columns: a plain object of no expressions. */
export function isOptions(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((each) => !isExpression(each));
}

/** @throws {UsageError} for options that are no object, or an option that the call does not have. */
export function checkOptions(call: string, options: unknown, known: readonly string[]): void {
  if (!isOptions(options)) {
    throw new UsageError(`${call} got ${showValue(options)} as its options.`, {
      code: "bad-options",
    });
  }
  const wrong = Object.keys(options as object).find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new UsageError(`${call} has no option "${wrong}".`, {
    code: "unknown-option",
    hint: suggest(wrong, known),
  });
}
