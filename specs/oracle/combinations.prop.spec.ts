import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe } from "vitest";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { runs } from "../runs.ts";
import { OWN_FIELDS } from "./aggregate-cases.ts";
import { countAgreements, PATIENCE } from "./agreement.ts";
import { leafOf, type Tree, toQ, toSql, treeOf } from "./condition-trees.ts";
import { clubRows, openPopulated } from "./populated-club.ts";
import { loadSqlite } from "./sqlite.ts";

const expectAgreement = countAgreements("combinations");

/** Chains put together as sets. */
type Sets =
  | { readonly kind: "chain"; readonly tree: Tree; readonly length: number | null }
  | {
      readonly kind: "union" | "all" | "intersection" | "difference";
      readonly left: Sets;
      readonly right: Sets;
    };

const KEYWORDS = {
  union: "UNION",
  all: "UNION ALL",
  intersection: "INTERSECT",
  difference: "EXCEPT",
};

const chain = fc.record({
  kind: fc.constant("chain" as const),
  tree: treeOf(leafOf(OWN_FIELDS), ["or", "and", "not"], 1),
  length: fc.option(fc.nat(4), { freq: 1 }),
});

function setsOf(depth: number): fc.Arbitrary<Sets> {
  if (depth === 0) return chain;
  const part = setsOf(depth - 1);
  const sets = fc.record({
    kind: fc.constantFrom(...(Object.keys(KEYWORDS) as (keyof typeof KEYWORDS)[])),
    left: part,
    right: part,
  });
  return fc.oneof({ arbitrary: chain, weight: 1 }, { arbitrary: sets, weight: 3 });
}

const COLUMNS = { pk: "p.id", id: "p.id", name: "p.name", age: "p.age" };

interface Combined {
  readonly sets: Sets;
  /** Columns of the answer; none gives rows. */
  readonly columns: readonly (keyof typeof COLUMNS)[];
  readonly order: readonly (readonly ["name" | "age", boolean])[];
  readonly part: readonly [number, number] | null;
}

function chainOf(
  start: QuerySet,
  sets: Sets,
  columns: Combined["columns"],
  round: 0 | 1,
): QuerySet {
  if (sets.kind === "chain") {
    const rows = start.filter(toQ(sets.tree, round));
    const cut = sets.length === null ? rows : rows.orderBy("-age", "pk").slice(0, sets.length);
    return columns.length === 0 ? cut : cut.valuesList(...columns);
  }
  const left = chainOf(start, sets.left, columns, round);
  const right = chainOf(start, sets.right, columns, round);
  if (sets.kind === "all") return left.union(right, { all: true });
  return left[sets.kind](right);
}

function setSql(sets: Sets, selected: string, round: 0 | 1): string {
  if (sets.kind === "chain") {
    const rows = `SELECT ${selected} FROM "Person" p WHERE ${toSql(sets.tree, round)}`;
    if (sets.length === null) return rows;
    return `SELECT * FROM (${rows} ORDER BY p.age DESC, p.id LIMIT ${sets.length})`;
  }
  const [left, right] = [sets.left, sets.right].map(
    (part) => `SELECT * FROM (${setSql(part, selected, round)})`,
  );
  return `${left} ${KEYWORDS[sets.kind]} ${right}`;
}

function sqlOf({ sets, columns, order, part }: Combined, round: 0 | 1): string {
  const all = columns.length === 0 ? (["pk", "name", "age"] as const) : columns;
  const selected = all.map((name) => `${COLUMNS[name]} AS ${name}`).join(", ");
  const terms = orderOf({ columns, order }).map(([name, isDescending]) =>
    isDescending ? `${name} DESC` : name,
  );
  const limit = part === null ? "" : `LIMIT ${part[1]} OFFSET ${part[0]}`;
  const shown = columns.length === 0 ? "pk" : columns.join(", ");
  return `SELECT ${shown} FROM (${setSql(sets, selected, round)}) ORDER BY ${terms.join(", ")} ${limit}`;
}

/** Terms that leave nothing open: those asked for, then all columns. */
function orderOf({ columns, order }: Pick<Combined, "columns" | "order">) {
  const known = order.filter(([name]) => columns.length === 0 || columns.includes(name));
  const rest = columns.length === 0 ? (["pk"] as const) : columns;
  return [...known, ...rest.map((name) => [name, false] as const)];
}

const combined: fc.Arbitrary<Combined> = fc.record({
  sets: setsOf(2).filter(({ kind }) => kind !== "chain"),
  columns: fc.constantFrom(
    [],
    [],
    ["name"],
    ["name", "age"],
    ["age", "id"],
    ["age", "pk"],
  ) as fc.Arbitrary<Combined["columns"]>,
  order: fc.array(fc.tuple(fc.constantFrom("name", "age"), fc.boolean()), {
    maxLength: 2,
  }) as fc.Arbitrary<Combined["order"]>,
  part: fc.option(fc.tuple(fc.nat(2), fc.nat(5)), { freq: 1 }) as fc.Arbitrary<Combined["part"]>,
});

describe("union(), intersection() and difference()", () => {
  test.prop([clubRows, fc.array(combined, { minLength: 1, maxLength: 8 })], {
    numRuns: runs(150),
  })(
    "put chains together as SQL does, in an order and in parts",
    (rows, questions) => {
      const { store, all } = openPopulated(rows);
      const sqlite = loadSqlite(store.database);
      for (const question of questions) {
        for (const round of [0, 1] as const) {
          const { sets, columns, part } = question;
          const terms = orderOf(question).map(([name, isDescending]) =>
            isDescending ? `-${name}` : name,
          );
          const whole = chainOf(all("Person"), sets, columns, round).orderBy(...terms);
          const asked = part === null ? whole : whole.slice(part[0], part[0] + part[1]);
          expectAgreement(sqlite, { chain: asked, sql: sqlOf(question, round) });
        }
      }
      sqlite.close();
    },
    PATIENCE,
  );
});
