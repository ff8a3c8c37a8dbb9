import type { Kind } from "../../schema/kind.ts";
import type { Value } from "../../value.ts";
import { familyOf } from "./kind-family.ts";

/** Reads a value that is not null as a number. */
export type ReadNumber = (value: Value) => number;

const NUMBER = /^[ \t-\r]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/;
const INTEGER = /^[ \t-\r]*([+-]?\d+)/;

/** The number that a text begins with, as digits; `"0"` where there is none. */
export function leadingNumber(text: string): string {
  return NUMBER.exec(text)?.[1] ?? "0";
}

/** The integer that a text begins with; 0 where there is none. */
export function leadingInteger(text: string): bigint {
  const digits = INTEGER.exec(text)?.[1] ?? "0";
  return BigInt(digits.startsWith("+") ? digits.slice(1) : digits);
}

/** How values of a kind are read as numbers; undefined for kinds that are none and no text. */
export function numberReader(kind: Kind): ReadNumber | undefined {
  switch (familyOf(kind)) {
    case "integer":
    case "float":
    case "bigint":
    case "decimal":
    case "boolean":
      return Number;
    case "text":
      return (value) => Number(leadingNumber(value as string));
    default:
      return undefined;
  }
}
