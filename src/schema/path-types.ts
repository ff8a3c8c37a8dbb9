/**
 * The type level of paths: what each name on a model stands for, and the value at a path's end.
 * S is the record of models, M the name of one of them, F a field, P a path.
 */
import type { RelationField, ScalarField } from "./field.ts";
import type {
  ColumnField,
  FieldsOf,
  IncomingOf,
  KeyNames,
  NullOf,
  PkField,
  PkName,
  Target,
  ValueOf,
  WithoutPk,
} from "./types.ts";

/** In paths: a column that holds the values of a scalar field. */
export interface ColumnStep<F> {
  readonly column: F;
}

/** In paths: the column of a foreign key to To, which holds what F holds, and null where N is null. */
export interface KeyStep<F, To, N = never> {
  readonly key: F;
  readonly of: To;
  readonly nulls: N;
}

/** In paths: a relation to one row by its own column, back to one row, or to many. */
export interface RelationStep<To, Way, F = unknown> {
  readonly to: To;
  readonly way: Way;
  readonly relation: F;
}

/** In paths: a computed column. */
export interface ComputedStep<T> {
  readonly computed: T;
}

/** What is wrong with a path. */
export interface PathError {
  readonly error: string;
}

/** The values of transforms of the user's own, by name: add to it what `registerTransform()` adds. */
// biome-ignore lint/suspicious/noEmptyInterface: users add to it
export interface RegisteredTransforms {}

// Model, field -> what its name stands for in paths
type FieldStep<M, F> = F extends ScalarField
  ? ColumnStep<F>
  : RelationStep<Target<M, F>, F extends RelationField<"manyToMany"> ? "many" : "one", F>;

// Relation that points at a model -> what its name stands for there
type BackStep<I> = I extends { readonly from: infer From; readonly kind: infer Kind }
  ? RelationStep<From, Kind extends "oneToOne" ? "back" : "many">
  : never;

// Model -> what "pk" stands for in paths
type PkStep<S, M extends keyof S> = [
  Extract<PkName<FieldsOf<S, M>>, KeyNames<FieldsOf<S, M>>>,
] extends [never]
  ? ColumnStep<PkField<S, M>>
  : KeyStep<PkField<S, M>, Target<M, FieldsOf<S, M>[PkName<FieldsOf<S, M>>]>>;

// Model -> what each first name of a path stands for
export type PathNames<S, M extends keyof S> = { readonly pk: PkStep<S, M> } & WithoutPk<
  FieldsOf<S, M>,
  { readonly id: PkStep<S, M> }
> &
  FieldNames<S, M, FieldsOf<S, M>> & {
    readonly [I in IncomingOf<S, M> as I["queryName"]]: BackStep<I>;
  };

type FieldNames<S, M, F> = { readonly [K in keyof F]: FieldStep<M, F[K]> } & {
  readonly [K in KeyNames<F> as `${K}_id`]: KeyStep<
    ColumnField<S, M, F[K]>,
    Target<M, F[K]>,
    NullOf<F[K]>
  >;
};

// Model, its relation or unknown for a way back -> the scalar field whose values its rows go by
export type KeyField<S, To, F> = F extends { readonly options: { readonly toField: infer T } }
  ? To extends keyof S
    ? ColumnField<S, To, FieldsOf<S, To>[T & keyof FieldsOf<S, To>]>
    : never
  : PkField<S, To>;

/** A transform that gives a number. */
type NumberPart = ColumnStep<ScalarField<"integer">>;

/** Transforms of dates. */
interface DayParts {
  year: NumberPart;
  iso_year: NumberPart;
  quarter: NumberPart;
  month: NumberPart;
  week: NumberPart;
  day: NumberPart;
  week_day: NumberPart;
  iso_week_day: NumberPart;
}

/** Transforms of times. */
interface ClockParts {
  hour: NumberPart;
  minute: NumberPart;
  second: NumberPart;
}

/** Transforms of moments. */
interface MomentParts extends DayParts, ClockParts {
  date: ColumnStep<ScalarField<"date">>;
  time: ColumnStep<ScalarField<"time">>;
}

// Step -> its transforms by name; a computed text may be a date or a time
export type PartsOf<Step> =
  Step extends ColumnStep<ScalarField<infer K>>
    ? K extends keyof KindParts
      ? KindParts[K]
      : unknown
    : Step extends ComputedStep<string | null>
      ? MomentParts
      : unknown;

interface KindParts {
  date: DayParts;
  dateTime: MomentParts;
  time: ClockParts;
}

// Step, its transforms, name -> what the transform gives, never where there is none of that name
export type PartAt<Step, Name> = Name extends keyof PartsOf<Step>
  ? PartsOf<Step>[Name]
  : Name extends keyof RegisteredTransforms
    ? ComputedStep<RegisteredTransforms[Name]>
    : Step extends JsonStep
      ? JsonStep
      : never;

/** In paths: a column of JSON data, or a part of such data under any key. */
export type JsonStep = ColumnStep<ScalarField<"json">>;

// Step -> its values
type StepValue<S, Step> =
  Step extends ColumnStep<infer F>
    ? ValueOf<F> | NullOf<F>
    : Step extends KeyStep<infer F, unknown, infer N>
      ? ValueOf<F> | N
      : Step extends RelationStep<infer To, infer Way, infer F>
        ? ValueOf<KeyField<S, To, F>> | CrossedNull<Way, F>
        : Step extends ComputedStep<infer T>
          ? T
          : never;

// Way of a relation, its field -> null where a row may have no other end
type CrossedNull<Way, F> = Way extends "one" ? NullOf<F> : null;

// Column, rest of the path -> what its transforms give in the end, and null where it holds null
export type ColumnPart<S, Step, Rest extends string> =
  | (PartAfter<Step, Rest> extends infer End
      ? End extends PathError
        ? End
        : StepValue<S, End>
      : never)
  | Extract<StepValue<S, Step>, null>;

// Path -> type of the values at its end, or an object that says what is wrong; N is null where the
// way there may end early
export type ValueAt<S, M extends keyof S, P, N = never> = P extends keyof PathNames<S, M>
  ? StepValue<S, PathNames<S, M>[P]> | N
  : P extends `${infer Head}__${infer Rest}`
    ? Head extends keyof PathNames<S, M>
      ? ValueAfter<S, PathNames<S, M>[Head], Rest, N>
      : { error: `no field "${Head}" on ${M & string}` }
    : { error: `no field "${P & string}" on ${M & string}` };

type ValueAfter<S, Step, Rest extends string, N> =
  Step extends RelationStep<infer To extends keyof S, infer Way, infer F>
    ? ValueAt<S, To, Rest, N | CrossedNull<Way, F>>
    : ColumnPart<S, Step, Rest> | N;

// Path of relations -> itself where each leads to one row, or what is wrong with it
export type CheckedToOne<S, M extends keyof S, P> = P extends `${infer Head}__${infer Rest}`
  ? ToOne<S, M, Head> extends infer To extends keyof S
    ? CheckedToOne<S, To, Rest> extends PathError
      ? CheckedToOne<S, To, Rest>
      : P
    : ToOne<S, M, Head>
  : ToOne<S, M, P> extends PathError
    ? ToOne<S, M, P>
    : P;

// Name -> the model that it leads to, if to one row of it, or what is wrong with it
type ToOne<S, M extends keyof S, P> = P extends keyof PathNames<S, M>
  ? PathNames<S, M>[P] extends RelationStep<infer To, "one" | "back">
    ? To
    : { error: `"${P & string}" on ${M & string} is no relation to one row` }
  : { error: `no field "${P & string}" on ${M & string}` };

// Path -> the step that it ends at, or an object that says what is wrong
export type StepAt<S, M extends keyof S, P> = P extends keyof PathNames<S, M>
  ? PathNames<S, M>[P]
  : P extends `${infer Head}__${infer Rest}`
    ? Head extends keyof PathNames<S, M>
      ? StepAfter<S, PathNames<S, M>[Head], Rest>
      : { error: `no field "${Head}" on ${M & string}` }
    : { error: `no field "${P & string}" on ${M & string}` };

type StepAfter<S, Step, Rest extends string> =
  Step extends RelationStep<infer To extends keyof S, unknown>
    ? StepAt<S, To, Rest>
    : PartAfter<Step, Rest>;

// Column, rest of the path -> the step that its transforms lead to
export type PartAfter<Step, Rest extends string> = [PartAt<Step, FirstName<Rest>>] extends [never]
  ? { error: `nothing called "${FirstName<Rest>}" follows there` }
  : Rest extends `${infer Name}__${infer More}`
    ? PartAfter<PartAt<Step, Name>, More>
    : PartAt<Step, Rest>;

// Path -> its first name
type FirstName<P extends string> = P extends `${infer Name}__${string}` ? Name : P;
