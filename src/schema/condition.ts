import { UsageError } from "../errors.ts";
import { keepLayout } from "../keep-layout.ts";
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

// Condition -> the lookups in it, which are checked where it is used
export type LookupsIn<C> =
  C extends QCondition<infer L> ? L : C extends ConditionalExpression ? never : C;

/**
 * A condition that can be combined with others. L is the union of the lookups in it. Immutable.
 */
export class QCondition<L = unknown> {
  readonly tree: ConditionTree;
  /** Only for types. */
  declare readonly lookups: L;

  constructor(tree: ConditionTree) {
    this.tree = Object.freeze(tree);
  }

  /** Both hold. */
  and<const C extends Condition>(other: C): QCondition<L | LookupsIn<C>> {
    return new QCondition(connect("and", this.tree, ownTree(other)));
  }

  /** One of them holds, or both. */
  or<const C extends Condition>(other: C): QCondition<L | LookupsIn<C>> {
    return new QCondition(connect("or", this.tree, ownTree(other)));
  }

  /** Exactly one of them holds. */
  xor<const C extends Condition>(other: C): QCondition<L | LookupsIn<C>> {
    return new QCondition(connect("xor", this.tree, ownTree(other)));
  }

  /** It does not hold. */
  not(): QCondition<L> {
    return new QCondition({ kind: "not", child: this.tree });
  }
}

keepLayout(new QCondition({ kind: "lookups", lookups: {} }));

/**
 * Makes a condition that can be combined: `Q({ age__gte: 18 }).or({ guardian__isnull: false })`.
 * `Q()` is a start to combine others with, and adds nothing itself.
 */
export function Q(): QCondition<never>;
export function Q<const C extends Condition>(condition: C): QCondition<LookupsIn<C>>;
export function Q(...given: readonly Condition[]): QCondition {
  return new QCondition(given.length === 0 ? NOTHING : ownTree(given[0]!));
}

const NOTHING: ConditionTree = { kind: "lookups", lookups: {} };

/** The tree of a condition, without the object that the user may still change. */
function ownTree(condition: Condition): ConditionTree {
  const tree = conditionTree(condition);
  return tree.kind === "lookups" ? { ...tree, lookups: { ...tree.lookups } } : tree;
}

/** Long chains of one connective stay flat: their depth is that of what is combined. */
function connect(
  kind: "and" | "or" | "xor",
  left: ConditionTree,
  right: ConditionTree,
): ConditionTree {
  return { kind, children: left.kind === kind ? [...left.children, right] : [left, right] };
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
