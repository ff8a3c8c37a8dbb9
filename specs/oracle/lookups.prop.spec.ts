import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe } from "vitest";
import { Subquery } from "../../src/index.ts";
import { runs } from "../runs.ts";
import { countAgreements, PATIENCE } from "./agreement.ts";
import { columnCase } from "./column-cases.ts";
import { type LookupCase, lookupCase } from "./lookup-cases.ts";
import { openSpecimens, specimen } from "./specimens.ts";
import { loadSqlite } from "./sqlite.ts";
import { addFunctions } from "./sqlite-functions.ts";

const expectAgreement = countAgreements("lookups");

/** One call: filter() or exclude() with a lookup. */
interface Call {
  readonly isExcluded: boolean;
  readonly lookup: LookupCase;
}

/** A negated condition holds where its columns are null. */
function sqlOf({ isExcluded, lookup }: Call, round: 0 | 1): string {
  const condition = lookup.sql(lookup.values[round]);
  if (!isExcluded) return `(${condition})`;
  return `NOT (${[`(${condition})`, ...lookup.guards.map((x) => `${x} IS NOT NULL`)].join(" AND ")})`;
}

function askBoth(rows: readonly object[], questions: readonly (readonly Call[])[]): void {
  const { store, all } = openSpecimens(rows);
  const sqlite = addFunctions(loadSqlite(store.database));
  for (const calls of questions) {
    for (const round of [0, 1] as const) {
      const chain = calls.reduce((at, { isExcluded, lookup }) => {
        const given = { [lookup.key]: lookup.values[round] };
        return isExcluded ? at.exclude(given) : at.filter(given);
      }, all());
      const where = calls.map((call) => sqlOf(call, round)).join(" AND ");
      const sql = `SELECT s.id FROM "Specimen" s WHERE ${where} ORDER BY s.id`;
      expectAgreement(sqlite, { chain, sql });
    }
  }
  sqlite.close();
}

const specimens = fc.array(specimen, { minLength: 1, maxLength: 12 });

function questionsOf(lookup: fc.Arbitrary<LookupCase>) {
  const call = fc.record({ isExcluded: fc.boolean(), lookup });
  const one = fc.array(call, { minLength: 1, maxLength: 1 });
  const few = fc.array(call, { minLength: 2, maxLength: 3 });
  return fc.array(fc.oneof({ arbitrary: one, weight: 3 }, few), { minLength: 1, maxLength: 30 });
}

describe("lookups on the columns of one table", () => {
  test.prop([specimens, questionsOf(lookupCase)], { numRuns: runs(200) })(
    "compare with values as SQL does, and keep nulls when they are excluded",
    askBoth,
    PATIENCE,
  );

  test.prop([specimens, questionsOf(columnCase)], { numRuns: runs(150) })(
    "compare with other columns as SQL does",
    askBoth,
    PATIENCE,
  );

  const numbers = fc.constantFrom("count", "other", "big", "ratio", "price");
  const asked = fc.tuple(numbers, numbers, fc.boolean(), fc.boolean());
  test.prop([specimens, fc.array(asked, { minLength: 1, maxLength: 8 })], { numRuns: runs(100) })(
    "compare numbers of any kind with those that a query gives",
    (rows, questions) => {
      const { store, all } = openSpecimens(rows);
      const sqlite = loadSqlite(store.database);
      for (const [left, right, isList, isExcluded] of questions) {
        const column = all().orderBy("pk").values(right);
        const given = isList
          ? { [`${left}__in`]: column }
          : { [`${left}__gte`]: Subquery(column.slice(0, 1)) };
        const inner = `SELECT o.${right} FROM "Specimen" o ORDER BY o.id`;
        const test = isList ? `s.${left} IN (${inner})` : `s.${left} >= (${inner} LIMIT 1)`;
        const where = isExcluded ? `NOT (${test} AND s.${left} IS NOT NULL)` : test;
        const sql = `SELECT s.id FROM "Specimen" s WHERE ${where} ORDER BY s.id`;
        expectAgreement(sqlite, {
          chain: isExcluded ? all().exclude(given) : all().filter(given),
          sql,
        });
      }
      sqlite.close();
    },
    PATIENCE,
  );
});
