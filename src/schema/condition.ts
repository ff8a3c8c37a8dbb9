import { UsageError } from "../errors.ts";
import { showValue } from "../value.ts";

/** Lookups that hold together: `{ age__gte: 18, name: "Paul" }`. */
export interface Lookups {
  readonly [path: string]: unknown;
}

/** Key of an expression's tree. */
export const EXPRESSION: unique symbol = Symbol.for("throughline.expression") as never;

/** An expression whose value is true or false, such as `Exists(…)`. */
export interface ConditionalExpression {
  readonly [EXPRESSION]: object;
}

/** A tree of conditions, made by {@link Q}. */
export type ConditionTree =
  | { readonly kind: "expression"; readonly expression: object }
  | { readonly kind: "lookups"; readonly lookups: Lookups }
  | { readonly kind: "and" | "or" | "xor"; readonly children: readonly ConditionTree[] }
  | { readonly kind: "not"; readonly child: ConditionTree };

/** A condition as users give it: plain lookups, or a Q. */
export type Condition = Lookups | QCondition | ConditionalExpression;

/** A condition that can be combined with others. Immutable. */
export class QCondition {
  readonly tree: ConditionTree;

  constructor(tree: ConditionTree) {
    this.tree = Object.freeze(tree);
  }

  /** Both hold. */
  and(other: Condition): QCondition {
    return new QCondition({ kind: "and", children: [this.tree, conditionTree(other)] });
  }

  /** One of them holds, or both. */
  or(other: Condition): QCondition {
    return new QCondition({ kind: "or", children: [this.tree, conditionTree(other)] });
  }

  /** Exactly one of them holds. */
  xor(other: Condition): QCondition {
    return new QCondition({ kind: "xor", children: [this.tree, conditionTree(other)] });
  }

  /** It does not hold. */
  not(): QCondition {
    return new QCondition({ kind: "not", child: this.tree });
  }
}

/** Makes a condition that can be combined: `Q({ age__gte: 18 }).or({ guardian__isnull: false })`. */
export function Q(condition: Condition): QCondition {
  return new QCondition(conditionTree(condition));
}

/**
 * The tree of a condition in either form.
 * @throws {UsageError} when it is neither.
 */
export function conditionTree(condition: Condition): ConditionTree {
  if (condition instanceof QCondition) return condition.tree;
  if (isConditional(condition)) return { kind: "expression", expression: condition[EXPRESSION] };
  if (typeof condition !== "object" || condition === null || Array.isArray(condition)) {
    throw new UsageError(`Expected lookups or a Q, got ${showValue(condition)}.`, {
      code: "bad-condition",
    });
  }
  return { kind: "lookups", lookups: condition };
}

function isConditional(condition: unknown): condition is ConditionalExpression {
  return typeof condition === "object" && condition !== null && EXPRESSION in condition;
}

/** The paths that a condition names, in order. */
export function conditionPaths(tree: ConditionTree): string[] {
  switch (tree.kind) {
    case "lookups":
      return Object.keys(tree.lookups);
    case "not":
      return conditionPaths(tree.child);
    case "expression":
      return [];
    default:
      return tree.children.flatMap(conditionPaths);
  }
}
