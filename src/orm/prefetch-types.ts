/** The type level of prefetches: S is the schema, M the name of a model, R a row, P what is given. */
import type { RelationField } from "../schema/field.ts";
import type { FieldsOf, IncomingOf, Target } from "../schema/types.ts";
import type { Prefetch } from "./prefetch.ts";

// Names and Prefetches given -> the same, with what is wrong in place of each wrong one
export type CheckedPrefetches<S, M extends keyof S, P> = {
  readonly [I in keyof P]: P[I] extends Prefetch<infer L, string, unknown>
    ? CheckedAccessors<S, M, L> extends infer E extends { readonly error: string }
      ? E
      : P[I]
    : P[I] extends string
      ? CheckedAccessors<S, M, P[I]>
      : { error: "neither a name nor a Prefetch" };
};

// Accessors, with "__" between them -> themselves, or an object that says what is wrong
type CheckedAccessors<S, M extends keyof S, P> = string extends P
  ? P
  : P extends `${infer Head}__${infer Rest}`
    ? ModelBehind<S, M, Head> extends infer To extends keyof S
      ? CheckedAccessors<S, To, Rest> extends Rest
        ? P
        : CheckedAccessors<S, To, Rest>
      : NoAccessor<M, Head>
    : [ModelBehind<S, M, P>] extends [never]
      ? NoAccessor<M, P>
      : P;

interface NoAccessor<M, P> {
  readonly error: `no relation "${P & string}" on ${M & string}`;
}

// Accessor -> the model that it leads to
type ModelBehind<S, M extends keyof S, P> = P extends keyof FieldsOf<S, M>
  ? FieldsOf<S, M>[P] extends RelationField
    ? Target<M, FieldsOf<S, M>[P]>
    : never
  : Extract<IncomingOf<S, M>, { readonly accessor: P }>["from"];

// Rows, what is prefetched -> the rows with a property for each Prefetch that has a name
export type Prefetched<R, P> = P extends readonly [infer X, ...infer Rest]
  ? Prefetched<X extends Prefetch<infer L, infer T, infer Row> ? WithAttr<R, L, T, Row> : R, Rest>
  : R;

// Row, relation, name, rows wanted -> the row with a property of that name
type WithAttr<R, L, T extends string, Row> = string extends T
  ? R
  : R & { readonly [K in T]: L extends keyof R ? RowsBehind<R[L], Row> : unknown };

// What an accessor gives, rows wanted -> the rows, or the one row, in place of it
type RowsBehind<Property, Row> = Property extends { all(): Iterable<infer Own> }
  ? readonly (unknown extends Row ? Own : Row)[]
  : unknown extends Row
    ? Property
    : Row | Extract<Property, null>;
