/**
 * TanStack DB: local collections with B-tree indexes on what is asked for. It has live queries only, so
 * each call opens one, reads it and ends it; keys are looked up in the collections themselves.
 */
import type { MembershipData, Workload } from "../data.ts";
import { requirePackage } from "../packages.ts";
import { WINDOW } from "../read-questions.ts";
import type { ReadContender } from "./contender.ts";

interface Named {
  readonly id: number;
  readonly name: string;
}

interface Stored extends MembershipData {
  readonly id: number;
}

/** A column or a condition of a query that is being built. */
type Term = object;

/** Sources by alias, each with its columns. */
interface Sources {
  readonly p: { readonly [column in keyof Named]: Term };
  readonly g: { readonly [column in keyof Named]: Term };
  readonly m: { readonly [column in keyof Stored]: Term };
  /** The memberships of the person who is asked about. */
  readonly own: { readonly [column in keyof Stored]: Term };
}

type OfSources = (sources: Sources) => Term;

interface Query {
  join(source: object, on: OfSources, kind: "inner"): Query;
  where(condition: OfSources): Query;
  groupBy(columns: (sources: Sources) => readonly Term[]): Query;
  orderBy(
    column: (sources: Sources & { readonly $selected: never }) => Term,
    direction: string,
  ): Query;
  select(columns: OfSources): Query;
  distinct(): Query;
  limit(count: number): Query;
}

interface Collection<Row> {
  readonly toArray: readonly Row[];
  get(id: number): Row | undefined;
  createIndex(column: (row: { readonly [name in keyof Row]: Term }) => Term, config: object): void;
  cleanup(): Promise<void>;
}

interface TanstackDb {
  readonly BTreeIndex: object;
  localOnlyCollectionOptions(config: object): object;
  createCollection<Row>(options: object): Collection<Row>;
  createLiveQueryCollection(config: object): Collection<unknown>;
  and(...conditions: readonly Term[]): Term;
  eq(column: Term, value: unknown): Term;
  gt(column: Term, value: unknown): Term;
  gte(column: Term, value: unknown): Term;
  lt(column: Term, value: unknown): Term;
  like(column: Term, pattern: string): Term;
  count(column: Term): Term;
}

const ORDER = { direction: "asc", nulls: "first", stringSort: "lexical" };

/** Opens the store. */
export function openTanstackReads({ persons, groups, memberships }: Workload): ReadContender {
  const db = requirePackage<TanstackDb>("@tanstack/db");
  const { and, eq, gt, gte, lt, like } = db;
  const named = (name: string, i: number): Named => ({ id: i + 1, name });
  const person = open<Named>(db, persons.map(named), ["name"]);
  const group = open<Named>(db, groups.map(named), ["name"]);
  const membership = open<Stored>(
    db,
    memberships.map((row, i) => ({ id: i + 1, ...row })),
    ["person_id", "group_id", "date_joined"],
  );

  const ask = (query: (builder: { from(source: object): Query }) => Query): readonly unknown[] => {
    const live = db.createLiveQueryCollection({ query, startSync: true, gcTime: 0 });
    const rows = live.toArray;
    void live.cleanup();
    return rows;
  };
  const personOf = ({ p }: Sources): Term => ({ id: p.id, name: p.name });
  const groupOf = ({ g }: Sources): Term => ({ id: g.id, name: g.name });
  const withPerson = (query: Query): Query =>
    query.join({ p: person }, ({ m, p }) => eq(m.person_id, p.id), "inner").select(personOf);
  const withGroup = (query: Query): Query =>
    query.join({ g: group }, ({ m, g }) => eq(m.group_id, g.id), "inner").select(groupOf);
  return {
    asks: {
      personByPk: (id) => [person.get(id)],
      personByName: (name) => ask((q) => q.from({ p: person }).where(({ p }) => eq(p.name, name))),
      membershipByPair: (pair) =>
        ask((q) =>
          q
            .from({ m: membership })
            .where(({ m }) => and(eq(m.person_id, pair.person), eq(m.group_id, pair.group))),
        ),
      membersOfGroup: (id) =>
        ask((q) => withPerson(q.from({ m: membership }).where(({ m }) => eq(m.group_id, id)))),
      groupsOfPerson: (id) =>
        ask((q) => withGroup(q.from({ m: membership }).where(({ m }) => eq(m.person_id, id)))),
      joinedAfter({ group: name, since }) {
        const [found] = ask((q) => q.from({ g: group }).where(({ g }) => eq(g.name, name)));
        const { id } = found as Named;
        return ask((q) =>
          withPerson(
            q
              .from({ m: membership })
              .where(({ m }) => and(eq(m.group_id, id), gt(m.date_joined, since))),
          ),
        );
      },
      groupsByPrefix: (prefix) =>
        ask((q) =>
          withGroup(
            q
              .from({ p: person })
              .where(({ p }) => like(p.name, `${prefix}%`))
              .join({ m: membership }, ({ p, m }) => eq(p.id, m.person_id), "inner"),
          ).distinct(),
        ),
      latestInRange: ({ from, to }) =>
        ask((q) =>
          q
            .from({ m: membership })
            .where(({ m }) => and(gte(m.date_joined, from), lt(m.date_joined, to)))
            .orderBy(({ m }) => m.date_joined, "desc")
            .limit(WINDOW),
        ),
      sharingGroup: (id) =>
        ask((q) =>
          withPerson(
            q
              .from({ own: membership })
              .where(({ own }) => eq(own.person_id, id))
              .join({ m: membership }, ({ own, m }) => eq(own.group_id, m.group_id), "inner"),
          ).distinct(),
        ),
      largestGroups(count) {
        const counted = ask((q) =>
          q
            .from({ m: membership })
            .groupBy(({ m }) => [m.group_id])
            .select(({ m }) => ({ id: m.group_id, n: db.count(m.id) })),
        ) as { readonly id: number; readonly n: number }[];
        return counted
          .toSorted((a, b) => b.n - a.n || a.id - b.id)
          .slice(0, count)
          .map(({ id, n }) => ({ id, name: group.get(id)!.name, n }));
      },
      reasonsContaining: (text) =>
        ask((q) =>
          q
            .from({ m: membership })
            .where(({ m }) => like(m.invite_reason, `%${text}%`))
            .select(({ m }) => ({ id: m.id })),
        ).length,
    },
  };
}

function open<Row extends { readonly id: number }>(
  db: TanstackDb,
  rows: readonly Row[],
  indexed: readonly (keyof Row)[],
): Collection<Row> {
  const collection = db.createCollection<Row>(
    db.localOnlyCollectionOptions({
      getKey: (row: Row) => row.id,
      initialData: rows,
      defaultStringCollation: { stringSort: "lexical" },
    }),
  );
  const index = { indexType: db.BTreeIndex, options: { compareOptions: ORDER } };
  for (const column of ["id" as const, ...indexed])
    collection.createIndex((row) => row[column], index);
  return collection;
}
