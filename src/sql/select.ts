/** Questions as SELECT statements. */
import type { Expr } from "../query/expression.ts";
import { outputOf, selectedAnnotations } from "../query/expression-type.ts";
import { splitHaving } from "../query/having.ts";
import type { LogicalPlan, OrderedPlan, OrderTerm, Source } from "../query/logical-plan.ts";
import { resolvePlan } from "../query/ordering.ts";
import type { Typed } from "./dialect.ts";
import { typed, write, writeKey } from "./expression.ts";
import { kindIn } from "./kind-in.ts";
import { columnName, tableName } from "./names.ts";
import { asTerm, writeOrderTerm } from "./order.ts";
import { innerScope, type Scope } from "./scope.ts";
import { groupedOrder } from "./totality.ts";

/** What is wanted of a question. */
export interface Wanted {
  readonly offset: number;
  readonly limit: number;
  /** Whether the order of the rows is part of the answer. */
  readonly isOrdered: boolean;
  /** All columns, the first one as a value for the query around, or none. */
  readonly columns: "all" | "first" | "none";
  /** The form of a column, where another one than its own is wanted. */
  readonly side?: ((column: Typed) => string) | undefined;
  /** Names the columns c1, c2 and so on, for a query around. */
  readonly isNumbered?: boolean;
}

/** All rows of a question, in any order. */
export const WHOLE = { offset: 0, limit: Number.POSITIVE_INFINITY } as const;

export function isSliced({ offset, limit }: Pick<Wanted, "offset" | "limit">): boolean {
  return offset > 0 || limit !== Number.POSITIVE_INFINITY;
}

const ORDERED = new WeakMap<LogicalPlan, OrderedPlan>();
const UNORDERED = new WeakMap<LogicalPlan, OrderedPlan>();

/** A plan with its order and groups resolved; unordered, without the joins that only order. */
export function resolved(plan: LogicalPlan, isOrdered: boolean): OrderedPlan {
  const known = isOrdered ? ORDERED : UNORDERED;
  let found = known.get(plan);
  if (found === undefined) {
    found = resolvePlan(plan, isOrdered);
    known.set(plan, found);
  }
  return found;
}

/** A question as a SELECT. The scope has its parameters and the question around. */
export function writeSelect(plan: LogicalPlan, scope: Scope, wanted: Wanted): string {
  // Without a slice nobody sees what the order does to an unordered question's repeats, but unions.
  const ordered = resolved(plan, wanted.isOrdered || isSliced(wanted) || wanted.columns === "all");
  return ordered.combination === undefined
    ? writeRows(ordered, scope, wanted)
    : writeCombination(ordered, scope, wanted);
}

/** The number of rows of a question. */
export function writeCount(plan: LogicalPlan, scope: Scope, slice: Pick<Wanted, "offset" | "limit">): string {
  const isWhole = !isSliced(slice);
  const counted = isWhole && plan.distinctOn.length === 0 ? { ...plan, ordering: [] } : plan;
  const ordered = resolved(counted, true);
  if (isWhole && isPlain(ordered)) {
    const { text } = openRows(ordered, scope);
    return `SELECT count(*)${text}`;
  }
  const name = scope.writer.alias("counted");
  const wanted = { ...slice, isOrdered: false, columns: "all", isNumbered: true } as const;
  return `SELECT count(*) FROM (${writeSelect(counted, scope, wanted)}) AS ${name}`;
}

/** Whether each joined row is a row of the answer. */
function isPlain({ groups, isDistinct, combination, where }: OrderedPlan): boolean {
  const isWhole = groups === undefined && !isDistinct && combination === undefined;
  return isWhole && splitHaving(where).qualify.length === 0;
}

/** Whether a question has a row. */
export function writeExists(plan: LogicalPlan, scope: Scope, slice: Pick<Wanted, "offset" | "limit">): string {
  return `SELECT EXISTS (${writeSelect(plan, scope, { ...slice, isOrdered: false, columns: "none" })})`;
}

/** Writes the queries inside of expressions. */
export const embed: Scope["embed"] = (query, use, around, side) => {
  const { plan, offset, limit } = query;
  const scope = innerScope(around, query);
  switch (use) {
    case "exists":
      return writeSelect(plan, scope, { offset, limit, isOrdered: false, columns: "none" });
    case "column":
      return writeSelect(plan, scope, { offset, limit, isOrdered: false, columns: "first", side });
    case "first": {
      const first = { offset, limit: Math.min(1, limit) };
      return writeSelect(plan, scope, { ...first, isOrdered: true, columns: "first" });
    }
  }
};

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

function outputExprs(plan: OrderedPlan, { columns }: Wanted): readonly Expr[] {
  if (columns === "none" && !plan.isDistinct) return [];
  if (columns !== "first") return outputOf(plan);
  if (plan.values !== undefined) return outputOf(plan).slice(0, 1);
  const [annotation] = selectedAnnotations(plan);
  return [annotation?.[1] ?? { kind: "column", alias: plan.root, column: plan.model.pk }];
}

/** The terms that put rows in order that the order asked for holds equal. */
function tieTerms(plan: OrderedPlan): readonly OrderTerm[] {
  const ascending = (expression: Expr): OrderTerm => ({
    expression,
    isDescending: false,
    nulls: undefined,
  });
  if (plan.groups !== undefined) return plan.groups.map(ascending);
  const { root, model, order } = plan;
  const isKey = ({ expression }: OrderTerm): boolean =>
    expression.kind === "column" && expression.alias === root && expression.column === model.pk;
  if (plan.sources[root]!.model !== model || order.some(isKey)) return [];
  return [ascending({ kind: "column", alias: root, column: model.pk })];
}

function orderClause(terms: readonly string[]): string {
  const different = [...new Set(terms)];
  return different.length === 0 ? "" : ` ORDER BY ${different.join(", ")}`;
}

function sliceClause({ writer }: Scope, wanted: Wanted): string {
  return isSliced(wanted) ? ` ${writer.dialect.slice(wanted.offset, wanted.limit)}` : "";
}

/** The columns of a SELECT; it must have one. */
function listOf(columns: readonly Typed[], { writer }: Scope, wanted: Wanted): string {
  const { side = ({ sql }) => sql, isNumbered } = wanted;
  const list = columns.map((column, at) => {
    const name = isNumbered ? ` AS ${writer.dialect.quote(`c${at + 1}`)}` : "";
    return `${side(column)}${name}`;
  });
  return list.join(", ") || "1";
}

function writeRows(plan: OrderedPlan, around: Scope, wanted: Wanted): string {
  const open = openRows(plan, around);
  const { text, scope } = open;
  const isFlat = !plan.isDistinct && open.qualify.length === 0;
  if (!isFlat) return writeLayers(plan, open, wanted);
  const output = outputExprs(plan, wanted).map((expr) => typed(expr, scope));
  const isInOrder = wanted.isOrdered || isSliced(wanted);
  const terms = isInOrder ? [...groupedOrder(plan), ...tieTerms(plan)] : [];
  const order = terms.map((term) => writeOrderTerm(writeKey(term.expression, scope), term));
  const list = listOf(output, scope, wanted);
  return `SELECT ${list}${text}${orderClause(order)}${sliceClause(scope, wanted)}`;
}

/** A value of an inner SELECT, and the name that it has there. */
interface Inner extends Typed {
  readonly name: string;
}

/** Repeats and conditions on windows need a SELECT around that which computes the columns. */
function writeLayers(plan: OrderedPlan, open: OpenRows, wanted: Wanted): string {
  const { text, scope, qualify } = open;
  const { quote } = scope.writer.dialect;
  const inner = (letter: string, exprs: readonly Expr[]): Inner[] =>
    exprs.map((expr, at) => ({ ...typed(expr, scope), name: quote(`${letter}${at + 1}`) }));
  const isOn = plan.distinctOn.length > 0;
  const isOnce = plan.isDistinct && !isOn;
  const keeps: Wanted = isOnce || wanted.columns !== "none" ? wanted : { ...wanted, columns: "all" };
  const order = groupedOrder(plan);
  // Rows without repeats have nothing but their columns to be put in order by.
  const ties = isOnce ? keyTies(plan) : tieTerms(plan);
  const isInOrder = wanted.isOrdered || isSliced(wanted) || plan.isDistinct;
  const terms = isInOrder ? [...order, ...ties] : [];
  const columns = inner("c", outputExprs(plan, isOnce ? { ...keeps, columns: "all" } : keeps));
  const keys = inner("k", terms.map(({ expression }) => expression));
  const parts = inner("d", isOn ? plan.distinctTerms : []);
  const tests = inner("q", qualify);
  const list = (all: readonly Inner[]): string =>
    all.map(({ sql, name }) => `${sql} AS ${name}`).join(", ") || "1";
  const isDirect = isOnce && tests.length === 0;
  const all = [...columns, ...keys, ...parts, ...tests];
  let rows = `SELECT ${isDirect ? "DISTINCT " : ""}${list(all)}${text}`;
  let table = scope.writer.alias("rows");
  const named = (values: readonly Inner[]): Inner[] =>
    values.map((value) => ({ ...value, sql: `${table}.${value.name}` }));
  const ordered = (): string[] =>
    named(keys).map((key, at) => writeOrderTerm(scope.writer.dialect.key(key), terms[at]!));
  const holds = (): string =>
    tests.length === 0 ? "" : ` WHERE ${named(tests).map(({ sql }) => sql).join(" AND ")}`;
  let where = holds();
  if (isOn) {
    const by = named(parts).map(({ sql }) => sql);
    const over = `PARTITION BY ${by.join(", ")}${orderClause(ordered())}`;
    rows = `SELECT ${table}.*, row_number() OVER (${over}) AS ${quote("place")} FROM (${rows}) AS ${table}${where}`;
    table = scope.writer.alias("rows");
    where = ` WHERE ${table}.${quote("place")} = 1`;
  } else if (isOnce && !isDirect) {
    rows = `SELECT DISTINCT ${list(named([...columns, ...keys]))} FROM (${rows}) AS ${table}${where}`;
    table = scope.writer.alias("rows");
    where = "";
  }
  const isShown = wanted.isOrdered || isSliced(wanted);
  const shown = wanted.columns === "none" ? [] : named(columns).slice(0, shownCount(columns, wanted));
  const order2 = orderClause(isShown ? ordered() : []);
  return `SELECT ${listOf(shown, scope, wanted)} FROM (${rows}) AS ${table}${where}${order2}${sliceClause(scope, wanted)}`;
}

function shownCount(columns: readonly Inner[], { columns: wanted }: Wanted): number {
  return wanted === "first" ? 1 : columns.length;
}

/** Rows without repeats come by primary key where it is one of their columns. */
function keyTies(plan: OrderedPlan): readonly OrderTerm[] {
  return plan.values === undefined && plan.groups === undefined ? tieTerms(plan) : [];
}

const OPERATORS = { union: "UNION", intersection: "INTERSECT", difference: "EXCEPT" } as const;

function writeCombination(plan: OrderedPlan, scope: Scope, wanted: Wanted): string {
  const { operator, isAll, queries } = plan.combination!;
  const { writer } = scope;
  const { dialect } = writer;
  const parts = queries.map((query) => {
    const { offset, limit } = query;
    const isOwn = isSliced(query);
    // The question around is that around the whole.
    const inner = { ...innerScope(scope, query), outer: scope.outer };
    const part = writeSelect(query.plan, inner, {
      offset,
      limit,
      isOrdered: isOwn,
      columns: "all",
      isNumbered: true,
    });
    const isWrapped = isOwn || query.plan.combination !== undefined;
    return isWrapped ? `SELECT * FROM (${part}) AS ${writer.alias("part")}` : part;
  });
  const word = `${OPERATORS[operator]}${isAll && operator === "union" ? " ALL" : ""}`;
  const table = writer.alias("rows");
  const columns = outputOf(plan).map((expr, at): Typed => ({
    sql: `${table}.${dialect.quote(`c${at + 1}`)}`,
    kind: kindIn(expr),
  }));
  const positions = [...columns.keys(), ...plan.order.keys()].map(
    (_, at) => `${table}.${dialect.quote(`c${at + 1}`)}`,
  );
  const isInOrder = wanted.isOrdered || isSliced(wanted);
  const order = (isInOrder ? plan.order : []).map((term) =>
    writeOrderTerm(writeKey(term.expression, { ...scope, positions }), term),
  );
  const shown = { all: columns, first: columns.slice(0, 1), none: [] }[wanted.columns];
  const list = listOf(shown, scope, wanted);
  return `SELECT ${list} FROM (${parts.join(` ${word} `)}) AS ${table}${orderClause(order)}${sliceClause(scope, wanted)}`;
}
