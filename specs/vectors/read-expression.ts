import { callApi, callMethod } from "./loose-api.ts";
import type { Reader } from "./reader.ts";
import type { RecordedQuery } from "./recorded-query.ts";
import { kindOfType } from "./schema-from-vector.ts";

/** A recorded form: the key that tells it starts with `$`, others are its options. */
export interface RecordedForm {
  readonly [key: string]: unknown;
}

type ReadForm = (reader: Reader, form: RecordedForm) => unknown;

/** An argument in which a text is a path, as in our functions. */
function readArgument(reader: Reader, recorded: unknown): unknown {
  return typeof recorded === "string" ? recorded : reader.value(recorded);
}

function readArithmetic(operator: string): ReadForm {
  return (reader, form) => {
    const [left, right] = reader.value(form[`$${operator}`]) as readonly [unknown, unknown];
    const start = typeof left === "object" ? left : callApi("Value", [left]);
    return callMethod(start, operator, [right]);
  };
}

function readAggregate(reader: Reader, form: RecordedForm): unknown {
  const options = {
    ...("distinct" in form ? { distinct: form.distinct } : {}),
    ...("filter" in form ? { filter: reader.condition(form.filter) } : {}),
    ...("default" in form ? { default: reader.value(form.default) } : {}),
  };
  const isPlain = Object.keys(options).length === 0;
  const arg = readArgument(reader, form.arg);
  return callApi(form.$agg as string, isPlain ? [arg] : [arg, options]);
}

function readCall(reader: Reader, { $fn, args, output }: RecordedForm): unknown {
  const given = (args as readonly unknown[]).map((arg) => readArgument(reader, arg));
  const call = callApi($fn as string, given);
  if (output === undefined) return call;
  return callApi("ExpressionWrapper", [call, kindOfType(output as string)]);
}

function readCase(reader: Reader, form: RecordedForm): unknown {
  const branches = form.$case as readonly (readonly [unknown, unknown])[];
  const options = {
    ...("default" in form ? { default: reader.value(form.default) } : {}),
    ...("output" in form ? { output: kindOfType(form.output as string) } : {}),
  };
  return callApi("Case", [
    ...branches.map(([condition, value]) =>
      callApi("When", [reader.condition(condition), reader.value(value)]),
    ),
    options,
  ]);
}

/** How each form of an expression is made with the public API, by the key that tells it. */
export const EXPRESSION_FORMS: { readonly [key: string]: ReadForm } = {
  $F: (_, { $F }) => callApi("F", [$F]),
  $outer: (_, { $outer }) => callApi("OuterRef", [$outer]),
  $V: (reader, { $V }) => callApi("Value", [reader.value($V)]),
  $add: readArithmetic("add"),
  $sub: readArithmetic("sub"),
  $mul: readArithmetic("mul"),
  $div: readArithmetic("div"),
  $mod: readArithmetic("mod"),
  $agg: readAggregate,
  $fn: readCall,
  $case: readCase,
  $subquery: (reader, { $subquery }) =>
    callApi("Subquery", [reader.query($subquery as RecordedQuery)]),
  $exists: (reader, { $exists }) => callApi("Exists", [reader.query($exists as RecordedQuery)]),
};
