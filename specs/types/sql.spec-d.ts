import { describe, expectTypeOf, it } from "vitest";
import { Count, type RowOf } from "../../src/index.ts";
import { type SQLQuery, toSQL } from "../../src/sql-index.ts";
import { type models, store } from "./schema.ts";

const { Person } = store.models;
type Row = RowOf<typeof models, "Person">;

describe("toSQL()", () => {
  it("reads rows as the QuerySet gives them", () => {
    expectTypeOf(Person.objects.all().toSQL()).toEqualTypeOf<SQLQuery<Row>>();
    expectTypeOf(toSQL(Person.objects.all())).toEqualTypeOf<SQLQuery<Row>>();
    expectTypeOf(toSQL(Person.objects)).toEqualTypeOf<SQLQuery<Row>>();
    const names = Person.objects.valuesList("name", { flat: true }).toSQL();
    expectTypeOf(names.read([])).toEqualTypeOf<string>();
    const counted = Person.objects
      .values("nick")
      .annotate({ n: Count("pk") })
      .toSQL();
    const row = counted.read([]);
    expectTypeOf(row.nick).toEqualTypeOf<string | null>();
    expectTypeOf(row.n).toEqualTypeOf<number>();
  });

  it("takes QuerySets and managers, and known forms and dialects", () => {
    const count = Person.objects.all().toSQL({ form: "count", dialect: "sqlite" });
    expectTypeOf(count.read([])).toEqualTypeOf<number>();
    expectTypeOf(toSQL(Person.objects, { form: "exists" }).read([])).toEqualTypeOf<boolean>();
    expectTypeOf(toSQL(Person.objects, { aggregate: { n: Count("pk") } }).read([])).toHaveProperty(
      "n",
    );
    // @ts-expect-error an array is no question
    toSQL([]);
    // @ts-expect-error there is no such form
    Person.objects.all().toSQL({ form: "sum" });
    // @ts-expect-error there is no such dialect
    toSQL(Person.objects, { dialect: "oracle" });
  });
});
