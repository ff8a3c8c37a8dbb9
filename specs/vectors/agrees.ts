import type { RecordedOutcome } from "./recorded-query.ts";
import type { Answer, VectorCase } from "./run-query.ts";
import { sameRows, sameValue } from "./same-value.ts";

/** Error classes of ours for those that Django raised. */
const ERRORS: { readonly [django: string]: readonly string[] } = {
  AttributeError: ["LookupError", "UsageError"],
  DoesNotExist: ["DoesNotExist"],
  FieldDoesNotExist: ["LookupError", "ValidationError"],
  FieldError: ["LookupError"],
  IndexError: ["IndexError"],
  MultipleObjectsReturned: ["MultipleObjectsReturned"],
  NotSupportedError: ["UsageError"],
  TypeError: ["UsageError", "LookupError"],
  ValidationError: ["LookupError", "ValidationError"],
  ValueError: ["LookupError", "UsageError", "ValidationError"],
};

/** What we should answer: our plain text lookups respect case, so the strict answer goes first. */
export function expectedOutcome(each: VectorCase): RecordedOutcome {
  return each.strict ?? each;
}

/** Whether our answer is Django's: of the error its class, of rows without an order each as often. */
export function agrees(each: VectorCase, answer: Answer): boolean {
  const { result, error } = expectedOutcome(each);
  if (error !== undefined) return ERRORS[error.type]?.includes(answer.error ?? "") ?? false;
  if (answer.error !== undefined) return false;
  return (each.ordered === false ? sameRows : sameValue)(result, answer.result);
}
