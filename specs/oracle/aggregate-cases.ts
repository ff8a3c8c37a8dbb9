/** Random aggregates over one relation of a person, and the SQL that they should mean. */
import fc from "fast-check";
import {
  Avg,
  Count,
  type Expression,
  F,
  Max,
  Min,
  type Q,
  StdDev,
  Sum,
  Variance,
} from "../../src/index.ts";
import { type Field, leafOf, type Tree, toQ, toSql, treeOf } from "./condition-trees.ts";
import { dayText } from "./populated-club.ts";

/** Where aggregates find their values: a relation, or the person alone. */
export interface Place {
  /** The joins of the relation. */
  readonly joins: string;
  readonly fields: readonly Field[];
  /** What can be counted, put in order, and added up: our paths, and the same in SQL. */
  readonly anything: Columns;
  readonly ordered: Columns;
  readonly numbers: Columns;
}

type Columns = readonly (readonly [path: string | Expression, column: string])[];

const number = fc.nat(5);
const name = fc.constantFrom("a", "b", "B", "ab", "é");

export const OWN_FIELDS: readonly Field[] = [
  { path: "name", column: "p.name", values: name },
  { path: "age", column: "p.age", values: number },
];

/** The columns of a person, without a join. */
export const OWN: Place = {
  joins: "",
  fields: OWN_FIELDS,
  anything: [
    ["pk", "p.id"],
    ["age", "p.age"],
    ["mentor", "p.mentor_id"],
    ["*", "*"],
  ],
  ordered: [
    ["name", "p.name"],
    ["age", "p.age"],
  ],
  numbers: [
    ["age", "p.age"],
    [F("age").mul(2).add(1), "(p.age * 2 + 1)"],
  ],
};

/** Relations of a person, each multi-valued. */
export const RELATIONS: readonly Place[] = [
  {
    joins: `LEFT JOIN "Membership" m ON m.person_id = p.id
      LEFT JOIN "Group" g ON g.id = m.group_id`,
    fields: [
      {
        path: "membership__date_joined",
        column: "m.date_joined",
        values: fc.nat(5).map(dayText),
      },
      { path: "membership__group", column: "m.group_id", values: number },
      { path: "group__name", column: "g.name", values: name },
    ],
    anything: [
      ["membership", "m.id"],
      ["group", "g.id"],
      ["membership__group__founder", "g.founder_id"],
    ],
    ordered: [
      ["membership__date_joined", "m.date_joined"],
      ["group__name", "g.name"],
    ],
    numbers: [
      ["membership__group__founder", "g.founder_id"],
      [F("membership__pk").mul(2), "(m.id * 2)"],
    ],
  },
  {
    joins: 'LEFT JOIN "Person" q ON q.mentor_id = p.id',
    fields: [
      { path: "pupils__name", column: "q.name", values: name },
      { path: "pupils__age", column: "q.age", values: number },
    ],
    anything: [
      ["pupils", "q.id"],
      ["pupils__age", "q.age"],
    ],
    ordered: [
      ["pupils__name", "q.name"],
      ["pupils__age", "q.age"],
    ],
    numbers: [
      ["pupils__age", "q.age"],
      [F("pupils__age").add(F("age")), "(q.age + p.age)"],
    ],
  },
];

/** An aggregate in both languages; the second round has other values in its filter. */
export interface AggregateCase {
  expression(round: 0 | 1): Expression;
  sql(round: 0 | 1): string;
  /** Whether both sides compute the very same value, however the rows are met. */
  readonly isExact: boolean;
}

type Filter = { readonly filter?: ReturnType<typeof Q>; readonly distinct?: boolean };

interface Form {
  /** Whether `distinct` has a meaning. */
  readonly takesDistinct: boolean;
  readonly make: (options: Filter & { readonly default?: number }) => Expression;
  readonly sql: (distinct: string) => string;
  /** Whether nothing gives null, for which there may be a default. */
  readonly takesDefault: boolean;
  readonly isExact: boolean;
}

/** Of spreads, which take one another's rounding errors over. */
const INEXACT = { takesDefault: true, isExact: false };

function formsOf({ anything, ordered, numbers }: Place): fc.Arbitrary<Form> {
  const form = (
    columns: Columns,
    make: (path: string | Expression, options: Filter) => Expression,
    sql: (column: string, distinct: string) => string,
    { takesDistinct = false, takesDefault = false, isExact = true },
  ): fc.Arbitrary<Form> =>
    fc.constantFrom(...columns).map(([path, column]) => ({
      takesDistinct: takesDistinct && path !== "*",
      takesDefault,
      isExact,
      make: (options) => make(path, options),
      sql: (distinct) => sql(column, distinct),
    }));
  const plain = (fn: string) => (column: string, distinct: string) => `${fn}(${distinct}${column})`;
  const spread = (fn: string) => (column: string) => `spread(${column}, '${fn}')`;
  return fc.oneof(
    form(anything, Count, plain("COUNT"), { takesDistinct: true }),
    form(numbers, Sum, plain("SUM"), { takesDistinct: true, takesDefault: true }),
    form(numbers, Avg, plain("AVG"), { takesDistinct: true, takesDefault: true }),
    form(ordered, Min, plain("MIN"), {}),
    form(ordered, Max, plain("MAX"), {}),
    form(numbers, StdDev, spread("StdDev"), INEXACT),
    form(numbers, Variance, spread("Variance"), INEXACT),
    form(
      numbers,
      (path, options) => StdDev(path, { ...options, sample: true }),
      spread("StdDevSample"),
      INEXACT,
    ),
  );
}

/** A random aggregate over a place. */
export function aggregateOf(place: Place): fc.Arbitrary<AggregateCase> {
  const condition = treeOf(leafOf([...OWN_FIELDS, ...place.fields]), ["and", "or", "not"], 1);
  const parts = fc.record({
    form: formsOf(place),
    isDistinct: fc.boolean(),
    filter: fc.option<Tree>(condition, { freq: 1 }),
    fallback: fc.option(fc.nat(3), { freq: 1 }),
  });
  return parts.map(({ form, isDistinct, filter, fallback }): AggregateCase => {
    const distinct = isDistinct && form.takesDistinct;
    const hasDefault = form.takesDefault && fallback !== null;
    return {
      isExact: form.isExact,
      expression: (round) =>
        form.make({
          distinct,
          ...(filter === null ? {} : { filter: toQ(filter, round) }),
          ...(hasDefault ? { default: fallback } : {}),
        }),
      sql: (round) => {
        const where = filter === null ? "" : ` FILTER (WHERE ${toSql(filter, round)})`;
        const value = `${form.sql(distinct ? "DISTINCT " : "")}${where}`;
        return hasDefault ? `COALESCE(${value}, ${fallback})` : value;
      },
    };
  });
}
