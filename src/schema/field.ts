import { SchemaError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { type JsonValue, showValue } from "../value.ts";
import type { Choices } from "./choices.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { KindName } from "./kind.ts";

/** Temporal objects are recognised by their tag, so that no polyfill is needed. */
export interface TemporalLike<Class extends string> {
  readonly [Symbol.toStringTag]: `Temporal.${Class}`;
  toString(): string;
}

/** What a column of each kind holds. */
export interface KindValues {
  auto: number;
  bigAuto: number;
  uuid: string;
  char: string;
  text: string;
  slug: string;
  email: string;
  url: string;
  boolean: boolean;
  integer: number;
  smallInteger: number;
  bigInteger: bigint;
  positiveInteger: number;
  positiveSmallInteger: number;
  positiveBigInteger: bigint;
  float: number;
  decimal: string;
  date: string;
  dateTime: string;
  time: string;
  duration: string;
  json: JsonValue;
  binary: string;
}

/** What each kind takes besides the values that it holds. */
export interface KindInputs {
  bigInteger: number;
  positiveBigInteger: number;
  decimal: number | bigint;
  date: Date | TemporalLike<"PlainDate">;
  dateTime: Date | TemporalLike<"Instant"> | TemporalLike<"ZonedDateTime">;
  time: TemporalLike<"PlainTime">;
  duration: TemporalLike<"Duration">;
  json: object;
  binary: Uint8Array | ArrayBuffer;
}

// Kind -> what may be given for it
export type InputOfKind<K extends KindName> =
  | KindValues[K]
  | (K extends keyof KindInputs ? KindInputs[K] : never);

/** A rule of the user's own: returns what is wrong with a value, or throws a `ValidationError`. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that only throws returns nothing
export type Validator<V = never> = (value: V) => string | undefined | void;

/** Options for `fullClean()` and its parts, which writes do not look at. */
export interface CleanedOptions {
  /** Whether the value may be empty: null where `null` allows it, `""`, `[]` or `{}`. */
  readonly blank?: boolean;
  /** False for what people do not edit: it may be empty, and `choices` are not asked. */
  readonly editable?: boolean;
  /** Texts of one's own by code: `{ blank: "Give a name." }`. */
  readonly errorMessages?: { readonly [code: string]: string };
  /** Name of a date field: no two rows of one day have the same value. */
  readonly uniqueForDate?: string;
  /** The same for the rows of one month, of any year. */
  readonly uniqueForMonth?: string;
  /** The same for the rows of one year. */
  readonly uniqueForYear?: string;
}

/** Options that every scalar field takes. */
export interface ScalarOptions<K extends KindName = KindName> extends CleanedOptions {
  /** Whether the column may hold null. */
  readonly null?: boolean;
  /** A value, or a function called at each create whose result is stored in the event. */
  readonly default?: InputOfKind<K> | null | (() => InputOfKind<K> | null);
  /** No two rows hold the same value; nulls do not count. */
  readonly unique?: boolean;
  /** Keeps an ordered index: equality, ranges, prefixes and order without a scan. */
  readonly index?: boolean;
  readonly primaryKey?: boolean;
  /** The values allowed, each with its label: `[["L", "Leader"], ["M", "Member"]]`, or in groups. */
  readonly choices?: Choices<KindValues[K]>;
  readonly validators?: readonly Validator<KindValues[K]>[];
}

/** Options of text fields. */
export interface TextOptions<K extends KindName = KindName> extends ScalarOptions<K> {
  /** Longest text allowed, in code points. */
  readonly maxLength?: number;
}

/** Options of decimal fields. */
export interface DecimalOptions extends ScalarOptions<"decimal"> {
  /** Digits in all, before and after the point. */
  readonly maxDigits: number;
  readonly decimalPlaces: number;
}

/** Options of dates and times that the store's clock can set. */
export interface ClockOptions<K extends KindName = KindName> extends ScalarOptions<K> {
  /** Set to the store's time at every save. */
  readonly autoNow?: boolean;
  /** Set to the store's time at creation. */
  readonly autoNowAdd?: boolean;
}

/** A column that holds a value of its own. */
export interface ScalarField<K extends KindName = KindName, O = object> {
  readonly type: "scalar";
  readonly kind: K;
  readonly options: O;
}

/** What happens to a row when the row that it points at is deleted. */
export type OnDelete =
  | {
      readonly action:
        | "CASCADE"
        | "PROTECT"
        | "RESTRICT"
        | "SET_NULL"
        | "SET_DEFAULT"
        | "DO_NOTHING";
    }
  | { readonly action: "SET"; readonly value: unknown };

/** Delete the row as well. */
export const CASCADE: OnDelete = Object.freeze({ action: "CASCADE" });
/** Refuse to delete the target. */
export const PROTECT: OnDelete = Object.freeze({ action: "PROTECT" });
/** Refuse to delete the target, unless the row falls in the same cascade. */
export const RESTRICT: OnDelete = Object.freeze({ action: "RESTRICT" });
/** Set the foreign key to null. */
export const SET_NULL: OnDelete = Object.freeze({ action: "SET_NULL" });
/** Set the foreign key to its default. */
export const SET_DEFAULT: OnDelete = Object.freeze({ action: "SET_DEFAULT" });
/** Leave the key as it is; the end of the commit judges it. */
export const DO_NOTHING: OnDelete = Object.freeze({ action: "DO_NOTHING" });

/** Set the foreign key to a value, or to the result of a function. */
export function SET(value: unknown): OnDelete {
  return Object.freeze({ action: "SET", value });
}

/** Options that every relation takes. */
export interface RelationOptions {
  /** Name of the way back, as accessor and in lookups; ending in "+" means that there is none. */
  readonly relatedName?: string;
  /** Name of the way back in lookups only. */
  readonly relatedQueryName?: string;
}

/** Options of foreign keys and one-to-one fields. */
export interface ForeignKeyOptions extends RelationOptions, CleanedOptions {
  readonly onDelete: OnDelete;
  readonly null?: boolean;
  readonly default?: unknown;
  readonly unique?: boolean;
  readonly index?: boolean;
  readonly primaryKey?: boolean;
  /** The unique field of the target that is stored; its primary key when left out. */
  readonly toField?: string;
  /** False lets the key point at rows that do not exist. */
  readonly dbConstraint?: boolean;
}

/** Options of many-to-many fields. */
export interface ManyToManyOptions
  extends RelationOptions,
    Pick<CleanedOptions, "blank" | "editable"> {
  /** The model whose rows are the pairs; a hidden one of its own when left out. */
  readonly through?: string;
  /** `[name of the foreign key to this model, name of the one to the target]`. */
  readonly throughFields?: readonly string[];
  /** For a relation to "self": whether a pair holds in both directions (true when left out). */
  readonly symmetrical?: boolean;
}

/** The three kinds of relation. */
export type RelationKind = "foreignKey" | "oneToOne" | "manyToMany";

/** A link to another model, or to the same ("self"). */
export interface RelationField<
  R extends RelationKind = RelationKind,
  To extends string = string,
  O = object,
> {
  readonly type: "relation";
  readonly relation: R;
  readonly to: To;
  readonly options: O;
}

/** Any field of a model. */
export type Field = ScalarField | RelationField;

// Options given, options known -> a type that no unknown option fits
export type Known<O, Allowed> = O & Allowed & UnknownOptions<Exclude<keyof O, keyof Allowed>>;

// Names of unknown options, any text where the options are not known yet -> a type that none fits
type UnknownOptions<K extends PropertyKey> = string extends K
  ? unknown
  : { readonly [N in K]: { error: `no option "${N & string}"` } };

const CLEANED_OPTIONS = [
  ...["blank", "editable", "errorMessages"],
  ...["uniqueForDate", "uniqueForMonth", "uniqueForYear"],
];
const SCALAR_OPTIONS = [
  ...["null", "default", "unique", "index", "primaryKey", "choices", "validators"],
  ...CLEANED_OPTIONS,
];
const FOREIGN_KEY_OPTIONS = [
  ...["onDelete", "null", "default", "unique", "index", "primaryKey", "toField"],
  ...["relatedName", "relatedQueryName", "dbConstraint"],
  ...CLEANED_OPTIONS,
];
const MANY_TO_MANY_OPTIONS = [
  ...["through", "throughFields", "symmetrical", "relatedName", "relatedQueryName"],
  ...["blank", "editable"],
  // Known so that the system checks can name what is wrong with them.
  ...["null", "unique"],
];

/** Refuses options that the field does not have, so that a typing error is not lost. */
function checkOptions(what: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new SchemaError(`${what} has no option "${name}".`, {
      code: "unknown-option",
      hint: suggest(name, known),
    });
  }
}

function scalar<K extends KindName, O extends object>(
  kind: K,
  options: O,
  more: string[] = [],
): ScalarField<K, O> {
  checkOptions(`field.${kind}()`, options, [...SCALAR_OPTIONS, ...more]);
  return Object.freeze({ type: "scalar", kind, options: frozenCopy({ ...options }) });
}

function relation<R extends RelationKind, To extends string, O extends object>(
  kind: R,
  to: To,
  options: O,
): RelationField<R, To, O> {
  const known = kind === "manyToMany" ? MANY_TO_MANY_OPTIONS : FOREIGN_KEY_OPTIONS;
  if (typeof to !== "string") {
    throw new SchemaError(`field.${kind}() got ${showValue(to)}; expected the name of a model.`, {
      code: "bad-target",
    });
  }
  checkOptions(`field.${kind}("${to}")`, options, known);
  if (kind !== "manyToMany" && (options as Partial<ForeignKeyOptions>).onDelete === undefined) {
    throw new SchemaError(`field.${kind}("${to}") needs the option onDelete.`, {
      code: "missing-option",
      hint: "Give CASCADE, PROTECT, RESTRICT, SET_NULL, SET_DEFAULT, SET(…) or DO_NOTHING.",
    });
  }
  const { through, throughFields } = options as ManyToManyOptions;
  if (throughFields !== undefined && through === undefined) {
    throw new SchemaError(`field.manyToMany("${to}") has throughFields but no through model.`, {
      code: "missing-option",
    });
  }
  return Object.freeze({
    type: "relation",
    relation: kind,
    to,
    options: frozenCopy({ ...options }),
  });
}

// Kind -> the function that makes fields of it
type Maker<K extends KindName> = <const O extends ScalarOptions<K> = Record<never, never>>(
  options?: Known<O, ScalarOptions<K>>,
) => ScalarField<K, O>;
type TextMaker<K extends KindName> = <const O extends TextOptions<K> = Record<never, never>>(
  options?: Known<O, TextOptions<K>>,
) => ScalarField<K, O>;
type ClockMaker<K extends KindName> = <const O extends ClockOptions<K> = Record<never, never>>(
  options?: Known<O, ClockOptions<K>>,
) => ScalarField<K, O>;

const make =
  <K extends KindName>(kind: K, ...more: string[]) =>
  (options: object = {}): ScalarField<K, never> =>
    scalar(kind, options as never, more);

/** Makes the fields of a model, one function for each kind. */
export const field: {
  /** Counting id, 1 to 2^31-1. Models without a primary key get one named `id`. */
  readonly auto: Maker<"auto">;
  /** Counting id, 1 to 2^53-1. */
  readonly bigAuto: Maker<"bigAuto">;
  readonly uuid: Maker<"uuid">;
  readonly char: TextMaker<"char">;
  readonly text: TextMaker<"text">;
  readonly slug: TextMaker<"slug">;
  readonly email: TextMaker<"email">;
  readonly url: TextMaker<"url">;
  readonly boolean: Maker<"boolean">;
  readonly integer: Maker<"integer">;
  readonly smallInteger: Maker<"smallInteger">;
  /** 64-bit integers, held as `bigint`. */
  readonly bigInteger: Maker<"bigInteger">;
  readonly positiveInteger: Maker<"positiveInteger">;
  readonly positiveSmallInteger: Maker<"positiveSmallInteger">;
  /** 64-bit integers from 0, held as `bigint`. */
  readonly positiveBigInteger: Maker<"positiveBigInteger">;
  readonly float: Maker<"float">;
  /** Exact decimals, held as strings such as `"12.50"`. */
  readonly decimal: <const O extends DecimalOptions>(
    options: Known<O, DecimalOptions>,
  ) => ScalarField<"decimal", O>;
  /** Held as `"1962-08-16"`. */
  readonly date: ClockMaker<"date">;
  /** Held in UTC as `"1962-08-16T20:00:00.000Z"`. */
  readonly dateTime: ClockMaker<"dateTime">;
  /** Held as `"20:00:00"`. */
  readonly time: ClockMaker<"time">;
  /** Held as an ISO 8601 duration such as `"P1DT2H"`. */
  readonly duration: Maker<"duration">;
  /** Plain JSON data, held frozen. */
  readonly json: Maker<"json">;
  /** Bytes, held as a hexadecimal string. */
  readonly binary: TextMaker<"binary">;
  /** A key to one row of another model. */
  readonly foreignKey: <To extends string, const O extends ForeignKeyOptions>(
    to: To,
    options: Known<O, ForeignKeyOptions>,
  ) => RelationField<"foreignKey", To, O>;
  /** A foreign key that no two rows share. */
  readonly oneToOne: <To extends string, const O extends ForeignKeyOptions>(
    to: To,
    options: Known<O, ForeignKeyOptions>,
  ) => RelationField<"oneToOne", To, O>;
  /** Pairs of rows, kept in a through model. */
  readonly manyToMany: <
    To extends string,
    const O extends ManyToManyOptions = Record<never, never>,
  >(
    to: To,
    options?: Known<O, ManyToManyOptions>,
  ) => RelationField<"manyToMany", To, O>;
} = Object.freeze({
  auto: make("auto"),
  bigAuto: make("bigAuto"),
  uuid: make("uuid"),
  char: make("char", "maxLength"),
  text: make("text", "maxLength"),
  slug: make("slug", "maxLength"),
  email: make("email", "maxLength"),
  url: make("url", "maxLength"),
  boolean: make("boolean"),
  integer: make("integer"),
  smallInteger: make("smallInteger"),
  bigInteger: make("bigInteger"),
  positiveInteger: make("positiveInteger"),
  positiveSmallInteger: make("positiveSmallInteger"),
  positiveBigInteger: make("positiveBigInteger"),
  float: make("float"),
  decimal: (options) => scalar("decimal", options as never, ["maxDigits", "decimalPlaces"]),
  date: make("date", "autoNow", "autoNowAdd"),
  dateTime: make("dateTime", "autoNow", "autoNowAdd"),
  time: make("time", "autoNow", "autoNowAdd"),
  duration: make("duration"),
  json: make("json"),
  binary: make("binary", "maxLength"),
  foreignKey: (to, options) => relation("foreignKey", to, options as never),
  oneToOne: (to, options) => relation("oneToOne", to, options as never),
  manyToMany: (to, options) => relation("manyToMany", to, (options ?? {}) as never),
});
