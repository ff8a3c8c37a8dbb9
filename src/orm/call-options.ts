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

/** Options of calls that store many rows. */
export interface BatchOptions {
  /** Rows for each statement, where a database needs it. Here it changes nothing. */
  readonly batchSize?: number | undefined;
}

/** @throws {UsageError} for wrong options, or a size that is no whole number above 0. */
export function checkBatchOptions(
  call: string,
  options: BatchOptions,
  known: readonly string[] = [],
): void {
  checkOptions(call, options, [...known, "batchSize"]);
  const { batchSize } = options;
  if (batchSize === undefined || (Number.isInteger(batchSize) && batchSize > 0)) return;
  throw new UsageError(
    `${call} got ${showValue(batchSize)} as its batchSize; expected a whole number above 0.`,
    { code: "bad-options" },
  );
}

/** How rows are let point at an instance. */
export interface KeyOptions {
  /** False saves each row as it was given, as `save()` does, and stores those that are not. */
  readonly bulk?: boolean | undefined;
}

/** How rows are made the only ones that point at an instance. */
export interface SetOptions extends KeyOptions {
  /** Take out all of them first, also those that stay. */
  readonly clear?: boolean | undefined;
}
