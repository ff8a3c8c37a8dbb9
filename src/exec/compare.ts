import type { EmbeddedQuery, Expr, TestExpr } from "../query/expression.ts";
import { kindOfExpr, typeOf } from "../query/expression-type.ts";
import { compileCast } from "../query/functions/cast.ts";
import { textOf } from "../query/functions/text-of.ts";
import type { Lookup, Members, Pattern } from "../query/lookups.ts";
import type { Parameter } from "../query/parameter.ts";
import { type Kind, kindOf } from "../schema/kind.ts";
import { compareValues, type Value } from "../value.ts";
import type { EmbeddedRunner } from "./evaluate.ts";
import type { Run } from "./run.ts";

/** Reads what a lookup compares with; null leaves the comparison open. */
type ReadParameter = (run: Run) => Parameter;

type ReadValue = (run: Run) => Value;
type CompileValue = (expr: Expr) => ReadValue;
type Embed = (query: EmbeddedQuery) => EmbeddedRunner;

/** The function that decides a lookup. */
export function compileComparison(
  expr: TestExpr,
  compile: CompileValue,
  embed: Embed,
): (run: Run) => boolean | null {
  const { lookup, left, right } = expr;
  const isOfText = lookup.operand === "text" || lookup.operand === "pattern";
  const kind = isOfText ? kindOfExpr(left) : commonKind(left, right);
  const value = inKind(compile(left), kindOfExpr(left), kind);
  const parameter = compileParameter(expr, kind, { compile, embed });
  const matches = lookup.matcher(kind) as (value: Value, parameter: Parameter) => boolean;
  if (lookup.operand === "list") {
    return (run) => isMember(value(run), parameter(run) as Members, matches);
  }
  if (lookup.operand === "range") {
    return (run) => {
      const [found, bounds] = [value(run), parameter(run) as OpenBounds];
      const isClosed = bounds && bounds[0] !== null && bounds[1] !== null;
      return isClosed && found !== null ? matches(found, bounds) : isBetween(found, bounds, kind);
    };
  }
  return (run) => {
    const found = value(run);
    if (found === null) return null;
    const given = parameter(run);
    return given === null || given === undefined ? null : matches(found, given);
  };
}

/** Nothing is a member of nothing, not even null; else null leaves membership open. */
export function isMember(
  value: Value,
  members: Members,
  matches: (value: Value, members: Members) => boolean,
): boolean | null {
  if (members.values.length === 0 && members.hasNull !== true) return false;
  if (value === null) return null;
  if (matches(value, members)) return true;
  return members.hasNull === true ? null : false;
}

/** Both ends of a range, of which a computed one may be null. */
type OpenBounds = readonly [low: Value, high: Value] | null | undefined;

/** An end that is null leaves open what the other end does not decide. */
function isBetween(value: Value, bounds: OpenBounds, { collation }: Kind): boolean | null {
  if (value === null || bounds === null || bounds === undefined) return null;
  const [low, high] = bounds;
  if (low !== null && compareValues(value, low, collation) < 0) return false;
  if (high !== null && compareValues(value, high, collation) > 0) return false;
  return low === null || high === null ? null : true;
}

/** The kind in which both sides are compared: decimals with numbers as decimals. */
function commonKind(left: Expr, right: TestExpr["right"]): Kind {
  const own = kindOfExpr(left);
  if (own.collation !== "number") return own;
  const parts = Array.isArray(right) ? (right as readonly Expr[]) : [right as Expr];
  const kinds = parts.map(typeOf);
  return (
    kinds.find((kind) => kind?.name === "decimal") ??
    kinds.find((kind) => kind?.name.endsWith("igInteger")) ??
    own
  );
}

/** Values of one kind as those of another. */
function inKind(read: ReadValue, from: Kind, to: Kind): ReadValue {
  if (to.name !== "decimal" || from.name === "decimal") return read;
  const cast = compileCast(from, to);
  return (run) => {
    const value = read(run);
    return value === null ? null : cast(value);
  };
}

/** A column of one kind as one of another; the same array gives the same array. */
function columnInKind(from: Kind, to: Kind): (values: readonly Value[]) => readonly Value[] {
  if (to.name !== "decimal" || from.name === "decimal") return (values) => values;
  const cast = compileCast(from, to);
  const known = new WeakMap<readonly Value[], readonly Value[]>();
  return (values) => {
    let converted = known.get(values);
    if (converted === undefined) {
      converted = values.map((value) => (value === null ? null : cast(value)));
      known.set(values, converted);
    }
    return converted;
  };
}

function compileParameter(
  expr: TestExpr,
  kind: Kind,
  { compile, embed }: { readonly compile: CompileValue; readonly embed: Embed },
): ReadParameter {
  const { right, lookup } = expr;
  if (Array.isArray(right)) {
    const readers = (right as readonly Expr[]).map((item) =>
      inKind(compile(item), kindOfExpr(item), kind),
    );
    return lookup.operand === "list"
      ? (run) => membersOf(readers.map((read) => read(run)))
      : (run) => readers.map((read) => read(run)) as [Value, Value];
  }
  const one = right as Expr;
  if (one.kind === "parameter") return (run) => run.parameters[one.parameter]!;
  if (lookup.operand === "list" && one.kind === "subquery") {
    const { column } = embed(one.query);
    const inCommon = columnInKind(kindOfExpr(one), kind);
    return (run) => columnMembers(inCommon(column(run)));
  }
  return asOperand(one, compile(one), lookup) ?? inKind(compile(one), kindOrText(one), kind);
}

/** What a query around gives may be of no known kind: it is taken as it is. */
function kindOrText(expr: Expr): Kind {
  return typeOf(expr) ?? kindOf("text");
}

/** A computed value as a text to look for, or as a pattern; undefined where a lookup wants neither. */
export function asOperand(expr: Expr, read: ReadValue, lookup: Lookup): ReadParameter | undefined {
  const kind = kindOrText(expr);
  switch (lookup.operand) {
    case "text":
      // Data is looked for as it is.
      if (kind.name === "json" && lookup.name === "contains") return undefined;
      return (run) => {
        const value = read(run);
        return value === null ? null : textOf(value, kind);
      };
    case "pattern":
      return (run) => {
        const value = read(run);
        return value === null ? null : patternOf(textOf(value, kind), lookup.name);
      };
    default:
      return undefined;
  }
}

const MEMBERS = new WeakMap<readonly Value[], Members>();

/** Members of a column that a query gave; the same array gives the same members. */
export function columnMembers(values: readonly Value[]): Members {
  const known = MEMBERS.get(values);
  if (known !== undefined) return known;
  const members = membersOf(values);
  MEMBERS.set(values, members);
  return members;
}

function membersOf(values: readonly Value[]): Members {
  const present = values.filter((value) => value !== null);
  return { values: present, keys: new Set(present), hasNull: present.length < values.length };
}

/** Null where a text is no pattern. */
function patternOf(source: string, lookup: string): Pattern | null {
  try {
    return { source, regExp: new RegExp(source, lookup === "iregex" ? "iu" : "u") };
  } catch {
    return null;
  }
}
