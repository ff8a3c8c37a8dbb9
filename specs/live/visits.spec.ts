/** What a commit costs live queries, told by the rows that are read for it and the queries that are visited. */
import type { Observable } from "rxjs";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { PartReader } from "../../src/exec/combination.ts";
import { Count, Max, RowNumber, Window } from "../../src/index.ts";
import { ListKeeper } from "../../src/live/keeper.ts";
import { Listing } from "../../src/live/listing.ts";
import { JoinedRows } from "../../src/live/pin.ts";
import { CountKeeper, LengthKeeper } from "../../src/live/value-keepers.ts";
import { day, type Groups, MEMBERS, openGroups } from "../fixtures/groups-of-twenty.ts";
import { listen } from "./listen.ts";

/** The group that is asked about, and the one that its live query leaves out. */
const GROUP = 4;
const APART = 12;
/** Groups that commits touch: only the first of them is asked about. */
const TOUCHED: ReadonlySet<number> = new Set([GROUP, 5, APART]);

type Ask = (models: Groups["models"], group: number) => Observable<unknown>;

const LATEST: Ask = ({ Membership }, group) =>
  Membership.objects.filter({ group }).liveAggregate({ latest: Max("date_joined") });

/** Commits that take the latest day away. */
const LATEST_LOST = ["a day is another", "a day is too early"];

const QUESTIONS: { readonly [question: string]: Ask } = {
  "the memberships of a group since a date, in order": ({ Membership }, group) =>
    Membership.objects
      .filter({ group_id: group, date_joined__gte: day(10) })
      .orderBy("date_joined", "pk")
      .live(),
  "the memberships since a date, of all groups": ({ Membership }, group) => {
    const since = group === GROUP ? day(7500) : day(10_000 + group);
    return Membership.objects.filter({ date_joined__gte: since }).orderBy("date_joined").live();
  },
  "people with a membership in a group since a date": ({ Person }, group) =>
    Person.objects
      .filter({ membership__group: group, membership__date_joined__gte: day(10) })
      .orderBy("name")
      .live(),
  "the same without repeats": ({ Person }, group) =>
    Person.objects
      .filter({ membership__group: group, membership__date_joined__gte: day(10) })
      .distinct()
      .live(),
  "the names of people in a named group, without repeats": ({ Person }, group) =>
    Person.objects
      .filter({ group__name: `Group ${group - 1}` })
      .valuesList("name", { flat: true })
      .distinct()
      .orderBy("name")
      .live(),
  "the latest twenty memberships of a group": ({ Membership }, group) =>
    Membership.objects
      .filter({ group_id: group })
      .orderBy("-date_joined", "pk")
      .slice(0, 20)
      .live(),
  "a group with the number of its members": ({ Group }, group) =>
    Group.objects
      .filter({ pk: group })
      .annotate({ size: Count("members") })
      .live(),
  "the number of memberships since a date of a named group": ({ Membership }, group) =>
    Membership.objects
      .filter({ group__name: `Group ${group - 1}`, date_joined__gte: day(10) })
      .values("group__name")
      .annotate({ size: Count("pk") })
      .live(),
  "people in a group or with a membership in it since a date": ({ Person }, group) =>
    Person.objects
      .filter({ group__name: `Group ${group - 1}` })
      .union(
        Person.objects.filter({
          membership__group: group,
          membership__date_joined__gte: day(10),
        }),
      )
      .orderBy("name")
      .live(),
  "the people of a group who are in none of another": ({ Person }, group) =>
    Person.objects.filter({ group }).exclude({ membership__group: APART }).live(),
  "the number of people in a group": ({ Person }, group) =>
    Person.objects.filter({ group }).liveCount(),
  "the number of different people in a group": ({ Person }, group) =>
    Person.objects.filter({ group }).distinct().liveCount(),
  "the number of a group's memberships, as an aggregate": ({ Membership }, group) =>
    Membership.objects.filter({ group }).liveAggregate({ count: Count("pk") }),
  "the latest day of a group's memberships": LATEST,
};

/** Questions about all groups at once, which hear of every membership. */
const WHOLE: { readonly [question: string]: Ask } = {
  "the number of members of each group": ({ Group }) =>
    Group.objects.annotate({ size: Count("members") }).live(),
  "the number of memberships": ({ Membership }) => Membership.objects.liveCount(),
  "the latest twenty memberships": ({ Membership }) =>
    Membership.objects.orderBy("-date_joined", "pk").slice(0, 20).live(),
  "the latest of twenty memberships, as an aggregate": ({ Membership }) =>
    Membership.objects
      .orderBy("-date_joined", "pk")
      .slice(0, 20)
      .liveAggregate({ last: Max("date_joined"), group: Max("group") }),
  "the sizes that groups have": ({ Group }) =>
    Group.objects
      .annotate({ size: Count("members") })
      .values("size")
      .distinct()
      .live(),
  "the memberships numbered within their groups": ({ Membership }) =>
    Membership.objects
      .annotate({ place: Window(RowNumber(), { partitionBy: "group", orderBy: "date_joined" }) })
      .live(),
  "a union of people and those of a group": ({ Person }) =>
    Person.objects
      .filter({ pk__lt: 50 })
      .union(Person.objects.filter({ membership__group: GROUP }))
      .orderBy("name")
      .live(),
  "people who are in none of a group": ({ Person }) =>
    Person.objects.exclude({ membership__group: GROUP }).liveCount(),
  "the number of all people by aggregate": ({ Person }) =>
    Person.objects.liveAggregate({ count: Count("group") }),
};

/** Commits, each with another reason to look at the live queries. */
const COMMITS: { readonly [what: string]: (models: Groups["models"]) => void } = {
  "somebody joins": ({ Membership }) => {
    Membership.objects.create({ person_id: 5, group_id: GROUP, date_joined: day(8000) });
  },
  "a day is another": ({ Membership }) => {
    Membership.objects.get({ person: 5, group: GROUP }).update({ date_joined: day(7000) });
  },
  "a day is too early": ({ Membership }) => {
    Membership.objects.get({ person: 5, group: GROUP }).update({ date_joined: day(3) });
  },
  "a reason is given": ({ Membership }) => {
    Membership.objects.get({ person: 5, group: GROUP }).update({ invite_reason: "Drums" });
  },
  "a member has another name": ({ Person }) => {
    Person.objects.get({ pk: 35 }).update({ name: "Zoe" });
  },
  "a member joins the group apart": ({ Membership }) => {
    Membership.objects.create({ person_id: 35, group_id: APART, date_joined: day(20) });
  },
  "somebody leaves": ({ Membership }) => {
    Membership.objects.get({ person: 5, group: GROUP }).delete();
  },
  "somebody joins a group that nobody asks about": ({ Membership }) => {
    Membership.objects.create({ person_id: 5, group_id: APART, date_joined: day(8000) });
  },
  "a group has another name": ({ Group }) => {
    Group.objects.get({ pk: GROUP }).update({ name: "The Group" });
  },
  "somebody is new": ({ Person }) => {
    Person.objects.create({ name: "Somebody" });
  },
  "a member goes": ({ Person }) => {
    Person.objects.get({ pk: 36 }).delete();
  },
};

/** What a commit did. */
interface Cost {
  /** Live queries that took a step. */
  readonly queries: number;
  /** Rows that were read to find these, and for their steps. */
  readonly rows: number;
  /** Answers that were handed out. */
  readonly emissions: number;
}

let queries = 0;
let rows = 0;

/** Lets the classes that keep answers count what they do; gives what ends that. */
function countCalls(): () => void {
  const single = Object.getPrototypeOf(CountKeeper.prototype) as CountKeeper;
  const { each } = JoinedRows.prototype;
  const ends = [ListKeeper.prototype, LengthKeeper.prototype, single].map((prototype) => {
    const { update } = prototype;
    prototype.update = function (this: never, step) {
      queries++;
      return update.call(this, step);
    };
    return () => {
      prototype.update = update;
    };
  });
  JoinedRows.prototype.each = function (question, emit) {
    const visited = each.call(this, question, emit);
    rows += visited;
    return visited;
  };
  return () => {
    for (const end of ends) end();
    JoinedRows.prototype.each = each;
  };
}

type Costs = { readonly [what: string]: Cost };

/** What each commit costs a live query, beside so many others of its shape. */
function costsOf(origin: Groups, ask: Ask, others: number): Costs {
  const store = origin.fork();
  const { models } = store;
  const count = models.Group.objects.count();
  let emissions = 0;
  const subscriptions = [ask(models, GROUP).subscribe(() => emissions++)];
  for (let group = 1; subscriptions.length <= others; group++) {
    const other = group <= count ? group : 1_000_000 + group;
    if (TOUCHED.has(other)) continue;
    subscriptions.push(ask(models, other).subscribe(() => emissions++));
  }
  const costs: { [what: string]: Cost } = {};
  const end = countCalls();
  try {
    for (const [what, commit] of Object.entries(COMMITS)) {
      queries = 0;
      rows = 0;
      emissions = 0;
      commit(models);
      costs[what] = { queries, rows, emissions };
    }
  } finally {
    end();
  }
  for (const each of subscriptions) each.unsubscribe();
  return costs;
}

/** The costs without what was handed out, which hangs on the data. */
function readsOf(costs: Costs): { [what: string]: Omit<Cost, "emissions"> } {
  return Object.fromEntries(
    Object.entries(costs).map(([what, { emissions: _, ...reads }]) => [what, reads]),
  );
}

/** Rows enough for the members of a group before and after, and a group that is asked about. */
const FEW_ROWS = 2 * (MEMBERS + 1);
/** Queries that may hear of a commit: those of the groups of one person, some in two parts. */
const FEW_QUERIES = 3;

describe("what a commit costs a live query", () => {
  let small: Groups;
  let large: Groups;
  let full: Groups;
  beforeAll(() => {
    small = openGroups(1000);
    large = openGroups(100_000);
    full = small.fork();
    const people = full.models.Person.objects.bulkCreate(
      Array.from({ length: 2000 }, (_, n) => ({ name: `Another ${n}` })),
    );
    full.models.Membership.objects.bulkCreate(
      people.map((person, n) => ({ person, group_id: GROUP, date_joined: day(n) })),
    );
  });

  it.each(Object.entries(QUESTIONS))("is the same at any size beside any others: %s", (_, ask) => {
    const costs = costsOf(small, ask, 10);

    expect(costsOf(large, ask, 10_000)).toEqual(costs);
    for (const { queries, rows } of Object.values(costs)) {
      expect(queries).toBeLessThanOrEqual(FEW_QUERIES);
      expect(rows).toBeLessThanOrEqual(FEW_ROWS);
    }
  });

  it.each(Object.entries(WHOLE))("is the same at any size: %s", (_, ask) => {
    const costs = readsOf(costsOf(small, ask, 0));

    expect(readsOf(costsOf(large, ask, 0))).toEqual(costs);
    for (const { rows } of Object.values(costs)) expect(rows).toBeLessThanOrEqual(FEW_ROWS);
  });

  it.each(Object.entries(QUESTIONS))("does not hang on the size of a group: %s", (_, ask) => {
    const [few, many] = [small, full].map((store) => readsOf(costsOf(store, ask, 10)));

    // A group's name is read with each of its members; another greatest value is looked for.
    const apart = ["a group has another name", ...(ask === LATEST ? LATEST_LOST : [])];
    for (const what of apart) {
      delete few![what];
      delete many![what];
    }
    expect(many).toEqual(few);
  });

  it("reads no more of a union than what changed", () => {
    const { Person, Membership } = full.fork().models;
    const members = Person.objects.filter({ membership__group: GROUP });
    const heard = listen(Person.objects.union(members).live());
    const read = vi.spyOn(PartReader.prototype, "read");

    Membership.objects.create({ person_id: 5, group_id: GROUP, date_joined: day(8000) });
    Person.objects.create({ name: "Somebody" });
    Person.objects.get({ pk: 5 }).delete();

    expect(heard.values.at(-1)!.length).toBeGreaterThan(2000);
    expect(read.mock.calls.length).toBeLessThanOrEqual(4);
    read.mockRestore();
  });

  it.each<[string, (models: Groups["models"]) => { changes(): Observable<unknown> }]>([
    ["rows in an order", ({ Person }) => Person.objects.orderBy("name")],
    ["rows with prefetched ones", ({ Person }) => Person.objects.prefetchRelated("membership_set")],
    ["groups", ({ Group }) => Group.objects.annotate({ size: Count("members") })],
    ["different values", ({ Membership }) => Membership.objects.values("date_joined").distinct()],
    [
      "a union",
      ({ Person }) => Person.objects.union(Person.objects.filter({ membership__group: GROUP })),
    ],
    [
      "windows",
      ({ Membership }) =>
        Membership.objects.annotate({
          place: Window(RowNumber(), { partitionBy: "group", orderBy: "date_joined" }),
        }),
    ],
  ])("tells changes without going through the answer: %s", (_, ask) => {
    const { models } = large.fork();
    let deltas = 0;
    const heard = ask(models)
      .changes()
      .subscribe(() => deltas++);
    const [entries, all] = [
      vi.spyOn(Listing.prototype, "entries"),
      vi.spyOn(Listing.prototype, "all"),
    ];

    for (const commit of Object.values(COMMITS)) commit(models);

    expect(deltas).toBeGreaterThan(1);
    expect(entries).not.toHaveBeenCalled();
    expect(all).not.toHaveBeenCalled();
    entries.mockRestore();
    all.mockRestore();
    heard.unsubscribe();
  });
});
