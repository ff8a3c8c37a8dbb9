/** Lookups as SQL conditions. */
import { NotSupportedError } from "../errors.ts";
import type { Expr, TestExpr } from "../query/expression.ts";
import { familyOf } from "../query/functions/kind-family.ts";
import type { Bounds, Members, Pattern } from "../query/lookups.ts";
import type { Parameter } from "../query/parameter.ts";
import { type Kind, kindOf } from "../schema/kind.ts";
import type { Value } from "../value.ts";
import type { Typed } from "./dialect.ts";
import { isTakenFor } from "./family.ts";
import { kindIn } from "./kind-in.ts";
import type { Scope } from "./scope.ts";

/** What writes the parts of a lookup. */
interface Parts {
  typed(expr: Expr, scope: Scope): Typed;
  parameterOf(expr: Expr, scope: Scope): Parameter | undefined;
}

/** One lookup while it is written. */
interface Test extends Parts {
  readonly expr: TestExpr;
  readonly scope: Scope;
  /** The kind in which both sides are compared. */
  readonly kind: Kind;
  readonly left: Typed;
}

const SIGNS: { readonly [lookup: string]: string } = {
  exact: "=",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
};

const TEXT = kindOf("text");

/**
 * A lookup as a condition, null where a null leaves it open.
 * @throws {NotSupportedError} for a lookup of the user's own.
 */
export function writeTest(expr: TestExpr, scope: Scope, parts: Parts): string {
  const left = parts.typed(expr.left, scope);
  const kind = comparedKind(left.kind, expr);
  const test: Test = { ...parts, expr, scope, kind, left };
  const sql = writeOperand(test);
  if (sql !== undefined) return sql;
  throw new NotSupportedError(`There is no SQL for the lookup "${expr.lookup.name}".`, {
    feature: expr.lookup.name,
    hint: "It is one of your own, which only the store knows.",
  });
}

/** Numbers beside a decimal are compared as decimals; else the left side says how. */
function comparedKind(left: Kind, { right }: TestExpr): Kind {
  if (left.collation !== "number") return left;
  const others = (Array.isArray(right) ? right : [right]) as readonly Expr[];
  return others.map(kindIn).find((each) => familyOf(each) === "decimal") ?? left;
}

function writeOperand(test: Test): string | undefined {
  switch (test.expr.lookup.operand) {
    case "value":
      return writeComparison(test);
    case "list":
      return test.expr.lookup.name === "in" ? writeMembership(test) : undefined;
    case "range":
      return writeRange(test);
    case "text":
    case "pattern":
      return writeMatch(test);
    case "key":
    case "keys":
      return writeKeys(test);
    default:
      return undefined;
  }
}

/** @throws {NotSupportedError} for values that the store and a database compare in different ways. */
function checkAlike(own: Kind, kind: Kind): void {
  if (isTakenFor(own, kind)) return;
  throw new NotSupportedError(`There is no SQL that compares ${own.name} with ${kind.name}.`, {
    feature: `comparison of ${own.name} with ${kind.name}`,
    hint: "Convert one of them with Cast().",
  });
}

/** A side of a comparison as one of its kind. */
function sideOf({ scope, kind }: Test, { sql, kind: own }: Typed): string {
  const { dialect } = scope.writer;
  if (sql !== "NULL") checkAlike(own, kind);
  const isConverted = familyOf(kind) === "decimal" || familyOf(kind) === "json";
  const held = isConverted ? dialect.convert({ sql, kind: own }, kind) : sql;
  return sql === "NULL" ? sql : dialect.key({ sql: held, kind });
}

function leftOf(test: Test): string {
  return sideOf(test, test.left);
}

/** An expression on the right side; a parameter is of the left side's kind. */
function rightOf(test: Test, expr: Expr): string {
  return sideOf(test, test.typed(expr, test.scope));
}

function givenOf(test: Test, value: Value): string {
  const { writer } = test.scope;
  return writer.dialect.key({ sql: writer.value(value, test.kind), kind: test.kind });
}

function writeComparison(test: Test): string | undefined {
  const { expr, scope, kind } = test;
  const { name } = expr.lookup;
  const right = expr.right as Expr;
  if (familyOf(kind) === "json") {
    const given = rightOf(test, right);
    const json = scope.writer.dialect.matchesJson(name, leftOf(test), given);
    if (json !== undefined) return json;
  }
  const sign = Object.hasOwn(SIGNS, name) ? SIGNS[name] : undefined;
  return sign && `${leftOf(test)} ${sign} ${rightOf(test, right)}`;
}

function writeMembership(test: Test): string {
  const { expr, scope } = test;
  const left = leftOf(test);
  if (Array.isArray(expr.right)) {
    const items = (expr.right as readonly Expr[]).map((item) => rightOf(test, item));
    return `${left} IN (${items.join(", ")})`;
  }
  const right = expr.right as Expr;
  if (right.kind === "subquery") {
    const column = scope.embed(right.query, "column", scope, (each) => sideOf(test, each));
    return `${left} IN (${column})`;
  }
  const { values } = test.parameterOf(right, scope) as Members;
  // SQLite makes a number of an empty list, which ORDER BY would take for the place of a column.
  if (values.length === 0) return `${left} IN (SELECT NULL WHERE 1 = 0)`;
  return `${left} IN (${values.map((value) => givenOf(test, value)).join(", ")})`;
}

function writeRange(test: Test): string {
  const { expr, scope, kind, parameterOf } = test;
  const bounds = Array.isArray(expr.right)
    ? (expr.right as readonly Expr[]).map((bound) => rightOf(test, bound))
    : (parameterOf(expr.right as Expr, scope) as Bounds).map((bound) => givenOf(test, bound));
  const [low, high] = bounds;
  const left = leftOf(test);
  if (familyOf(kind) === "json") {
    const { dialect } = scope.writer;
    const from = dialect.matchesJson("gte", left, low!);
    return `${from} AND ${dialect.matchesJson("lte", left, high!)}`;
  }
  return `${left} BETWEEN ${low} AND ${high}`;
}

function writeMatch(test: Test): string | undefined {
  const { expr, scope, left, kind } = test;
  const { writer } = scope;
  const right = expr.right as Expr;
  if (familyOf(kind) === "json" && expr.lookup.name === "contains") {
    return writer.dialect.matchesJson("contains", leftOf(test), rightOf(test, right));
  }
  const given = test.parameterOf(right, scope);
  const isValue = right.kind === "parameter" || right.kind === "constant";
  const part = isValue
    ? writer.value(partOf(given as Parameter), TEXT)
    : writer.dialect.text(test.typed(right, scope));
  return writer.dialect.matches(expr.lookup.name, writer.dialect.text(left), part);
}

/** The text of a parameter that is a text or a pattern. */
function partOf(given: Parameter): string {
  const isPattern = typeof given === "object" && given !== null && "source" in given;
  return isPattern ? (given as Pattern).source : String(given);
}

function writeKeys(test: Test): string | undefined {
  const { expr, scope, left } = test;
  const { writer } = scope;
  const keys = test.parameterOf(expr.right as Expr, scope) as readonly string[];
  const has = keys.map((key) => writer.dialect.hasKey(left.sql, key, writer.value(key, TEXT)));
  const isAny = expr.lookup.name === "has_any_keys";
  if (has.length > 0) return `(${has.join(isAny ? " OR " : " AND ")})`;
  // Of no keys data has all and none, unless there is no data.
  return `iif(${left.sql} IS NULL, NULL, ${isAny ? 0 : 1})`;
}
