/** Generated schemas: models of all kinds of fields, relations and rules. */
import type fc from "fast-check";
import type { Schema } from "../index.ts";
import * as throughline from "../index.ts";
import { Call, type Code, Name, print, run } from "./code.ts";
import type { Tape } from "./tape.ts";
import { tapes } from "./tapes.ts";

/** Models that belong together: values of {@link arbitrarySchema}. */
export class GeneratedSchema {
  readonly models: Schema;
  readonly #code: { readonly [model: string]: Code };

  /** @internal */
  constructor(code: { readonly [model: string]: Code }) {
    this.#code = code;
    this.models = run(code, { functions: throughline, names: throughline }) as Schema;
  }

  /** The models as code. */
  toString(): string {
    const models = Object.entries(this.#code).map(([name, code]) => `  ${name}: ${print(code)},`);
    return `{\n${models.join("\n")}\n}`;
  }
}

/** What {@link arbitrarySchema} makes. */
export interface SchemaOptions {
  /** How many models there are at most, 4 when left out. */
  readonly maxModels?: number;
}

/**
 * Small schemas that pass all system checks: every kind of field, key and relation, also to a model
 * itself, with unique rules, checks, indexes and orders. Shrinks to fewer models and plainer fields.
 */
export function arbitrarySchema({
  maxModels = 4,
}: SchemaOptions = {}): fc.Arbitrary<GeneratedSchema> {
  return tapes({ min: 1, max: maxModels, choices: 80 }).map(
    (models) => new GeneratedSchema(writeModels(models)),
  );
}

type Fields = { [name: string]: Code };

const KINDS = [
  ...[
    "integer",
    "char",
    "integer",
    "boolean",
    "date",
    "dateTime",
    "float",
    "decimal",
    "text",
    "json",
    "json",
  ],
  ...["bigInteger", "time", "duration", "uuid", "slug", "binary", "smallInteger", "email", "url"],
  ...["positiveInteger", "positiveSmallInteger", "positiveBigInteger"],
];

/** Kinds whose values may differ in a column: those with enough of them. */
const UNIQUE_KINDS = new Set(["integer", "char", "date", "bigInteger", "uuid", "slug", "dateTime"]);

/** Kinds that cannot be ordered or compared for what they are. */
const UNORDERED = new Set(["json", "binary", "boolean"]);

const PK_KINDS = ["auto", "auto", "auto", "integer", "char", "uuid", "bigInteger", "float"];

const nameOf = (n: number): string => `M${n}`;
const fieldCall = (kind: string, args: readonly Code[]): Call =>
  new Call(kind, args, new Name("field"));

interface WrittenModel {
  readonly fields: Fields;
  readonly options: { [name: string]: Code };
  /** Own columns of kinds with an order. */
  readonly ordered: string[];
  /** Its foreign keys, with the models that they point at. */
  readonly keys: { readonly field: string; readonly to: string }[];
}

function writeModels(models: readonly Tape[]): { readonly [model: string]: Code } {
  const written = models.map((tape, n) => writeModel(tape, n, models.length));
  for (const [n, model] of written.entries()) addThrough(models[n]!, n, model, written);
  return Object.fromEntries(
    written.map(({ fields, options }, n) => [nameOf(n), new Call("model", [fields, options])]),
  );
}

function writeModel(tape: Tape, n: number, count: number): WrittenModel {
  const written: WrittenModel = { fields: {}, options: {}, ordered: [], keys: [] };
  const pk = tape.pick(PK_KINDS);
  if (pk !== "auto") {
    written.fields.key = fieldCall(pk, [{ ...limitsOf(pk), primaryKey: true }]);
    written.ordered.push("key");
  }
  for (let i = tape.upTo(5); i > 0; i--) addScalar(tape, i, written);
  for (let i = tape.upTo(3); i > 0; i--) addKey(tape, i, written, { n, count });
  if (tape.oneIn(3)) addPairs(tape, written, { n, count });
  addRules(tape, n, written);
  return written;
}

function limitsOf(kind: string): { readonly [option: string]: Code } {
  if (kind === "char") return { maxLength: 8 };
  return kind === "decimal" ? { maxDigits: 7, decimalPlaces: 2 } : {};
}

function addScalar(tape: Tape, i: number, { fields, ordered }: WrittenModel): void {
  const kind = tape.pick(KINDS);
  const name = `${kind.toLowerCase()}${i}`;
  const options: { [option: string]: Code } = { ...limitsOf(kind) };
  if (tape.oneIn(2)) options.null = true;
  if (UNIQUE_KINDS.has(kind) && tape.oneIn(5)) options.unique = true;
  else if (!UNORDERED.has(kind) && tape.oneIn(3)) options.index = true;
  if (kind === "integer" && tape.oneIn(4)) {
    options.choices = [
      [1, "one"],
      [2, "two"],
      [-3, "less"],
    ];
  }
  if (kind === "integer" && tape.oneIn(3)) options.default = 2;
  if (kind === "boolean" && options.null === undefined) options.default = false;
  if (!UNORDERED.has(kind)) ordered.push(name);
  fields[name] = fieldCall(kind, [options]);
}

interface Place {
  readonly n: number;
  readonly count: number;
}

const ACTIONS = ["CASCADE", "SET_NULL", "PROTECT", "RESTRICT", "DO_NOTHING"];

function addKey(tape: Tape, i: number, { fields, keys }: WrittenModel, { n, count }: Place): void {
  const to = nameOf(tape.upTo(count));
  const action = tape.pick(ACTIONS);
  const field = `key${i}`;
  const isNullable = action === "SET_NULL" || to === nameOf(n) || tape.oneIn(3);
  const options: { [option: string]: Code } = { onDelete: new Name(action) };
  if (isNullable) options.null = true;
  options.relatedName = `back${n}_${i}`;
  if (tape.oneIn(4)) options.relatedQueryName = `asked${n}_${i}`;
  fields[field] = fieldCall(tape.oneIn(5) ? "oneToOne" : "foreignKey", [to, options]);
  keys.push({ field, to });
}

function addPairs(tape: Tape, { fields }: WrittenModel, { n, count }: Place): void {
  const to = nameOf(tape.upTo(count));
  const options: { [option: string]: Code } = { relatedName: `pairs${n}` };
  if (to === nameOf(n) && tape.oneIn(2)) options.symmetrical = false;
  fields.pairs = fieldCall("manyToMany", [to, options]);
}

/** A model with keys to two models can stand between them. */
function addThrough(
  tape: Tape,
  n: number,
  { keys }: WrittenModel,
  written: readonly WrittenModel[],
): void {
  const [from, to] = keys;
  if (from === undefined || to === undefined || from.to === to.to || tape.oneIn(4)) return;
  const at = written[Number(from.to.slice(1))]!;
  at.fields[`through${n}`] = fieldCall("manyToMany", [
    to.to,
    { through: nameOf(n), throughFields: [from.field, to.field], relatedName: `via${n}` },
  ]);
}

function addRules(tape: Tape, n: number, { fields, options, ordered, keys }: WrittenModel): void {
  const names = Object.keys(fields).filter((name) => name !== "pairs");
  const numbers = names.filter((name) => name.startsWith("integer"));
  const constraints: Code[] = [];
  if (ordered.length > 0 && tape.oneIn(3)) {
    options.ordering = [`${tape.oneIn(2) ? "-" : ""}${tape.pick(ordered)}`];
  }
  if (ordered.length > 1 && tape.oneIn(3)) options.indexes = [[ordered[0]!, ordered[1]!]];
  if (keys.length > 1 && tape.oneIn(2)) {
    const together = [keys[0]!.field, keys[1]!.field];
    constraints.push(new Call("unique", [{ fields: together, name: `one_pair${n}` }]));
  }
  const [number] = numbers;
  if (number !== undefined && tape.oneIn(3)) {
    const condition = { [`${number}__gte`]: -5 };
    constraints.push(new Call("check", [{ condition, name: `not_too_low${n}` }]));
  }
  if (number !== undefined && tape.oneIn(2)) {
    const condition = { [`${number}__gt`]: 5 };
    constraints.push(new Call("unique", [{ fields: [number], condition, name: `one_high${n}` }]));
  }
  if (constraints.length > 0) options.constraints = constraints;
}
