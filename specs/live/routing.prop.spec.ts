/** Many live queries of one shape, each for other values: a commit must find those that it concerns. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Count, Exists, OuterRef, Prefetch, Q, Window } from "../../src/index.ts";
import { openClub } from "../fixtures/club.ts";
import { runs } from "../runs.ts";
import { type AnyQuerySet, Watcher } from "./watcher.ts";

type Club = ReturnType<typeof openClub>["models"];

const NAMES = ["Ann", "Bob", "Cid", "Dan", "Eve", "Fay", "Gus", "Hal", "Ian", "Joe", "Kay", "Lea"];
const DATES = ["2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01"];

/** A question for each name, group or date. */
const SHAPES: readonly ((club: Club, at: number) => unknown)[] = [
  ({ Person }, at) => Person.objects.filter({ name: NAMES[at]! }),
  ({ Person }, at) => Person.objects.filter({ id: at + 1 }),
  ({ Membership }, at) => Membership.objects.filter({ group: at + 1 }).orderBy("date_joined"),
  ({ Membership }, at) =>
    Membership.objects.filter({ group: (at % 4) + 1, date_joined__gte: DATES[at % 3]! }),
  ({ Membership }, at) => Membership.objects.filter({ person: at + 1, group: (at % 4) + 1 }),
  ({ Person }, at) => Person.objects.filter({ membership__group: at + 1 }).orderBy("name"),
  ({ Person }, at) => Person.objects.filter({ membership__group__name: NAMES[at]! }).distinct(),
  ({ Group }, at) => Group.objects.filter({ members__name: NAMES[at]!, fans__name: NAMES[at]! }),
  ({ Group }, at) => Group.objects.filter({ founder__name: NAMES[at]! }),
  ({ Group }, at) => Group.objects.exclude({ members: at + 1 }),
  ({ Person }, at) => Person.objects.filter(Q({ name: NAMES[at]! }).or({ mentor: at + 1 })),
  ({ Person }, at) => Person.objects.filter({ mentor__mentor: at + 1 }).values("name"),
  ({ Group }, at) =>
    Group.objects
      .annotate({ n: Count("membership", { filter: Q({ membership__person: at + 1 }) }) })
      .filter({ n__gt: 0 }),
  ({ Person, Membership }, at) =>
    Person.objects.filter(
      Exists(Membership.objects.filter({ person: OuterRef("pk"), group: at + 1 })),
    ),
  ({ Person, Membership }, at) =>
    Person.objects.filter({
      pk__in: Membership.objects.filter({ group__name: NAMES[at]! }).values("person"),
    }),
  ({ Person }, at) =>
    Person.objects.filter({ group: at + 1 }).exclude({ membership__group__name: NAMES[at % 3]! }),
  ({ Person, Membership }, at) =>
    Person.objects
      .filter({ mentor: (at % 3) + 1 })
      .filter(
        Q({ name: NAMES[at]! }).or(
          Exists(Membership.objects.filter({ person: OuterRef("pk"), is_leader: true })),
        ),
      ),
  ({ Membership }, at) =>
    Membership.objects.filter({ group__name: NAMES[at]!, person__name__lt: NAMES[at % 3]! }),
  ({ Person }, at) =>
    Person.objects.filter({ membership__group__membership__person: at + 1 }).distinct(),
  ({ Membership }, at) =>
    Membership.objects
      .filter({ group: at + 1 })
      .orderBy("-date_joined")
      .slice(0, 2),
  ({ Membership }, at) => Membership.objects.filter({ date_joined__gte: DATES[at % 4]! }),
  ({ Membership }, at) => Membership.objects.filter({ date_joined__gt: DATES[at % 4]!, group: 1 }),
  ({ Person }, at) => Person.objects.filter({ name__lt: NAMES[at]!, mentor__name__gte: "C" }),
  ({ Person }, at) => Person.objects.filter({ mentor__lte: at + 1, mentor__gt: 1 }),
  ({ Person }, at) =>
    Person.objects.filter({ membership__date_joined__lte: DATES[at % 4]! }).distinct(),
  ({ Group }, at) =>
    Group.objects.filter({ members__mentor__id__gt: at + 1 }).orderBy("members__name", "name"),
  ({ Person }, at) =>
    Person.objects
      .filter({ name: NAMES[at]! })
      .union(Person.objects.filter({ group: at + 1 }), Person.objects.filter({ mentor: at + 1 })),
  ({ Person, Group }, at) =>
    Person.objects
      .filter({ mentor__lte: at + 1 })
      .values("name")
      .intersection(
        Group.objects
          .filter({ members__name: NAMES[at]! })
          .values("name")
          .union(Person.objects.filter({ group__name: NAMES[at]! }).values("name")),
      )
      .orderBy("name"),
  ({ Person }, at) =>
    Person.objects
      .filter({ group: (at % 3) + 1 })
      .difference(Person.objects.filter({ membership__date_joined__gte: DATES[at % 4]! })),
  ({ Membership }, at) =>
    Membership.objects
      .filter({ group: at + 1 })
      .annotate({ n: Window(Count("pk"), { partitionBy: "is_leader" }) })
      .orderBy("pk"),
];

/** Questions with prefetched rows, whose changes lead back to the rows of the answer. */
const PREFETCHES: typeof SHAPES = [
  ({ Group, Person }, at) => {
    const queryset = Person.objects.filter({ mentor__name__gte: NAMES[at]! }).orderBy("-name");
    const related = new Prefetch("members", { queryset: queryset.slice(0, 2), toAttr: "some" });
    return Group.objects.filter({ id__gt: at % 3 }).prefetchRelated(related);
  },
  ({ Person, Membership }, at) => {
    const queryset = Membership.objects.filter({ group: at + 1 }).orderBy("date_joined", "id");
    return Person.objects
      .filter({ name__lte: NAMES[at]! })
      .prefetchRelated(
        new Prefetch("membership_set", { queryset, toAttr: "in_group" }),
        new Prefetch("mentor", { toAttr: "teacher" }),
      );
  },
  ({ Membership, Group, Person }, at) => {
    const founders = Person.objects.annotate({ n: Count("membership") });
    const queryset = Group.objects.prefetchRelated(
      new Prefetch("founder", { queryset: founders, toAttr: "boss" }),
      new Prefetch("fans", { toAttr: "crowd" }),
    );
    return Membership.objects
      .filter({ person__gt: at })
      .prefetchRelated(new Prefetch("group", { queryset, toAttr: "club" }));
  },
];

const place = fc.nat(NAMES.length - 1);
const write = fc.oneof(
  fc.record({ kind: fc.constant("person" as const), name: place, mentor: place }),
  fc.record({ kind: fc.constant("group" as const), name: place, founder: place }),
  fc.record({ kind: fc.constant("join" as const), person: place, group: place, date: fc.nat(3) }),
  fc.record({ kind: fc.constant("fan" as const), person: place, group: place }),
  fc.record({
    kind: fc.constant("rename" as const),
    row: place,
    name: place,
    isGroup: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("move" as const), row: place, group: place, person: place }),
  fc.record({ kind: fc.constant("leave" as const), row: place }),
  fc.record({ kind: fc.constant("delete" as const), row: place, isGroup: fc.boolean() }),
);

type Write = typeof write extends fc.Arbitrary<infer W> ? W : never;

function perform({ Person, Group, Membership }: Club, given: Write): void {
  const at = <Row>(rows: { toArray(): readonly Row[] }, index: number): Row | undefined => {
    const all = rows.toArray();
    return all[index % Math.max(1, all.length)];
  };
  const person = (index: number) => at(Person.objects.all(), index);
  const group = (index: number) => at(Group.objects.all(), index);
  switch (given.kind) {
    case "person":
      Person.objects.create({ name: NAMES[given.name]!, mentor: person(given.mentor) ?? null });
      break;
    case "group":
      Group.objects.create({ name: NAMES[given.name]!, founder: person(given.founder) ?? null });
      break;
    case "join":
      Membership.objects.create({
        person: person(given.person)!,
        group: group(given.group)!,
        date_joined: DATES[given.date]!,
      });
      break;
    case "fan":
      group(given.group)!.fans.add(person(given.person)!);
      break;
    case "rename":
      if (given.isGroup) group(given.row)!.update({ name: NAMES[given.name]! });
      else person(given.row)!.update({ name: NAMES[given.name]! });
      break;
    case "move":
      at(Membership.objects.all(), given.row)!.update({
        group: group(given.group)!,
        person: person(given.person)!,
      });
      break;
    case "leave":
      at(Membership.objects.all(), given.row)!.delete();
      break;
    case "delete":
      if (given.isGroup) group(given.row)!.delete();
      else person(given.row)!.delete();
  }
}

/** Lets random writes happen beside all questions of some shapes; gives how many answers were checked. */
function checkShapes(all: typeof SHAPES, numRuns: number): number {
  let checks = 0;
  fc.assert(
    fc.property(
      fc.array(write, { minLength: 1, maxLength: 40, size: "max" }),
      fc.subarray([...all.keys()], { minLength: 1, maxLength: Math.min(4, all.length) }),
      (writes, shapes) => {
        const store = openClub();
        for (const name of NAMES.slice(0, 6)) store.models.Person.objects.create({ name });
        for (const name of NAMES.slice(0, 4)) store.models.Group.objects.create({ name });
        const watchers = shapes.flatMap((shape) =>
          NAMES.map((_, at) => {
            const asked = all[shape]!(store.models, at) as AnyQuerySet;
            return {
              watcher: new Watcher(asked, "order", at % 2 > 0),
              name: `shape ${shape} at ${at}`,
            };
          }),
        );
        for (const each of writes) {
          const before = watchers.map(({ watcher }) => watcher.state);
          try {
            perform(store.models, each);
          } catch {
            // Rows that are missing, names that are taken, founders who may not go: nothing happened.
          }
          for (const [index, { watcher, name }] of watchers.entries()) {
            const { rows, emissions } = before[index]!;
            checks++;
            const found = watcher.check(rows, watcher.state.emissions - emissions);
            expect(found && `${name}: ${found}`).toBeUndefined();
          }
        }
        for (const { watcher } of watchers) watcher.stop();
      },
    ),
    { numRuns },
  );
  return checks;
}

it("finds the queries that a commit concerns among many of one shape", () => {
  console.log(`${checkShapes(SHAPES, runs(25))} answers checked`);
}, 120_000);

it("finds the rows whose prefetched rows a commit concerns", () => {
  console.log(`${checkShapes(PREFETCHES, runs(12))} answers checked`);
}, 120_000);
