import { describe, expect, it } from "vitest";
import { indexAdvice } from "../../src/compare/compare.ts";
import type { CompiledQuestion } from "../../src/exec/compile.ts";
import { CASCADE, Exists, field, model, OuterRef, openStore } from "../../src/index.ts";
import { stateOf } from "../../src/orm/chain.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";

const PERSONS = 100;
const GROUPS = 10;

/** Persons in groups; `indexes` are those of memberships. */
function openGroups(indexes: readonly (readonly string[])[] = []) {
  const store = openStore({
    Person: model({ name: field.char({ maxLength: 20 }), tags: field.json({ null: true }) }),
    Group: model({
      name: field.char({ maxLength: 20 }),
      members: field.manyToMany("Person", { through: "Membership" }),
      guests: field.manyToMany("Person", { relatedName: "guest_of" }),
    }),
    Membership: model(
      {
        person: field.foreignKey("Person", { onDelete: CASCADE }),
        group: field.foreignKey("Group", { onDelete: CASCADE }),
        level: field.integer(),
        since: field.date(),
      },
      { indexes },
    ),
  });
  const { Person, Group, Membership } = store.models;
  const number = (count: number) => Array.from({ length: count }, (_, n) => n);
  Person.objects.bulkCreate(number(PERSONS).map((n) => ({ name: `p${n}` })));
  Group.objects.bulkCreate(number(GROUPS).map((n) => ({ name: `g${n}` })));
  Membership.objects.bulkCreate(
    number(PERSONS * GROUPS).map((n) => ({
      person_id: 1 + Math.floor(n / GROUPS),
      group_id: 1 + (n % GROUPS),
      level: n % 7,
      since: new Date(Date.UTC(2020, 0, 1 + (n % 365))),
    })),
  );
  return store;
}

const store = openGroups();
const { Person, Group, Membership } = store.models;
const declarations = (indexes: readonly { readonly declaration: string }[]) =>
  indexes.map(({ declaration }) => declaration);

describe("indexAdvice()", () => {
  it("advises the columns of equalities, then a range", () => {
    const asked = Membership.objects.filter({ level: 3, since__gte: "2020-12-01" });

    const { before, after, best, indexes } = indexAdvice([asked]);

    expect(declarations(best)).toEqual(['Membership: { indexes: [["level", "since"]] }']);
    expect(before).toBe(PERSONS * GROUPS);
    expect(after).toBe(asked.count());
    expect(best[0]!.saved).toBe(before - after);
    expect(declarations(indexes)).toContain('Membership: { indexes: [["since"]] }');
    expect(indexes.map(({ saved }) => saved)).toEqual(
      indexes.map(({ saved }) => saved).sort((a, b) => b - a),
    );
  });

  it("advises an order, where no more than its beginning is asked for", () => {
    const { best } = indexAdvice([Membership.objects.orderBy("-since").slice(0, 5)]);

    expect(declarations(best)).toEqual(['Membership: { indexes: [["since"]] }']);
  });

  it("advises on joined tables, foreign keys together with conditions among them", () => {
    const byName = Person.objects.filter({ group__name: "g3", membership__since: "2020-02-01" });

    const { best } = indexAdvice([byName]);

    expect(best.length).toBeGreaterThan(0);
    expect(declarations(best).every((text) => /^(Group|Membership): /.test(text))).toBe(true);
  });

  it("advises on questions within questions, and on the parts of combined ones", () => {
    const inner = Person.objects.filter(
      Exists(Membership.objects.filter({ person: OuterRef("pk"), since: "2020-02-01" })),
    );
    const parts = Person.objects.filter({ name: "p1" }).union(Person.objects.filter({ pk: 2 }));

    expect(declarations(indexAdvice([inner]).best)).toEqual([
      'Membership: { indexes: [["since"]] }',
    ]);
    expect(declarations(indexAdvice([parts]).best)).toEqual(['Person: { indexes: [["name"]] }']);
  });

  it("gives what was advised when it is declared", () => {
    const ask = ({ models }: typeof store) => [
      models.Membership.objects.filter({ level: 3, since__gte: "2020-12-01" }),
      models.Membership.objects.filter({ group: 2, level: 3 }),
    ];
    const { best, queries } = indexAdvice(ask(store));

    const declared = openGroups(best.map(({ fields }) => fields));
    const visited = ask(declared).map((asked) => {
      asked.toArray();
      return asked.rowsVisited;
    });

    expect(best.length).toBe(2);
    expect(queries.map(({ after }) => after)).toEqual(visited);
    expect(indexAdvice(ask(declared)).best).toEqual([]);
    for (const { name } of best)
      expect(String(ask(declared).map((q) => q.explain()))).toContain(name);
  });

  it("leaves the store, its plans and its answers as they are", () => {
    const asked = Membership.objects.filter({ level: 3 });
    const [plan, { database }] = [String(asked.explain()), store];

    indexAdvice([asked]);

    expect(String(Membership.objects.filter({ level: 3 }).explain())).toBe(plan);
    expect(store.database).toBe(database);
    expect(asked.toArray().length).toBe(Membership.objects.filter({ level: 3 }).count());
    store.database.verify();
  });

  it("keeps no plan with an index that it tried", () => {
    const asked = Membership.objects.filter({ level: 3, since__gte: "2020-12-01" });
    const { shape } = stateOf(asked as unknown as QuerySet);

    expect(indexAdvice([asked]).best.length).toBe(1);

    const { rows } = shape.compiled as { readonly rows: CompiledQuestion };
    expect(rows.candidates.map(({ plan }) => plan.driver.kind)).toEqual(["full-scan"]);
  });

  it("names no index that there is, that cannot be declared, or that helps nobody", () => {
    const asked = [
      Person.objects.filter({ pk: 3 }),
      Membership.objects.filter({ person: 3 }),
      Person.objects.filter({ tags: { a: 1 } }),
      Group.objects.filter({ guests: 3 }),
      Person.objects.filter({ name__contains: "7" }),
    ];

    expect(indexAdvice(asked).indexes).toEqual([]);
    expect(String(indexAdvice(asked))).toMatch(/^No index would spare rows\.\n/);
  });

  it("lists declared indexes that no plan reads", () => {
    const { Membership: memberships } = openGroups([["level"], ["since"]]).models;

    const { unused } = indexAdvice([memberships.objects.filter({ level: 3 })]);

    expect(unused).toEqual([{ model: "Membership", name: "membership_since_idx" }]);
  });

  it("asks other data where it is told to", () => {
    const fork = store.fork();
    fork.models.Person.objects.filter({ pk__gt: 10 }).delete();

    const { before } = indexAdvice([Person.objects.filter({ name: "p7" })], { data: fork });

    expect(before).toBe(10);
  });

  it("prints the best set, and what it does for each QuerySet", () => {
    const asked = [
      Person.objects.filter({ name: "p7" }),
      Person.objects.filter({ pk: 1 }),
      Person.objects.orderBy("-pk").slice(3, 4),
    ];

    expect(String(indexAdvice(asked)).split("\n")).toEqual([
      "saved  index",
      "─────  ───────────────────────────────",
      '   99  Person: { indexes: [["name"]] }',
      "(1 index)",
      "",
      "before  after  question",
      "──────  ─────  ────────────────────────────",
      '   100      1  Person: { name: "p7" }',
      "     1      1  Person: { pk: 1 }",
      "     4      4  Person: all rows by -pk 3..4",
      "   105      6  all of them",
      "(4 lines)",
    ]);
  });

  it("refuses what is no list of QuerySets", () => {
    expect(() => indexAdvice(3 as never)).toThrow(/expected a list/);
    expect(() => indexAdvice([3 as never])).toThrow(/takes a QuerySet or a manager, not 3/);
    expect(() => indexAdvice([], { dat: store } as never)).toThrow(/"data"/);
    expect(indexAdvice([])).toMatchObject({ before: 0, after: 0, indexes: [], queries: [] });
  });
});
