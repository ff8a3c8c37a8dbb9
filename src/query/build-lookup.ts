/** The last words of a condition's path: transforms and a lookup, and the value they compare with. */
import { LookupError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { type Kind, kindOf } from "../schema/kind.ts";
import { showValue } from "../value.ts";
import { embedColumn } from "./embed.ts";
import type { Expr } from "./expression.ts";
import { typeOf } from "./expression-type.ts";
import { jsonKeyOf } from "./json-key.ts";
import { LiftedList, Slot } from "./lift.ts";
import { findLookup, type Lookup } from "./lookups.ts";
import { type LookupPlace, prepareFor, refuse } from "./parameter.ts";
import type { Walk } from "./path.ts";
import { type PlanBuilder, relatedEnd, type Scope, transformOf } from "./plan-builder.ts";
import { resolveSyntax } from "./resolve-syntax.ts";
import { isQuery, isSyntax } from "./syntax.ts";

/** Whether a lookup compares with a list of expressions. */
export function isList(right: Expr | readonly Expr[]): right is readonly Expr[] {
  return Array.isArray(right);
}

/** What a lookup compares with, its names resolved: an expression, a list of them, or a plain value. */
export type LookupValue =
  | { readonly resolved: Expr | readonly Expr[] }
  | { readonly given: unknown };

/** Resolves the names in a lifted value; QuerySets wait until the lookup is known. */
export function lookupValue(builder: PlanBuilder, value: unknown, scope: Scope): LookupValue {
  if (value instanceof LiftedList) {
    return { resolved: value.items.map((item) => resolveSyntax(builder, item, scope)) };
  }
  if (value instanceof Slot || !isSyntax(value)) return { given: value };
  return { resolved: resolveSyntax(builder, value, scope) };
}

/** A column or annotation, and the words of the path after it. */
export interface LookupSubject {
  readonly expression: Expr;
  readonly rest: readonly string[];
  readonly path: string;
  readonly walk: Walk | undefined;
}

/** A relation is compared by its key as a whole. */
const ON_RELATIONS = new Set(["exact", "in", "gt", "gte", "lt", "lte", "isnull"]);

/**
 * Resolves the words after a column or an annotation: transforms, then a lookup or one more.
 * @throws {LookupError} for a word or a value without meaning.
 */
export function buildLookup(
  builder: PlanBuilder,
  subject: LookupSubject,
  value: LookupValue,
  scope: Scope,
): Expr {
  const { rest, path } = subject;
  const name = rest.at(-1) ?? "exact";
  checkRelationWords(builder, subject);
  let left = builder.transformAll(subject.expression, rest, { path, until: rest.length - 1 });
  let lookup = findLookup(name);
  if (lookup === undefined) {
    const fn = transformOf(name, typeOf(left));
    if (fn === undefined) throw builder.unknownLookup(left, name, path);
    left = { kind: "call", fn, args: [left] };
    lookup = findLookup("exact")!;
  }
  const kind = typeOf(left) ?? kindOf("text");
  checkApplies(builder, { subject, lookup, kind });
  return comparison(builder, { left, kind, lookup, value, subject, scope });
}

function checkRelationWords(builder: PlanBuilder, { rest, walk, path, expression }: LookupSubject) {
  if (walk === undefined || !walk.isRelation || rest.length === 0) return;
  const [name, extra] = rest;
  const isKnown = findLookup(name!) !== undefined;
  if (!isKnown && walk.relatedTo !== undefined) {
    const facts = { model: builder.model.name, path, position: walk.position };
    const known = [...walk.relatedTo.names.keys()];
    throw new LookupError(
      `${walk.relatedTo.name} has no field "${name}" (in "${path}" on ${builder.model.name}).`,
      { ...facts, code: "unknown-field", suggestions: known, hint: suggest(name!, known) },
    );
  }
  if (!isKnown) throw builder.unknownLookup(expression, name!, path);
  if (extra !== undefined) throw builder.afterLookup(path, rest);
}

function checkApplies(
  builder: PlanBuilder,
  { subject, lookup, kind }: { subject: LookupSubject; lookup: Lookup; kind: Kind },
): void {
  const { walk, path } = subject;
  const isRelation = walk?.isRelation === true;
  const isRefused = isRelation && !ON_RELATIONS.has(lookup.name);
  if (!isRefused && lookup.applies(kind)) return;
  const what = isRelation ? "a relation" : `a value of kind ${kind.name}`;
  throw new LookupError(
    `The lookup "${lookup.name}" has no meaning on ${what} ("${path}" on ${builder.model.name}).`,
    {
      model: builder.model.name,
      path,
      position: path.split("__").length - 1,
      code: "lookup-not-supported",
      hint:
        walk?.relatedTo === undefined
          ? undefined
          : `Name a field of ${walk.relatedTo.name} before it.`,
    },
  );
}

interface Comparison {
  readonly left: Expr;
  readonly kind: Kind;
  readonly lookup: Lookup;
  readonly value: LookupValue;
  readonly subject: LookupSubject;
  readonly scope: Scope;
}

function comparison(builder: PlanBuilder, it: Comparison): Expr {
  const { left, kind, lookup, value, subject, scope } = it;
  const { path, walk } = subject;
  const { relatedTo, named } = relatedEnd(walk);
  const place: LookupPlace = {
    model: builder.model,
    text: path,
    lookup,
    kind,
    place: placeOf(left, path, builder),
    relatedTo,
    named,
  };
  const test = (right: Expr | readonly Expr[]): Expr => ({
    kind: "test",
    lookup,
    left,
    right,
    text: path,
  });
  if ("resolved" in value) return resolvedTest(place, value.resolved, test);
  const { given } = value;
  if (given === null || given === undefined) {
    // Undefined is more often a mistake than a question after nulls.
    if (given === null && (lookup.name === "exact" || lookup.name === "iexact")) {
      const isNull: Expr = { kind: "is-null", arg: left, isNull: true };
      const isKey = left.kind === "call" && jsonKeyOf(left.fn) !== undefined;
      // Under a key, null is JSON's own: the key is there.
      return isKey ? { kind: "and", children: [nullTest(left, false), isNull] } : isNull;
    }
    return refuse(place, showValue(given), "a value", 'Use "isnull" to ask for nulls.');
  }
  if (lookup.name === "isnull") {
    if (typeof given === "boolean") return nullTest(left, given);
    // Any other value is refused when it is prepared, which shows it.
    if (!(given instanceof Slot)) return refuse(place, showValue(given), "true or false");
    builder.parameter(given.slot, kind, prepareFor(place));
    return { kind: "is-null", arg: left, isNull: true };
  }
  if (isQuery(given)) {
    if (lookup.operand !== "list" && lookup.operand !== "value") {
      return refuse(place, "a QuerySet", "a value");
    }
    return test(embedColumn(builder, given, place, scope));
  }
  if (given instanceof Slot) return test(builder.parameter(given.slot, kind, prepareFor(place)));
  // A boolean is part of the question.
  const constant = prepareFor(place)(given);
  return test({ kind: "constant", value: constant as boolean, type: kind });
}

/** JSON data without a key is null there; JSON's own null under the key is a value. */
function nullTest(left: Expr, isNull: boolean): Expr {
  const key = left.kind === "call" ? jsonKeyOf(left.fn) : undefined;
  if (left.kind !== "call" || key === undefined) return { kind: "is-null", arg: left, isNull };
  const [data] = left.args;
  const hasKey: Expr = {
    kind: "test",
    lookup: findLookup("has_key")!,
    left: data!,
    right: { kind: "constant", value: [key], type: kindOf("json") },
    text: key,
  };
  if (!isNull) return hasKey;
  const isMissing: Expr = { kind: "not", child: hasKey };
  return { kind: "or", children: [{ kind: "is-null", arg: data!, isNull: true }, isMissing] };
}

function resolvedTest(
  place: LookupPlace,
  right: Expr | readonly Expr[],
  test: (right: Expr | readonly Expr[]) => Expr,
): Expr {
  const { operand, name } = place.lookup;
  if (operand === "key" || operand === "keys") {
    return refuse(place, "an expression", operand === "key" ? "a key" : "a list of keys");
  }
  const wantsList = operand === "list" || operand === "range";
  if (operand === "list" && !isList(right) && right.kind === "subquery") return test(right);
  if (isList(right) !== wantsList) {
    return refuse(place, "an expression", wantsList ? "a list" : "a value");
  }
  if (name === "isnull") return refuse(place, "an expression", "true or false");
  if (place.kind.name !== "json" && partsOf(right).some((part) => typeOf(part)?.name === "json")) {
    return refuse(
      place,
      "JSON data",
      `a value of kind ${place.kind.name}`,
      "Convert it with Cast().",
    );
  }
  if (isList(right) && operand === "range" && right.length !== 2) {
    return refuse(place, `${right.length} expressions`, "the lowest and the highest value");
  }
  return test(right);
}

function partsOf(right: Expr | readonly Expr[]): readonly Expr[] {
  return isList(right) ? right : [right];
}

function placeOf(left: Expr, path: string, builder: PlanBuilder) {
  if (left.kind === "column") return { model: left.column.model.name, field: left.column.field };
  return { model: builder.model.name, field: path };
}
