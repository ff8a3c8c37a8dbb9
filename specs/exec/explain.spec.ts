import { describe, expect, it } from "vitest";
import {
  Count,
  Exists,
  type ExplainNode,
  OuterRef,
  Q,
  RowNumber,
  Window,
} from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

/** All rows of each model, without types. */
interface Chains {
  readonly people: QuerySet;
  readonly groups: QuerySet;
  readonly memberships: QuerySet;
}

function openChains(options: Parameters<typeof openSmallClub>[0] = {}): Chains {
  const { Person, Group, Membership } = openSmallClub(options);
  const all = (objects: { all(): unknown }): QuerySet => objects.all() as QuerySet;
  return {
    people: all(Person.objects),
    groups: all(Group.objects),
    memberships: all(Membership.objects),
  };
}

const QUESTIONS: { readonly [title: string]: (chains: Chains) => QuerySet } = {
  "all rows": ({ people }) => people,
  "a key": ({ people }) => people.filter({ pk: 2 }),
  "a key that there is not": ({ people }) => people.filter({ pk: 99 }),
  "a unique value": ({ groups }) => groups.filter({ name: "Choir" }),
  "a range": ({ people }) => people.filter({ age__gte: 30 }),
  "a scan": ({ people }) => people.filter({ name__contains: "n" }),
  "a join": ({ people }) => people.filter({ group__name: "Choir" }),
  "a join with repeats dropped": ({ people }) =>
    people.filter({ group__name__startswith: "" }).distinct().orderBy("name"),
  "a left join": ({ people }) => people.filter(Q({ mentor__age: 60 }).or({ age: null })),
  "missing rows": ({ people }) => people.filter({ membership__isnull: true }),
  "a negation": ({ people }) => people.exclude({ membership__is_leader: true }),
  "a question within": ({ people, memberships }) =>
    people.filter(Exists(memberships.filter({ person: OuterRef("pk"), group: 1 }))),
  "an order and a slice": ({ people }) => people.orderBy("-age").slice(1, 3),
  groups: ({ groups }) => groups.annotate({ n: Count("members") }).filter({ n__gt: 1 }),
  windows: ({ people }) => people.annotate({ place: Window(RowNumber(), { orderBy: "-age" }) }),
  columns: ({ people }) => people.values("mentor").distinct().orderBy("mentor"),
  "a union": ({ people }) => people.filter({ pk: 1 }).union(people.filter({ age__lt: 50 })),
  "an intersection": ({ people }) => people.intersection(people.filter({ age__lt: 50 })),
  "a difference with an order": ({ people }) =>
    people.difference(people.filter({ group__name: "Band" })).orderBy("-name"),
};

/** All nodes of a plan. */
function nodesOf(node: ExplainNode): readonly ExplainNode[] {
  const below = [...(node.input === undefined ? [] : [node.input]), ...(node.others ?? [])];
  return [node, ...below.flatMap(nodesOf)];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe.each(Object.entries(QUESTIONS))("explain() of %s", (_, ask) => {
  const asked = ask(openChains());

  it("reads no row", () => {
    const { plan, rowsVisited } = asked.explain();

    expect(nodesOf(plan).filter(({ actual }) => actual !== undefined)).toEqual([]);
    expect([rowsVisited, asked.rowsVisited]).toEqual([undefined, 0]);
  });

  it("tells with { analyze: true } what was read, node by node and in all", () => {
    const { plan, rowsVisited } = asked.explain({ analyze: true });
    const fresh = asked.all();
    fresh.toArray();

    const actuals = nodesOf(plan).flatMap(({ actual }) => actual ?? []);
    expect(actuals.length).toBeGreaterThan(0);
    expect(sum(actuals.map(({ visited }) => visited))).toBe(rowsVisited);
    expect(rowsVisited).toBe(fresh.rowsVisited);
    expect(actuals.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
  });

  it("tells with { analyze: true } as many rows as there are, out of the last node", () => {
    const { plan } = asked.explain({ analyze: true });

    expect(plan.actual?.rows).toBe(asked.all().toArray().length);
  });

  it("gives whole plans with { alternatives: true }, of which one is the chosen one", () => {
    const plain = asked.explain();
    const { considered, plan } = asked.explain({ alternatives: true });

    expect(plain.considered.map((each) => each.plan)).toEqual(
      plain.considered.map(() => undefined),
    );
    expect(considered.map((each) => each.plan === undefined)).not.toContain(true);
    for (const [at, { plan: whole, driver }] of considered.entries()) {
      const path = nodesOf(whole!).at(-1)!;
      expect(`${path.kind} ${path.detail}`).toBe(driver);
      expect(plain.considered[at]!.driver).toBe(driver);
    }
    const chosen = considered.filter(({ isChosen }) => isChosen).map((each) => each.plan);
    const combined = nodesOf(plan).find(({ others }) => others !== undefined);
    expect(chosen).toEqual(combined?.others ? [combined.input, ...combined.others] : [plan]);
  });

  it("uses no index without indexes, and finds the same rows", () => {
    const scanning = ask(openChains({ planner: { indexes: false } }));

    const { plan } = scanning.explain();

    const paths = nodesOf(plan).map(({ kind }) => kind);
    expect(paths.filter((kind) => /probe|index/.test(kind))).toEqual([]);
    expect(paths).toContain("full-scan");
    expect(String(scanning.explain())).not.toMatch(/by (primary key|\w+_(idx|uniq|id)) \[/);
    expect(JSON.stringify(scanning)).toBe(JSON.stringify(asked));
  });
});

describe("a combined question", () => {
  const { people } = openChains();

  it("has the plans of its parts, and the sum of their costs", () => {
    const left = people.filter({ pk: 1 });
    const right = people.filter({ age__gt: 30 });

    const { plan, cost } = left.union(right, { all: true }).explain();

    expect(plan).toMatchObject({
      kind: "union",
      detail: "with repeats",
      input: left.explain().plan,
      others: [right.explain().plan],
    });
    expect(cost).toBeCloseTo(left.explain().cost + right.explain().cost);
  });
});

describe("a combined question in order, sliced", () => {
  it("shows the order and the slice above its parts, and what came out on top", () => {
    const { people } = openChains();
    const both = people.filter({ pk: 1 }).union(people.filter({ age__gt: 30 }));
    const question = both.orderBy("-age", "name").slice(1, 2);

    const { plan } = question.explain({ analyze: true });

    expect(plan).toMatchObject({ kind: "slice", detail: "1..2", actual: { rows: 1 } });
    expect(plan.input).toMatchObject({ kind: "sort", detail: "age desc, name" });
    expect(plan.input!.input).toMatchObject({ kind: "union" });
  });
});

describe("the text of a plan that was run", () => {
  it("tells rows and time beside what was expected", () => {
    const { people } = openChains();

    const text = String(people.filter({ pk: 1 }).explain({ analyze: true }));

    expect(text).toMatch(
      /^key-probe Person \[Person\.id exact 1\] {2}\(~1 rows; got 1, visited 1, \d+\.\d\d ms\)$/,
    );
  });
});

describe("a question that is answered before the first row", () => {
  const { people, memberships } = openChains();

  it("shows that nothing is read, and why", () => {
    expect(String(people.none().explain())).toBe("nothing Person [false]  (~0 rows)");
    expect(String(people.filter({ group__name: "Choir" }).none().orderBy("name").explain())).toBe(
      "nothing Person [false]  (~0 rows)",
    );
    expect(String(people.filter(Exists(memberships.filter({ pk: 99 }))).explain())).toMatch(
      /^nothing Person \[exists \(.*\)\] {2}\(~0 rows\)$/,
    );
    expect(String(people.slice(2, 2).explain())).toBe(
      "slice 2..2  (~0 rows)\n  nothing Person  (~0 rows)",
    );
    expect(
      String(
        people
          .union(people.filter({ pk: 1 }))
          .none()
          .explain(),
      ),
    ).toBe(
      [
        "union without repeats  (~0 rows)",
        "  nothing Person [false]  (~0 rows)",
        "  nothing Person [false]  (~0 rows)",
      ].join("\n"),
    );
  });

  it("costs nothing, whatever more is asked of it", () => {
    const { plan, cost, considered, rowsVisited } = people
      .none()
      .explain({ analyze: true, alternatives: true });

    expect({ cost, rowsVisited }).toEqual({ cost: 0, rowsVisited: 0 });
    expect(plan.actual).toMatchObject({ rows: 0, visited: 0 });
    expect(considered).toMatchObject([
      { driver: "nothing Person [false]", cost: 0, isChosen: true, plan: { kind: "nothing" } },
    ]);
  });
});
