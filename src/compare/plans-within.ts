import { partOf } from "../exec/combination.ts";
import type { CompiledQuestion } from "../exec/compile.ts";
import { compile, type Question } from "../exec/executor.ts";
import { childrenOf, type EmbeddedQuery, type Expr } from "../query/expression.ts";
import { Shape } from "../query/shape.ts";

/** A plain question that is a part of what is asked: itself, a part of a union, or one within a condition. */
export interface PlainQuestion {
  readonly question: Question;
  readonly compiled: CompiledQuestion;
  /** Whether it lies in an expression of another one. */
  readonly isEmbedded: boolean;
}

/** All plain questions in a question; those within expressions come after the one around. */
export function plansWithin(question: Question): readonly PlainQuestion[] {
  return within(question, false);
}

function within(question: Question, isEmbedded: boolean): readonly PlainQuestion[] {
  const { combination } = question.shape.ordered;
  if (combination !== undefined) {
    return combination.queries.flatMap((query) =>
      within({ ...question, ...partOf(question, query) }, isEmbedded),
    );
  }
  const compiled = compile(question, "rows");
  const { where, annotations, values } = compiled.logical;
  const exprs = [...where, ...annotations.values(), ...(values?.columns ?? [])];
  const inner = exprs.flatMap(embeddedIn).flatMap((query) => {
    const { offset, limit } = query;
    return within({ ...question, shape: new Shape(query.plan), offset, limit }, true);
  });
  return [{ question, compiled, isEmbedded }, ...inner];
}

function embeddedIn(expr: Expr): readonly EmbeddedQuery[] {
  const own = expr.kind === "exists" || expr.kind === "subquery" ? [expr.query] : [];
  return [...own, ...childrenOf(expr).flatMap(embeddedIn)];
}
