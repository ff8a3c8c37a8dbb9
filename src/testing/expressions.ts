/** Generated expressions: functions of a row, aggregates and windows. */
import type { KindName } from "../schema/kind.ts";
import { type Asking, pickColumn } from "./asking.ts";
import { Call, type Code } from "./code.ts";
import { pickCondition, pickReference, pickRelatedRows } from "./conditions.ts";
import { pathsOf } from "./paths.ts";
import { samplesOfKind } from "./samples.ts";
import type { Tape } from "./tape.ts";

const TEXT: readonly KindName[] = ["char", "text", "slug", "email", "url"];
const WHOLE: readonly KindName[] = [
  ...(["integer", "smallInteger", "positiveInteger", "positiveSmallInteger"] as const),
  ...(["auto", "bigAuto"] as const),
];
const NUMBERS: readonly KindName[] = [...WHOLE, "float", "decimal"];

/** An expression of one row; undefined where the model has nothing for it. */
export function pickExpression(asking: Asking, tape: Tape): Code | undefined {
  const write = tape.pick(EXPRESSIONS);
  return write(asking, tape);
}

type WriteExpression = (asking: Asking, tape: Tape) => Code | undefined;

/** `F()` of a column of one of these kinds. */
function reference(asking: Asking, tape: Tape, kinds: readonly KindName[]): Code | undefined {
  const path = pickColumn(asking, tape, ({ column }) => kinds.includes(column.kind.name));
  return path && new Call("F", [path.text]);
}

/** A call of a function, noted. */
function call(asking: Asking, name: string, args: readonly (Code | undefined)[]): Code | undefined {
  if (args.includes(undefined)) return undefined;
  asking.note(`function ${name}`);
  return new Call(name, args);
}

const textFunction =
  (name: string, ...rest: readonly Code[]): WriteExpression =>
  (asking, tape) =>
    call(asking, name, [reference(asking, tape, TEXT), ...rest]);

const numberFunction =
  (name: string, ...rest: readonly Code[]): WriteExpression =>
  (asking, tape) =>
    call(asking, name, [reference(asking, tape, NUMBERS), ...rest]);

const wrapped = (value: Code): Code => new Call("Value", [value]);

/** Two columns of one kind, or a column and a value of it. */
function pair(asking: Asking, tape: Tape): readonly (Code | undefined)[] {
  const path = pickColumn(asking, tape, ({ column }) => column.kind.name !== "json");
  if (path === undefined) return [undefined];
  const kind = path.column.kind.name;
  const other = tape.oneIn(2)
    ? pickReference(asking, tape, kind)
    : new Call("Value", [tape.pick(samplesOfKind(kind)), kind]);
  return [new Call("F", [path.text]), other];
}

const EXPRESSIONS: readonly WriteExpression[] = [
  (asking, tape) => {
    const path = pickColumn(asking, tape)!;
    asking.note("F");
    return new Call("F", [path.text]);
  },
  (asking, tape) => {
    const operator = tape.pick(["add", "sub", "mul"]);
    const left = reference(asking, tape, WHOLE);
    if (left === undefined) return undefined;
    asking.note(`operator ${operator}`);
    return new Call(operator, [tape.pick([1, 2, 10, -1])], left);
  },
  (asking, tape) => {
    const operator = tape.pick(["div", "mod"]);
    const left = reference(asking, tape, WHOLE);
    if (left === undefined) return undefined;
    asking.note(`operator ${operator}`);
    return new Call(operator, [tape.pick([2, 3, -2])], left);
  },
  textFunction("Lower"),
  textFunction("Upper"),
  textFunction("Length"),
  textFunction("Trim"),
  textFunction("Reverse"),
  textFunction("Substr", 1, 2),
  textFunction("Left", 1),
  textFunction("Right", 1),
  textFunction("Concat", wrapped("-")),
  textFunction("Replace", wrapped("a"), wrapped("xy")),
  textFunction("StrIndex", wrapped("b")),
  textFunction("Repeat", 2),
  textFunction("LPad", 4, wrapped("*")),
  numberFunction("Abs"),
  numberFunction("Sign"),
  numberFunction("Floor"),
  numberFunction("Ceil"),
  numberFunction("Cast", "text"),
  (asking, tape) => call(asking, "Coalesce", pair(asking, tape)),
  (asking, tape) => call(asking, "NullIf", pair(asking, tape)),
  (asking, tape) => call(asking, tape.pick(["Greatest", "Least"]), pair(asking, tape)),
  (asking, tape) =>
    call(asking, "Extract", [
      reference(asking, tape, ["date", "dateTime"]),
      tape.pick(["year", "month", "day"]),
    ]),
  (asking, tape) =>
    call(asking, tape.pick(["TruncMonth", "TruncYear", "TruncDay"]), [
      reference(asking, tape, ["date", "dateTime"]),
    ]),
  pickCase,
  pickSubquery,
];

function pickCase(asking: Asking, tape: Tape): Code | undefined {
  asking.note("Case");
  const when = new Call("When", [pickCondition(asking, tape, 1), tape.pick([1, 2])]);
  const otherwise = tape.oneIn(2) ? [{ default: 0 }] : [];
  return new Call("Case", [when, ...otherwise]);
}

function pickSubquery(asking: Asking, tape: Tape): Code | undefined {
  const rows = pickRelatedRows(asking, tape);
  if (rows === undefined) return undefined;
  asking.note("Subquery");
  const ordered = new Call("orderBy", ["pk"], rows.query);
  const { text } = tape.pick(pathsOf(rows.model, 0).columns);
  const one = new Call("slice", [0, 1], new Call("values", [text], ordered));
  return new Call("Subquery", [one]);
}

/** An aggregate over related rows, or over the rows of a group. */
export function pickAggregate(asking: Asking, tape: Tape): Code | undefined {
  const name = tape.pick(["Count", "Sum", "Min", "Max", "Avg", "Count"]);
  const path = pickColumn(asking, tape, ({ column }) => {
    const { name: kind } = column.kind;
    if (name === "Sum" || name === "Avg") return NUMBERS.includes(kind);
    return name === "Count" || (kind !== "json" && kind !== "boolean");
  });
  if (path === undefined) return undefined;
  asking.note(`aggregate ${name}`);
  const options: { [name: string]: Code } = {};
  if (tape.oneIn(4)) {
    asking.note("aggregate, distinct");
    options.distinct = true;
  }
  if (tape.oneIn(5)) {
    asking.note("aggregate, filter");
    options.filter = pickCondition(asking, tape, 1);
  }
  if (name === "Sum" && tape.oneIn(4)) {
    asking.note("aggregate, default");
    options.default = 0;
  }
  return new Call(name, Object.keys(options).length === 0 ? [path.text] : [path.text, options]);
}

/** A function over a window of rows whose order is total. */
export function pickWindow(asking: Asking, tape: Tape): Code | undefined {
  const column = pickColumn({ ...asking, depth: 0 }, tape)!;
  const name = tape.pick([
    "RowNumber",
    "Rank",
    "DenseRank",
    "Lag",
    "Lead",
    "FirstValue",
    "Sum",
    "Count",
    "NthValue",
    "Ntile",
    "LastValue",
    "Max",
  ]);
  asking.note(`window ${name}`);
  const path = pickColumn({ ...asking, depth: 0 }, tape, ({ column: { kind } }) =>
    name === "Sum" ? NUMBERS.includes(kind.name) : kind.name !== "json",
  );
  if (path === undefined) return undefined;
  const isBare = name === "RowNumber" || name === "Rank" || name === "DenseRank";
  const args = isBare
    ? []
    : name === "Ntile"
      ? [2]
      : name === "NthValue"
        ? [path.text, 2]
        : [path.text];
  const partition = tape.oneIn(2) ? { partitionBy: new Call("F", [column.text]) } : {};
  const frame =
    (name === "Sum" || name === "Count" || name === "LastValue") && tape.oneIn(2)
      ? { frame: new Call("RowRange", [tape.pick([null, -1, 0]), tape.pick([null, 0, 1])]) }
      : {};
  return new Call("Window", [
    new Call(name, args),
    { ...partition, orderBy: tape.pick(["pk", "-pk"]), ...frame },
  ]);
}
