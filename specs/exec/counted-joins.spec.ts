/** Groups whose joined rows are counted by an index, none of them read. */
import { describe, expect, it } from "vitest";
import { planLines } from "../../src/cli/print-answer.ts";
import { Count, type Explanation, F, Max, Q, type StoreOptions, Sum } from "../../src/index.ts";
import { filledClub, GROUPS, PERSONS } from "../fixtures/filled-club.ts";

type Models = ReturnType<typeof filledClub>["models"];

/** A question on the club, as far as it is asked here. */
interface Asked {
  toArray(): readonly unknown[];
  readonly rowsVisited: number;
  explain(): Explanation;
}

type Questions = { readonly [text: string]: (models: Models) => Asked };

const members = { n: Count("members") };

/** What is counted, each with a number of base rows that are read. */
const COUNTED: Questions = {
  "Group.annotate({ n: Count(members) })": ({ Group }) => Group.objects.annotate(members),
  "Group.annotate({ n: Count(members) }).orderBy(-n).slice(0, 2)": ({ Group }) =>
    Group.objects.annotate(members).orderBy("-n").slice(0, 2),
  "Group.annotate({ n: Count(membership) })": ({ Group }) =>
    Group.objects.annotate({ n: Count("membership") }),
  "Group.annotate({ n: Count(members), rows: Count(membership, distinct) })": ({ Group }) =>
    Group.objects.annotate({ ...members, rows: Count("membership", { distinct: true }) }),
  "Group.annotate({ n: Count(members), all: Count(*), last: Max(name) })": ({ Group }) =>
    Group.objects.annotate({ ...members, all: Count("*"), last: Max("name") }),
  "Group.annotate({ n: Count(members) }).filter({ n__gt: 20 })": ({ Group }) =>
    Group.objects.annotate(members).filter({ n__gt: 20 }),
  "Group.values(id, name).annotate({ n: Count(members) })": ({ Group }) =>
    Group.objects.values("id", "name").annotate(members),
  "Person.filter({ age__gt: 40 }).annotate({ n: Count(pupils) })": ({ Person }) =>
    Person.objects.filter({ age__gt: 40 }).annotate({ n: Count("pupils") }),
  "Person.values(age).annotate({ n: Count(membership) }).orderBy(age)": ({ Person }) =>
    Person.objects
      .values("age")
      .annotate({ n: Count("membership") })
      .orderBy("age"),
  "Group.filter({ membership__date_joined__lt: … }).annotate({ n: Count(membership) })": ({
    Group,
  }) =>
    Group.objects
      .filter({ name__gte: "g2", membership__date_joined__lt: "2020-02-01" })
      .annotate({ n: Count("membership") }),
  "Membership.filter({ person: 7 }).annotate({ n: Count(group__fans) })": ({ Membership }) =>
    Membership.objects.filter({ person: 7 }).annotate({ n: Count("group__fans") }),
  "Person.annotate({ groups: Count(group, distinct), n: Count(pupils) })": ({ Person }) =>
    Person.objects
      .filter({ id__in: [1, 2, 3] })
      .annotate({ groups: Count("group", { distinct: true }), n: Count("pupils") }),
};

/** What needs more of the joined rows than their number. */
const READ: Questions = {
  "Group.annotate({ first: Max(membership__date_joined), n: Count(members) })": ({ Group }) =>
    Group.objects.annotate({ first: Max("membership__date_joined"), ...members }),
  "Person.annotate({ n: Count(pupils__email) })": ({ Person }) =>
    Person.objects.annotate({ n: Count("pupils__email") }),
  "Group.annotate({ n: Count(members, filter) })": ({ Group }) =>
    Group.objects.annotate({
      n: Count("members", { filter: Q({ membership__date_joined__gt: "2020-02-01" }) }),
    }),
  "Group.annotate({ n: Count(members, distinct) })": ({ Group }) =>
    Group.objects.annotate({ n: Count("members", { distinct: true }) }),
  "Person.annotate({ n: Count(membership), years: Sum(age) })": ({ Person }) =>
    Person.objects.annotate({ n: Count("membership"), years: Sum("age") }),
  "Group.filter(Q({ membership__is_leader: true }).or({ fans__age: 20 })).annotate({ n: Count(*) })":
    ({ Group }) =>
      Group.objects
        .filter(Q({ membership__is_leader: true }).or({ fans__age: 20 }))
        .annotate({ n: Count("*") }),
  "Group.annotate({ on: F(membership__date_joined), n: Count(membership) })": ({ Group }) =>
    Group.objects.annotate({ on: F("membership__date_joined"), n: Count("membership") }),
};

function joinsOf({ plan }: Explanation): readonly string[] {
  const kinds: string[] = [];
  for (let node: typeof plan | undefined = plan; node !== undefined; node = node.input) {
    if (node.kind.endsWith("join")) kinds.push(node.kind);
  }
  return kinds;
}

const store = filledClub();
const OPTIONS: readonly StoreOptions[] = [
  { planner: { indexes: false } },
  { planner: { rewrites: false } },
];
const others = OPTIONS.map(filledClub);

describe("a counted join", () => {
  it.each(Object.entries(COUNTED))("answers %s", (_, ask) => {
    const [first] = joinsOf(ask(store.models).explain());

    expect(first).toMatch(/count-join$/);
  });

  it.each(Object.entries(READ))("is of no use to %s", (_, ask) => {
    expect(joinsOf(ask(store.models).explain()).join(" ")).not.toContain("count-join");
  });

  it.each(Object.entries({ ...COUNTED, ...READ }))(
    "gives for %s what reading the rows gives",
    (_, ask) => {
      const shown = (models: Models): string => JSON.stringify(ask(models).toArray());

      for (const other of others) expect(shown(store.models)).toBe(shown(other.models));
    },
  );

  it("reads base rows and no others", () => {
    const { Group, Person } = store.models;
    const grouped = Group.objects.annotate(members).orderBy("-n").slice(0, 2);
    const taught = Person.objects.filter({ id__lte: 10 }).annotate({ n: Count("pupils") });

    grouped.toArray();
    taught.toArray();

    expect([grouped.rowsVisited, taught.rowsVisited]).toEqual([GROUPS, PERSONS]);
  });

  it("leaves out groups without rows where it is an inner one", () => {
    const { Group } = store.models;
    const early = Group.objects
      .filter({ membership__date_joined__lte: "2020-01-01" })
      .annotate({ n: Count("membership") });

    expect(early.valuesList("name", "n").toArray()).toEqual([
      ["g0", 1],
      ["g1", 1],
    ]);
  });

  it("stops at the end of a slice where rows come in order", () => {
    const { Group } = store.models;
    const first = Group.objects.annotate(members).orderBy("id").slice(1, 3);

    expect(first.toArray().map(({ n }) => n)).toEqual([20, 20]);
    expect(first.rowsVisited).toBe(3);
  });

  it("has the plans on file", async () => {
    const plans = Object.entries({ ...COUNTED, ...READ }).map(([text, ask]) =>
      [text, ...planLines(ask(store.models).explain()).map((line) => `  ${line}`), ""].join("\n"),
    );

    await expect(plans.join("\n")).toMatchFileSnapshot("../plans/counted-join.plan");
  });
});
