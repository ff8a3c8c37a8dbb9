/** The SQL of a sample of chains, for people to read. */
import { describe, expect, it } from "vitest";
import {
  Avg,
  Case,
  Concat,
  Count,
  Exists,
  F,
  FilteredRelation,
  Lower,
  OuterRef,
  Q,
  RowNumber,
  registerLookup,
  Subquery,
  Sum,
  Value,
  When,
  Window,
} from "../../src/index.ts";
import { NotSupportedError, toSQL } from "../../src/sql-index.ts";
import { openBeatles } from "../fixtures/beatles.ts";

const { Person, Group, Membership } = openBeatles().models;
const people = Person.objects;
const memberships = Membership.objects;

const SAMPLE: { readonly [title: string]: readonly [queryset: unknown, options?: object] } = {
  "all rows": [people],
  "a related row that meets two conditions": [
    people.filter({
      membership__group__name: "The Beatles",
      membership__date_joined__gt: "1961-01-01",
    }),
  ],
  "two filters, each with a related row of its own": [
    people.filter({ group__name: "The Beatles" }).filter({ group__name__startswith: "The" }),
  ],
  "no related row": [people.exclude({ group__name: "The Beatles" })],
  "one or the other": [people.filter(Q({ name: "Ringo Starr" }).or({ group: null }))],
  "texts whatever their case": [people.filter({ name__icontains: "STARR" })],
  "columns in an order": [
    memberships.orderBy("-date_joined").valuesList("person__name", "group__name"),
  ],
  "nulls last": [memberships.orderBy(F("invite_reason").desc({ nulls: "last" })).slice(1, 3)],
  "counted by group": [Group.objects.annotate({ size: Count("members") }).filter({ size__gt: 2 })],
  "grouped by a column": [
    memberships.values("group").annotate({ n: Count("id"), first: Lower("group__name") }),
  ],
  "columns without repeats": [memberships.values("group__name").distinct().orderBy("group__name")],
  "the first of each": [memberships.orderBy("person", "-date_joined").distinct("person")],
  "a window, and a condition on it": [
    memberships
      .annotate({
        place: Window(RowNumber(), { partitionBy: F("group"), orderBy: "date_joined" }),
      })
      .filter({ place: 1 }),
  ],
  "a value of another question": [
    people.annotate({
      joined: Subquery(
        memberships
          .filter({ person: OuterRef("pk") })
          .orderBy("date_joined")
          .values("date_joined")
          .slice(0, 1),
      ),
    }),
  ],
  "whether there is a row": [people.filter(Exists(memberships.filter({ person: OuterRef("pk") })))],
  "among the rows of another question": [
    people.filter({ pk__in: memberships.filter({ group: 1 }).values("person") }),
  ],
  "a relation with a condition": [
    people
      .annotate({
        early: new FilteredRelation("membership", {
          condition: Q({ membership__date_joined__lt: "1961-01-01" }),
        }),
      })
      .filter({ early__group: 1 }),
  ],
  "one thing or another": [
    people.annotate({
      kind: Case(When({ name__startswith: "R" }, Value("drums")), { default: Value("other") }),
    }),
  ],
  together: [
    people
      .filter({ name__startswith: "P" })
      .union(people.filter({ id__lt: 3 }))
      .orderBy("name"),
  ],
  "their number": [people.filter({ group__name: "The Beatles" }).distinct(), { form: "count" }],
  "whether there are any": [people.filter({ name: "Yoko Ono" }), { form: "exists" }],
  aggregates: [
    memberships.filter({ group: 1 }),
    { aggregate: { n: Count("id"), ids: Sum("person"), mean: Avg("id") } },
  ],
  "aggregates of a slice": [people.slice(0, 3), { aggregate: { n: Count("id") } }],
};

describe("SQL", () => {
  it("reads like this", async () => {
    const texts = Object.entries(SAMPLE).map(([title, [queryset, options]]) => {
      const { sql, params, isOrdered } = toSQL(queryset as typeof people, options);
      const broken = sql.replace(
        / (?=(?:FROM|LEFT JOIN|(?<!LEFT )JOIN|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|UNION) )/g,
        "\n",
      );
      const values = params.map((value) =>
        typeof value === "bigint" ? `${value}` : JSON.stringify(value),
      );
      return `-- ${title}${isOrdered ? "" : " (in an order that is open)"}\n${broken}${values.length === 0 ? "" : `\n-- ${values.join(", ")}`}\n`;
    });

    await expect(texts.join("\n")).toMatchFileSnapshot("golden/questions.sql");
  });

  it("is what QuerySets give themselves", () => {
    const { sql, params, columns, read } = people
      .filter({ name: "Ringo Starr" })
      .values("name")
      .toSQL();

    expect(sql).toBe(
      'SELECT "Person"."name" FROM "Person" WHERE ("Person"."name" = ?) ORDER BY "Person"."id"',
    );
    expect(params).toEqual(["Ringo Starr"]);
    expect(columns).toEqual(["name"]);
    expect(read(["Ringo Starr"])).toEqual({ name: "Ringo Starr" });
  });

  it("names what cannot be said", () => {
    const remove = registerLookup({ name: "rhymes", kinds: ["char"], matches: () => true });
    const asked = people.filter({ name__rhymes: "star" } as never);

    expect(() => toSQL(asked)).toThrow(NotSupportedError);
    expect(() => toSQL(asked)).toThrow('There is no SQL for the lookup "rhymes".');
    remove();
  });

  it("refuses aggregates that SQL would take for those of the query around", () => {
    const counted = (value: unknown) =>
      Exists(
        memberships
          .values("group")
          .annotate({ n: Count(value as "pk") })
          .filter({ n__gt: 1 }),
      );

    expect(() => toSQL(people.filter(counted(OuterRef("name"))))).toThrow(NotSupportedError);
    expect(() => toSQL(people.filter(counted(Lower(OuterRef("name")))))).toThrow(
      "An aggregate of values of the query around only has no SQL.",
    );
    expect(toSQL(people.filter(counted(Concat("invite_reason", OuterRef("name"))))).sql).toContain(
      "count(",
    );
  });

  it("refuses what is no question, and databases that it does not speak to", () => {
    expect(() => toSQL([] as never)).toThrow("toSQL() takes a QuerySet or a manager, not [].");
    expect(() => toSQL(people, { dialect: "oracle" as never })).toThrow(
      'There is no dialect "oracle"',
    );
  });
});
