/** Tables, joins, conditions and groups. */
import type { Expr } from "../query/expression.ts";
import { splitHaving } from "../query/having.ts";
import type { OrderedPlan, Source } from "../query/logical-plan.ts";
import { write } from "./expression.ts";
import { columnName, tableName } from "./names.ts";
import { asTerm } from "./order.ts";
import type { Scope } from "./scope.ts";

/** Tables, conditions and groups of a question, and the scope of its expressions. */
export interface OpenRows {
  readonly text: string;
  readonly scope: Scope;
  /** Conditions that hang on windows. */
  readonly qualify: readonly Expr[];
}

export function openRows(plan: OrderedPlan, around: Scope): OpenRows {
  const { writer } = around;
  const names = plan.sources.map(({ model, references }, alias) =>
    references > 0 || alias === plan.root ? writer.alias(tableName(model)) : "",
  );
  const scope: Scope = { ...around, tables: names.map((name) => `${name}.`) };
  const joins = plan.sources.map((source, alias) => {
    if (alias === plan.root) return "";
    return source.references === 0 ? "" : joinOf(source, names[alias]!, scope);
  });
  const { where, having, qualify } = splitHaving(plan.where);
  const text = [
    ` FROM ${tableOf(plan.sources[plan.root]!, names[plan.root]!, scope)}`,
    ...joins,
    conditions(" WHERE ", where, scope),
    plan.groups === undefined ? "" : ` GROUP BY ${groupTerms(plan.groups, scope)}`,
    conditions(" HAVING ", having, scope),
  ].join("");
  return { text, scope, qualify };
}

function tableOf({ model }: Source, name: string, { writer }: Scope): string {
  const table = writer.dialect.quote(tableName(model));
  return table === name ? table : `${table} AS ${name}`;
}

function joinOf(source: Source, name: string, scope: Scope): string {
  const { hop, kind, parent, restriction } = source;
  const { quote } = scope.writer.dialect;
  const key = `${name}.${quote(columnName(hop!.toColumn))}`;
  const given = `${scope.tables[parent]}${quote(columnName(hop!.fromColumn))}`;
  const also = restriction === undefined ? "" : ` AND ${write(restriction.condition, scope)}`;
  const join = kind === "left" ? " LEFT JOIN " : " JOIN ";
  return `${join}${tableOf(source, name, scope)} ON ${key} = ${given}${also}`;
}

function conditions(word: string, parts: readonly Expr[], scope: Scope): string {
  return parts.length === 0 ? "" : word + parts.map((part) => write(part, scope)).join(" AND ");
}

/** A question that groups by nothing has one group, if it has rows. */
function groupTerms(groups: readonly Expr[], scope: Scope): string {
  return groups.map((term) => asTerm(write(term, scope))).join(", ") || "NULL";
}
