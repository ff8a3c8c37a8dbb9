import { invariant } from "../invariant.ts";
import type { ConditionTree, Lookups } from "../schema/condition.ts";
import type { Model } from "../schema/registry.ts";
import type { Value } from "../value.ts";
import { filterTerm } from "./build.ts";
import { prepareParameter } from "./resolve.ts";

/** Whether a row meets a condition; null where nulls in it leave that open, as in SQL. */
export type RowCondition = (row: { readonly [column: string]: Value }) => boolean | null;

/**
 * Compiles a condition over the model's own columns, such as that of a check constraint.
 * @throws {LookupError} for a path or value without meaning.
 */
export function compileRowCondition(model: Model, tree: ConditionTree): RowCondition {
  switch (tree.kind) {
    case "lookups":
      return allOf(compileLookups(model, tree.lookups));
    case "not": {
      const child = compileRowCondition(model, tree.child);
      return (row) => negate(child(row));
    }
    case "and":
      return allOf(tree.children.map((child) => compileRowCondition(model, child)));
    case "or":
      // De Morgan carries the three values over.
      return negated(
        allOf(tree.children.map((child) => negated(compileRowCondition(model, child)))),
      );
    case "xor":
      return oddOf(tree.children.map((child) => compileRowCondition(model, child)));
  }
}

function negate(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

function negated(condition: RowCondition): RowCondition {
  return (row) => negate(condition(row));
}

/** False when one is false, else unknown when one is unknown. */
function allOf(conditions: readonly RowCondition[]): RowCondition {
  return (row) => {
    let result: boolean | null = true;
    for (const condition of conditions) {
      const value = condition(row);
      if (value === false) return false;
      if (value === null) result = null;
    }
    return result;
  };
}

/** True when an odd number is true; unknown when one is unknown. */
function oddOf(conditions: readonly RowCondition[]): RowCondition {
  return (row) => {
    let isOdd = false;
    for (const condition of conditions) {
      const value = condition(row);
      if (value === null) return null;
      if (value) isOdd = !isOdd;
    }
    return isOdd;
  };
}

function compileLookups(model: Model, lookups: Lookups): RowCondition[] {
  return Object.keys(lookups).map((path) => {
    const given = lookups[path];
    const { resolved, isNull } = filterTerm(model, path, given);
    invariant(resolved.hops.length === 0, `the condition "${path}" leaves ${model.name}`);
    const { name } = resolved.column;
    if (isNull !== undefined) return (row) => (row[name] === null) === isNull;
    const matches = resolved.lookup.matcher(resolved.column) as (
      value: Value,
      parameter: unknown,
    ) => boolean;
    const parameter = prepareParameter(resolved, given);
    return (row) => (row[name] === null ? null : matches(row[name]!, parameter));
  });
}
