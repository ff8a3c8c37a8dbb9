import { type Condition, Q, type QCondition } from "../../src/schema/condition.ts";

/** Recorded lookups, or a tree's leaf of another kind. */
export interface RecordedLeaf {
  readonly [path: string]: unknown;
}

const JOINS = ["and", "or", "xor"] as const;

/**
 * A recorded condition: lookups, or a tree of `and`, `or`, `xor` and `not`, folded from the left.
 * What is no such tree is handed to `readLeaf`.
 */
export function readCondition(
  recorded: unknown,
  readLeaf: (leaf: RecordedLeaf) => Condition,
): Condition {
  const leaf = recorded as RecordedLeaf;
  const [key, ...others] = Object.keys(leaf);
  if (key === undefined || others.length > 0) return readLeaf(leaf);
  const combinable = (child: unknown): QCondition => Q(readCondition(child, readLeaf));
  if (key === "not") return combinable(leaf.not).not();
  const join = JOINS.find((name) => name === key && Array.isArray(leaf[name]));
  if (join === undefined) return readLeaf(leaf);
  const [first = Q({}), ...rest] = (leaf[join] as unknown[]).map(combinable);
  return rest.reduce((left, right) => left[join](right), first);
}
