import { ProtectedError, ValidationError } from "../../src/index.ts";
import type { RecordedOutcome } from "./recorded-query.ts";
import type { Answer, VectorCase } from "./run-query.ts";
import { sameRows, sameValue } from "./same-value.ts";

/** An error as Django raised it. */
export interface RecordedError {
  readonly type: string;
  readonly message?: string;
  /** The rows in the way of a deletion, `[model, pk]`. */
  readonly objects?: readonly unknown[];
  /** Of `full_clean`: names of the fields, by themselves or with more. */
  readonly fields?: unknown;
  /** Of `full_clean`: the codes, in one list or by field. */
  readonly codes?: unknown;
}

/**
 * Error classes of ours for those that Django raised, as `Class` or `Class/code`. `Absent` stands
 * for a method, an attribute or a row that is not there.
 */
const ERRORS: { readonly [django: string]: readonly string[] } = {
  AttributeError: ["LookupError", "UsageError", "Absent"],
  // A key that points at no row is a plain DoesNotExist to Django.
  DoesNotExist: ["DoesNotExist", "RelatedObjectDoesNotExist"],
  FieldDoesNotExist: ["LookupError", "ValidationError"],
  FieldError: ["LookupError", "UsageError/joined-update", "ValidationError/unknown-field"],
  IndexError: ["Absent"],
  IntegrityError: ["IntegrityError"],
  MultipleObjectsReturned: ["MultipleObjectsReturned"],
  NotSupportedError: ["UsageError"],
  ProtectedError: ["ProtectedError"],
  RelatedObjectDoesNotExist: ["RelatedObjectDoesNotExist"],
  RestrictedError: ["RestrictedError"],
  TypeError: [
    "UsageError",
    "LookupError",
    "ValidationError/relation-assigned",
    "ValidationError/unknown-field",
    "ValidationError/wrong-model",
  ],
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
  if (error !== undefined) return agreesError(error, answer);
  if (answer.error !== undefined) return false;
  return (each.ordered === false ? sameRows : sameValue)(result, answer.result);
}

/** Whether an error is Django's: its class, rows in the way, and wrong fields with their codes. */
export function agreesError(recorded: RecordedError, { error, thrown }: Answer): boolean {
  if (error === undefined) return false;
  const { code } = (thrown ?? {}) as { readonly code?: unknown };
  const known = ERRORS[recorded.type] ?? [];
  if (!known.includes(error) && !known.includes(`${error}/${code}`)) return false;
  return agreesObjects(recorded, thrown) && agreesFields(recorded, thrown);
}

function agreesObjects({ objects }: RecordedError, thrown: unknown): boolean {
  if (objects === undefined) return true;
  if (!(thrown instanceof ProtectedError)) return false;
  const given = thrown.objects.map(({ model, pk }) => JSON.stringify([model, pk]));
  return sameRows(objects.map((each) => JSON.stringify(each)).sort(), [...new Set(given)].sort());
}

type Complaints = readonly { readonly code: string }[];

/** What is wrong with each field, as `full_clean` tells it; the one field of any other error. */
export function complaintsOf(thrown: unknown): { readonly [field: string]: Complaints } {
  if (!(thrown instanceof ValidationError)) return {};
  const { errors } = thrown as { readonly errors?: { readonly [field: string]: Complaints } };
  return errors ?? { [thrown.field ?? "__all__"]: [thrown] };
}

function agreesFields({ fields, codes }: RecordedError, thrown: unknown): boolean {
  const given = complaintsOf(thrown);
  const codesOf = (field: string): string[] => (given[field] ?? []).map(({ code }) => code);
  const names = Array.isArray(fields) ? fields : Object.keys(fields ?? given);
  if (!sameRows(names, Object.keys(given))) return false;
  if (codes === undefined || codes === null) return true;
  if (Array.isArray(codes)) return sameCodes(codes, Object.keys(given).flatMap(codesOf));
  return Object.entries(codes).every(([field, each]) => sameCodes([each].flat(), codesOf(field)));
}

/** Whether codes are the same, in any order. Ours are in kebab case, and no complaint has none. */
function sameCodes(recorded: readonly unknown[], given: readonly string[]): boolean {
  const known = recorded.filter((code) => code !== null).map((code) => String(code).toLowerCase());
  const rest = given.map((code) => code.replaceAll("-", "_").toLowerCase());
  for (const code of known) {
    const at = rest.indexOf(code);
    if (at < 0) return false;
    rest.splice(at, 1);
  }
  return rest.length === recorded.length - known.length;
}
