/**
 * Conditions in the form in which joins are decided: connectives over lookups, where alike ones are
 * merged as Django merges its Q objects, since the number of children of an OR counts.
 */
import type { ConditionTree } from "../schema/condition.ts";
import type { Syntax } from "./syntax.ts";

/** One lookup with its value. */
export interface LookupPair {
  readonly kind: "pair";
  readonly path: string;
  readonly value: unknown;
}

/** A condition that is computed. */
export interface ComputedCondition {
  readonly kind: "computed";
  readonly syntax: Syntax;
}

/** A connective. Without children it is true. */
export interface ConditionNode {
  readonly kind: "node";
  readonly connector: "and" | "or" | "xor";
  readonly isNegated: boolean;
  readonly children: readonly (ConditionNode | LookupPair | ComputedCondition)[];
}

function makeNode(
  connector: ConditionNode["connector"],
  children: ConditionNode["children"],
): ConditionNode {
  return { kind: "node", connector, isNegated: false, children };
}

/**
 * The conditions of one call, all of which hold. Lookups that stand alone are the call's own; other
 * conditions stand within it, so that two negations around them are still two.
 */
export function callNode(conditions: readonly ConditionTree[], isExcluded: boolean): ConditionNode {
  const [only] = conditions;
  const isOwn = conditions.length === 1 && only!.kind === "lookups";
  const node = isOwn ? conditionNode(only!) : makeNode("and", conditions.map(conditionNode));
  return { ...node, isNegated: isExcluded };
}

/** The node of a tree. Lookups of one object stand in the order of their paths. */
export function conditionNode(tree: ConditionTree): ConditionNode {
  switch (tree.kind) {
    case "lookups":
      return makeNode(
        "and",
        Object.keys(tree.lookups)
          .sort()
          .map((path): LookupPair => ({ kind: "pair", path, value: tree.lookups[path] })),
      );
    case "expression":
      return computedNode(tree.expression as Syntax);
    case "not":
      return negate(conditionNode(tree.child));
    default:
      return tree.children.map(conditionNode).reduce((left, right) => {
        if (left.children.length === 0) return right;
        if (right.children.length === 0) return left;
        return makeNode(tree.kind, [...merged(tree.kind, left), ...merged(tree.kind, right)]);
      });
  }
}

/** A condition that stands in an expression is a condition again. */
function computedNode(syntax: Syntax): ConditionNode {
  if (syntax.kind === "condition") return conditionNode(syntax.condition);
  return makeNode("and", [{ kind: "computed", syntax }]);
}

/** The same with its negation turned around. */
function negate(node: ConditionNode): ConditionNode {
  return { ...node, isNegated: !node.isNegated };
}

function merged(
  connector: ConditionNode["connector"],
  node: ConditionNode,
): ConditionNode["children"] {
  const isAlike = node.connector === connector || node.children.length === 1;
  return !node.isNegated && isAlike ? node.children : [node];
}
