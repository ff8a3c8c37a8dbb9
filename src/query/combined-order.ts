/** The order of combined questions: by columns of their output, or by others that only order. */
import { LookupError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { kindOf } from "../schema/kind.ts";
import { addAnnotations, selectedParts } from "./annotate.ts";
import type { EmbeddedQuery, Expr } from "./expression.ts";
import { outputNames, outputOf, typeOf, valuesOf } from "./expression-type.ts";
import type { Combination, GivenOrder, LogicalPlan, OrderTerm } from "./logical-plan.ts";
import { PlanBuilder } from "./plan-builder.ts";

/** A combination as it is answered, and the places of its columns that order it. */
interface OrderedCombination {
  readonly combination: Combination;
  readonly order: readonly OrderTerm[];
}

/**
 * Orders a combined question. Where columns were selected from parts that give rows, those may be
 * ordered by their other columns as well, which are added to each part after the selected ones; as in
 * SQL, what differs in them is no repeat.
 * @throws {LookupError} for what the combined rows cannot be ordered by.
 */
export function orderCombined(plan: LogicalPlan): OrderedCombination {
  const combination = plan.combination!;
  const names = [...outputNames(plan)];
  const kinds = outputOf(plan).map(typeOf);
  let queries = selectedParts(combination);
  const order = (plan.ordering ?? []).map((given): OrderTerm => {
    const { path, isDescending, nulls } = readTerm(plan, given);
    let position = placeOf(plan, names, path);
    if (position < 0) {
      const name = `__order${names.length}`;
      queries = widened(plan, queries, { name, path });
      position = names.push(name) - 1;
      kinds.push(typeOf(queries[0]!.plan.annotations.get(name)!));
    }
    const expression: Expr = {
      kind: "position",
      position,
      type: kinds[position] ?? kindOf("text"),
    };
    return { expression, isDescending, nulls };
  });
  return { combination: { ...combination, queries }, order };
}

/** A term as a path and a direction. */
function readTerm(plan: LogicalPlan, { term }: GivenOrder) {
  if (typeof term === "string") {
    const isDescending = term.startsWith("-");
    return { path: isDescending ? term.slice(1) : term, isDescending, nulls: undefined };
  }
  const { expression, isDescending, nulls } = term;
  if (expression.kind === "path") return { path: expression.path, isDescending, nulls };
  throw new LookupError(
    `Combined QuerySets of ${plan.model.name} are ordered by columns, not by expressions.`,
    {
      code: "bad-order",
      model: plan.model.name,
      path: "",
      hint: "Compute it with annotate() before they are combined.",
    },
  );
}

/** The place of a path among the columns of the output, -1 where it is none. */
function placeOf({ model }: LogicalPlan, names: readonly string[], path: string): number {
  const name = path === "pk" && !names.includes(path) ? model.pk.name : path;
  const field = model.names.get(name);
  const attribute = field?.type === "relation" ? `${name}_id` : name;
  return names.findIndex((each) => each === name || each === attribute);
}

function widened(
  plan: LogicalPlan,
  parts: readonly EmbeddedQuery[],
  { name, path }: { readonly name: string; readonly path: string },
): readonly EmbeddedQuery[] {
  const given = plan.combination!.queries;
  const isOwn =
    path === "pk" ||
    plan.model.names.get(path)?.type === "column" ||
    given[0]!.plan.annotations.has(path);
  if (!isOwn || given.some((part) => valuesOf(part.plan) ?? part.plan.combination)) {
    const known = outputNames(plan);
    throw new LookupError(
      `Combined QuerySets of ${plan.model.name} have no column "${path}" to be ordered by.`,
      {
        code: "bad-order",
        model: plan.model.name,
        path,
        suggestions: known,
        hint: suggest(path, known),
      },
    );
  }
  const inputs = [{ name, syntax: { kind: "path", path } as const }];
  return parts.map((part) => ({
    ...part,
    plan: addAnnotations(new PlanBuilder(part.plan), inputs, true),
  }));
}
