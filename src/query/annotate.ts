import { LookupError, UsageError } from "../errors.ts";
import type { ConditionTree } from "../schema/condition.ts";
import { containsAggregate, containsWindow, type EmbeddedQuery, type Expr } from "./expression.ts";
import { selectedAnnotations } from "./expression-type.ts";
import { openScope } from "./filter.ts";
import { groupTerms } from "./group-terms.ts";
import { type Combination, changePlan, type LogicalPlan } from "./logical-plan.ts";
import { PlanBuilder } from "./plan-builder.ts";
import { resolveSyntax } from "./resolve-syntax.ts";
import type { Syntax } from "./syntax.ts";

/** A computed column that a step adds: an expression, or a relation with a condition. */
export type AnnotationInput =
  | { readonly name: string; readonly syntax: Syntax }
  | { readonly name: string; readonly path: string; readonly condition: ConditionTree };

const FORBIDDEN = /[\s'"`;[\]()]|--|\/\*|\*\//;

/** @throws {UsageError} for a name that cannot be one of a column. */
function checkAlias(plan: LogicalPlan, name: string): void {
  const { model, values } = plan;
  if (name === "" || FORBIDDEN.test(name)) {
    throw new UsageError(
      `The annotation "${name}" on ${model.name} has a name with spaces, quotes or brackets in it.`,
      { code: "bad-annotation" },
    );
  }
  const taken =
    values === undefined ? model.names.has(name) && name !== "pk" : values.fields.includes(name);
  if (taken) {
    throw new UsageError(`The annotation "${name}" conflicts with a field of ${model.name}.`, {
      code: "annotation-conflict",
      hint: "Give it another name.",
    });
  }
}

/**
 * The plan with computed columns, one after the other, so that each may name those before it.
 * @throws {UsageError} {@link LookupError} for names that are taken or do not exist.
 */
export function addAnnotations(
  builder: PlanBuilder,
  inputs: readonly AnnotationInput[],
  isSelected: boolean,
): LogicalPlan {
  const { base, annotations, filtered } = builder;
  const selected = new Set(selectedAnnotations(base).map(([name]) => name));
  const added: string[] = [];
  for (const input of inputs) {
    checkAlias(base, input.name);
    if ("path" in input) {
      checkFiltered(builder, input.path);
      const { firstParameter } = builder;
      filtered.set(input.name, { path: input.path, condition: input.condition, firstParameter });
      checkCondition(builder, input);
      continue;
    }
    annotations.set(input.name, resolveSyntax(builder, input.syntax, openScope()));
    if (isSelected) selected.add(input.name);
    else selected.delete(input.name);
    added.push(input.name);
  }
  const plan = builder.build({
    mask: selected,
    values: withNames(base.values, isSelected ? added : []),
  });
  const hasAggregate = added.some((name) => containsAggregate(annotations.get(name)!));
  if (!hasAggregate) return plan;
  const groupBy = base.values === undefined ? "row" : groupOfValues(plan);
  return changePlan(plan, { groupBy });
}

/** Resolves the condition of a filtered relation once, for its errors and to prepare its values. */
function checkCondition(builder: PlanBuilder, { name }: AnnotationInput): void {
  const { prepares, slotCount, firstParameter } = builder;
  const scratch = new PlanBuilder(builder.build({}), { prepares, slotCount, firstParameter });
  scratch.reference(name, openScope());
}

function checkFiltered(builder: PlanBuilder, path: string): void {
  const walk = builder.walkWhole(path);
  if (walk.relatedTo !== undefined) return;
  throw new LookupError(
    `FilteredRelation("${path}") on ${builder.model.name} names a column; expected a relation.`,
    { code: "bad-filtered-relation", model: builder.model.name, path },
  );
}

function withNames(values: LogicalPlan["values"], added: readonly string[]): LogicalPlan["values"] {
  if (values === undefined) return undefined;
  const fresh = added.filter((name) => !values.names.includes(name));
  return { ...values, names: [...values.names, ...fresh] };
}

/** What a question with `values()` groups by: its columns and its annotations that are no aggregates. */
function groupOfValues(plan: LogicalPlan): readonly Expr[] {
  const terms: Expr[] = [...plan.values!.columns];
  for (const [, expr] of selectedAnnotations(plan)) {
    if (groupTerms(expr).length === 0) continue;
    if (containsAggregate(expr) || containsWindow(expr)) terms.push(...groupTerms(expr));
    else terms.push(expr);
  }
  return terms;
}

/**
 * The plan that gives columns instead of rows.
 * @throws {LookupError} for a path that names no column, relation or annotation.
 */
export function selectValues(builder: PlanBuilder, names: readonly string[]): LogicalPlan {
  const { base, model, annotations } = builder;
  if (base.combination !== undefined) return selectCombined(builder, names);
  const isAll = names.length === 0;
  const own = isAll ? model.columns.map((column) => column.name) : names;
  const isSelected = (name: string): boolean => base.mask?.has(name) ?? true;
  const fields: string[] = [];
  const mask = new Set<string>();
  for (const name of own) {
    if (!annotations.has(name) || isAll) fields.push(name);
    else if (isSelected(name)) mask.add(name);
    else {
      throw new LookupError(`"${name}" on ${model.name} is an alias; it cannot be selected.`, {
        code: "alias-selected",
        model: model.name,
        path: name,
        hint: "Use annotate() in place of alias().",
      });
    }
  }
  const selected = isAll ? new Set(selectedAnnotations(base).map(([name]) => name)) : mask;
  const grouped = base.groupBy === "row" ? rowGroup(builder, selected) : base.groupBy;
  const columns = fields.map((name) => builder.reference(name, openScope()).expression);
  const allNames = isAll ? [...own, ...selected] : [...own];
  return builder.build({
    values: { names: allNames, fields, columns },
    mask: selected,
    groupBy: grouped,
  });
}

/** The columns of combined questions are those of each part that does not give columns itself. */
function selectCombined({ base }: PlanBuilder, selected: readonly string[]): LogicalPlan {
  const combination = { ...base.combination!, selected };
  const { values, mask, annotations } = selectedParts(combination)[0]!.plan;
  return changePlan(base, { values, mask, annotations, combination });
}

/** The parts of combined questions, with the columns that are asked of them together. */
export function selectedParts({ queries, selected }: Combination): readonly EmbeddedQuery[] {
  if (selected === undefined) return queries;
  return queries.map((query) =>
    query.plan.values === undefined
      ? { ...query, plan: selectValues(new PlanBuilder(query.plan), selected) }
      : query,
  );
}

/** The grouping by row of a question that gives columns from now on. */
function rowGroup({ base, model }: PlanBuilder, selected: ReadonlySet<string>): readonly Expr[] {
  const columns = model.columns.map((column): Expr => ({ kind: "column", alias: 0, column }));
  const computed = [...base.annotations]
    .filter(([name]) => selected.has(name))
    .flatMap(([, expr]) => groupTerms(expr));
  return [...columns, ...computed];
}
