import { type Kind, kindOf } from "../../schema/kind.ts";
import type { Value } from "../../value.ts";
import { compileCast } from "./cast.ts";
import { type Family, familyOf, isNumeric } from "./kind-family.ts";
import { refuseArguments } from "./refuse-arguments.ts";

/** Families whose values are texts of one form, which a text may therefore stand for. */
const WRITTEN: ReadonlySet<Family> = new Set([
  "uuid",
  "date",
  "dateTime",
  "time",
  "duration",
  "decimal",
]);

function numericKind(families: ReadonlySet<Family>): Kind {
  if (families.has("decimal")) return kindOf("decimal");
  if (families.has("float")) return kindOf("float");
  return kindOf(families.has("bigint") ? "bigInteger" : "integer");
}

/**
 * The kind in which values of several kinds are one: that of all of them, the widest kind of
 * number, or for a text beside a date or the like, the kind that the text is to be read as.
 * @throws {UsageError} for kinds that have nothing in common.
 */
export function commonKind(name: string, kinds: readonly Kind[]): Kind {
  const first = kinds[0]!;
  if (kinds.every((kind) => kind === first)) return first;
  const families = new Set(kinds.map(familyOf));
  if ([...families].every(isNumeric)) return numericKind(families);
  const others = [...families].filter((family) => family !== "text");
  if (others.length === 0) return kindOf("text");
  const isWritten = others.length === 1 && WRITTEN.has(others[0]!);
  if (isWritten) return kinds.find((kind) => familyOf(kind) === others[0])!;
  return refuseArguments(name, kinds, "arguments of one kind");
}

/** How a value of a kind, which may be null, becomes one of the common kind. */
export function toCommon(from: Kind, to: Kind): (value: Value) => Value {
  if (familyOf(from) === familyOf(to)) return (value) => value;
  const cast = compileCast(from, to);
  return (value) => (value === null ? null : cast(value));
}
