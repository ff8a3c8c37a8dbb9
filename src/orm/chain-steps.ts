/** The calls that change what a chain asks. */
import { UsageError } from "../errors.ts";
import { type AnnotationInput, addAnnotations, selectValues } from "../query/annotate.ts";
import { changePlan, type GivenOrder } from "../query/logical-plan.ts";
import { FilteredRelation, Random } from "../query/makers.ts";
import { setOrder } from "../query/ordering.ts";
import { summarize } from "../query/summary.ts";
import { type Expression, isExpression, OrderBy, syntaxOf } from "../query/syntax.ts";
import { conditionTree } from "../schema/condition.ts";
import { showValue } from "../value.ts";
import type { ResultForm } from "./answer.ts";
import {
  type Chain,
  derive,
  isSliced,
  modelOf,
  refuseCombined,
  refuseSliced,
  reshape,
  stateOf,
  step,
} from "./chain.ts";

/** One term of an order, as users give it. */
export type OrderInput = string | Expression | OrderBy;

/** Computed columns by name. */
export type Named = { readonly [name: string]: unknown };

export type FilterCall = "filter()" | "exclude()" | "get()" | "liveGet()";

/** The chain with conditions added. */
export function filterChain<Q extends Chain>(
  chain: Q,
  call: FilterCall,
  conditions: readonly unknown[],
): Q {
  refuseCombined(chain, call);
  if (conditions.length > 0) refuseSliced(chain, call);
  for (const condition of conditions) {
    if (typeof condition === "object" && condition !== null && !Array.isArray(condition)) continue;
    throw new UsageError(
      `${call} on ${modelOf(chain).name} takes objects of lookups, Qs and conditional expressions, not ${showValue(condition)}.`,
      { code: "bad-condition" },
    );
  }
  const { shape, parameters, view } = stateOf(chain);
  const given = conditions.length === 0 ? [{}] : conditions;
  return reshape(chain, shape.filter(given, call === "exclude()", parameters, view));
}

/** The chain without repeats: of its rows, or of the values of some columns. */
export function distinctChain<Q extends Chain>(chain: Q, fields: readonly string[]): Q {
  refuseCombined(chain, "distinct()");
  refuseSliced(chain, "distinct()");
  return step(chain, "distinct", (lifter) => {
    for (const field of fields) lifter.word(field);
    return (builder) => {
      for (const field of fields) if (!builder.annotations.has(field)) builder.walkWhole(field);
      return changePlan(builder.base, { isDistinct: true, distinctOn: fields });
    };
  });
}

/** The chain in another order. */
export function orderChain<Q extends Chain>(chain: Q, ordering: readonly OrderInput[]): Q {
  refuseSliced(chain, "orderBy()");
  if (arePaths(ordering)) return orderByPaths(chain, ordering);
  return step(chain, "orderBy terms", (lifter) => {
    const { parameterCount } = stateOf(chain).shape.plan;
    const terms = ordering.map((term): GivenOrder => {
      const given = term === "?" ? Random(Math.random()).asc() : term;
      if (typeof given === "string") {
        lifter.word("path");
        lifter.word(given);
        return { term: given, firstParameter: 0 };
      }
      const { term: order } = given instanceof OrderBy ? given : orderTerm(chain, given);
      return { term: lifter.order(order), firstParameter: parameterCount };
    });
    return (builder) => setOrder(builder, terms);
  });
}

/** Whether all terms are paths, as most are: then no value is lifted out of them. */
function arePaths(ordering: readonly OrderInput[]): ordering is readonly string[] {
  for (const term of ordering) if (typeof term !== "string" || term === "?") return false;
  return true;
}

function orderByPaths<Q extends Chain>(chain: Q, paths: readonly string[]): Q {
  return step(chain, "orderBy", (lifter) => {
    for (const path of paths) lifter.word(path);
    return (builder) =>
      setOrder(
        builder,
        paths.map((term) => ({ term, firstParameter: 0 })),
      );
  });
}

function orderTerm(chain: Chain, given: unknown): OrderBy {
  if (isExpression(given)) return given.asc();
  throw new UsageError(
    `orderBy() on ${modelOf(chain).name} takes paths and expressions, not ${showValue(given)}.`,
    { code: "bad-order" },
  );
}

/** @throws {UsageError} for what is no object with computed columns by name. */
function checkNamed(chain: Chain, call: string, columns: unknown): void {
  if (typeof columns === "object" && columns !== null && !Array.isArray(columns)) return;
  throw new UsageError(
    `${call} on ${modelOf(chain).name} takes computed columns by name, not ${showValue(columns)}.`,
    { code: "bad-annotation" },
  );
}

/** The chain with computed columns. */
export function annotateChain<Q extends Chain>(
  chain: Q,
  call: string,
  { columns, isSelected }: { readonly columns: Named; readonly isSelected: boolean },
): Q {
  refuseCombined(chain, call);
  checkNamed(chain, call, columns);
  return step(chain, isSelected ? "annotate" : "alias", (lifter) => {
    const inputs = Object.entries(columns).map(([name, given]): AnnotationInput => {
      lifter.word(name);
      if (given instanceof FilteredRelation) {
        lifter.word(given.relation);
        const condition = lifter.condition(conditionTree(given.condition));
        return { name, path: given.relation, condition };
      }
      const syntax = syntaxOf(given);
      if (syntax.kind !== "value" || isExpression(given)) {
        return { name, syntax: lifter.syntax(syntax) };
      }
      throw new UsageError(
        `${call} on ${modelOf(chain).name} got ${showValue(given)} for "${name}"; expected an expression.`,
        { code: "bad-annotation", hint: "Wrap a constant in Value()." },
      );
    });
    return (builder) => addAnnotations(builder, inputs, isSelected);
  });
}

/** The chain that gives columns in place of rows. */
export function selectColumns<Q extends Chain>(
  chain: Q,
  columns: readonly unknown[],
  form: ResultForm,
): Q {
  const { names, computed } = readColumns(columns);
  const isComputed = Object.keys(computed).length > 0;
  const base = isComputed
    ? annotateChain(chain, "values()", { columns: computed, isSelected: true })
    : chain;
  const selected = step(base, "values", (lifter) => {
    for (const name of names) lifter.word(name);
    return (builder) => selectValues(builder, names);
  });
  const count = stateOf(selected).shape.plan.values?.names.length ?? names.length;
  if (form === "flat" && count !== 1) {
    throw new UsageError(
      `A flat valuesList() on ${modelOf(chain).name} gives one column, not ${count}.`,
      { code: "bad-values" },
    );
  }
  return derive(selected, { form, prefetches: [] });
}

function readColumns(columns: readonly unknown[]): {
  readonly names: readonly string[];
  readonly computed: Named;
} {
  const names: string[] = [];
  const computed: { [name: string]: unknown } = Object.create(null);
  for (const column of columns) {
    if (typeof column === "string") names.push(column);
    else if (isExpression(column)) {
      const name = `expression${names.length + 1}`;
      names.push(name);
      computed[name] = column;
    } else if (typeof column === "object" && column !== null) {
      Object.assign(computed, column);
      names.push(...Object.keys(column));
    } else {
      throw new UsageError(`values() takes paths and computed columns, not ${showValue(column)}.`, {
        code: "bad-values",
      });
    }
  }
  return { names, computed };
}

/** The chain whose answer are aggregates over its rows. */
export function summaryChain<Q extends Chain>(chain: Q, call: string, columns: Named): Q {
  refuseCombined(chain, call);
  checkNamed(chain, call, columns);
  const isPart = isSliced(chain);
  return step(chain, `aggregate ${isPart}`, (lifter) => {
    const inputs = Object.entries(columns).map(([name, given]) => {
      lifter.word(name);
      return { name, syntax: lifter.syntax(syntaxOf(given)) };
    });
    return (builder) => summarize(builder, inputs, isPart);
  });
}
