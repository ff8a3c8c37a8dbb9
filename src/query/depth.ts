import { UsageError } from "../errors.ts";

/** How deep questions may nest, so that those from outside cannot fill the stack. */
const MOST_NESTED = 500;

/**
 * The depth itself.
 * @throws {UsageError} when conditions, expressions or questions lie deeper in each other than that.
 */
export function checkDepth(depth: number, what = "Conditions and expressions"): number {
  if (depth <= MOST_NESTED) return depth;
  throw new UsageError(`${what} nest at most ${MOST_NESTED} deep.`, { code: "too-deep" });
}

/** The depth of a question around others, from the depths of those. */
export function depthAround(inner: Iterable<number>): number {
  return checkDepth(1 + Math.max(...inner), "QuerySets");
}
