import type { Kind } from "../../schema/kind.ts";
import { COMPARISON_FUNCTIONS } from "./comparison.ts";
import { DATE_FUNCTIONS, transformName } from "./date.ts";
import { familyOf } from "./kind-family.ts";
import { NUMBER_FUNCTIONS } from "./number.ts";
import { RANDOM } from "./random.ts";
import type { ScalarFunction } from "./scalar-function.ts";
import { TEXT_FUNCTIONS } from "./text.ts";

const BY_NAME: ReadonlyMap<string, ScalarFunction> = new Map(
  [...TEXT_FUNCTIONS, ...NUMBER_FUNCTIONS, ...COMPARISON_FUNCTIONS, ...DATE_FUNCTIONS, RANDOM].map(
    (each) => [each.name, each],
  ),
);

/** The function of that name, undefined when there is none. Names are Django's: `Lower`. */
export function findFunction(name: string): ScalarFunction | undefined {
  return BY_NAME.get(name);
}

/** Names of all functions. */
export function functionNames(): readonly string[] {
  return [...BY_NAME.keys()];
}

/**
 * The part of a date or time that a segment of a path names, such as `year` in `joined__year`;
 * undefined where values of the kind have no such part.
 */
export function findTransform(name: string, kind: Kind): ScalarFunction | undefined {
  const found = transformName(name, familyOf(kind));
  return found === undefined ? undefined : BY_NAME.get(found);
}

const PARTS = [
  ...["date", "year", "iso_year", "quarter", "month", "week", "week_day", "iso_week_day", "day"],
  ...["time", "hour", "minute", "second"],
];

/** Names of the parts that values of a kind have in paths. */
export function transformNames(kind: Kind): readonly string[] {
  return PARTS.filter((name) => findTransform(name, kind) !== undefined);
}
