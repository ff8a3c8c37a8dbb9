/**
 * Live queries of @tanstack/db over local collections with indexes on group, person and date; texts are
 * compared by code units, as elsewhere. The package is one of the bench's own: see `bench/README.md`.
 */
import { createRequire } from "node:module";
import type { MembershipData } from "../data.ts";
import type { MembersQuestion } from "../live-data.ts";
import type { GroupCount, OpenLiveContender, Stop } from "./contender.ts";

interface StoredMembership extends MembershipData {
  readonly id: number;
}

/** What collections tell of a row. */
interface ChangeMessage {
  readonly type: "insert" | "update" | "delete";
  readonly value: StoredMembership;
}

/** A column or a condition of a query that is being built. */
type Term = object;
type Columns<Row> = { readonly [column in keyof Row]: Term };

interface Query {
  where(condition: (rows: { readonly row: Columns<StoredMembership> }) => Term): Query;
  orderBy(
    column: (rows: { readonly row: Columns<StoredMembership> }) => Term,
    direction?: "asc" | "desc",
  ): Query;
  groupBy(column: (rows: { readonly row: Columns<StoredMembership> }) => Term): Query;
  select(columns: (rows: { readonly row: Columns<StoredMembership> }) => object): Query;
  limit(count: number): Query;
}

interface Collection<Row> {
  readonly toArray: readonly Row[];
  subscribeChanges(
    hear: (changes: readonly ChangeMessage[]) => void,
    options?: { readonly includeInitialState: boolean },
  ): { unsubscribe(): void };
  cleanup(): Promise<void>;
}

interface LocalCollection extends Collection<StoredMembership> {
  insert(row: StoredMembership): void;
  delete(id: number): void;
  createIndex(column: (row: Columns<StoredMembership>) => Term, config: object): void;
}

/** What is used of the package, which is not there where only specs run. */
interface TanstackDb {
  readonly BTreeIndex: object;
  localOnlyCollectionOptions(config: object): object;
  createCollection(options: object): LocalCollection;
  createLiveQueryCollection<Row>(config: {
    readonly query: (builder: { from(source: { readonly row: object }): Query }) => Query;
    readonly startSync: boolean;
    readonly gcTime: number;
  }): Collection<Row>;
  and(...conditions: readonly Term[]): Term;
  eq(column: Term, value: unknown): Term;
  gte(column: Term, value: unknown): Term;
  count(column: Term): Term;
}

const require = createRequire(import.meta.url);

/** Whether the package is installed. */
export const isTanstackInstalled = hasPackage();

const ORDER = { direction: "asc", nulls: "first", stringSort: "lexical" };

/** Opens the store. Counts are those of the memberships by group, without a join. */
export const openTanstackLive: OpenLiveContender<
  number,
  StoredMembership,
  readonly ChangeMessage[]
> = (workload) => {
  const db = require("@tanstack/db") as TanstackDb;
  const memberships = openMemberships(db, workload.memberships);
  let lastId = workload.memberships.length;

  const open = <Row>(ask: (query: Query) => Query): Collection<Row> =>
    db.createLiveQueryCollection<Row>({
      query: (builder) => ask(builder.from({ row: memberships })),
      startSync: true,
      gcTime: 0,
    });
  const watch = <Row>(collection: Collection<Row>, hear: (rows: readonly Row[]) => void): Stop => {
    const heard = collection.subscribeChanges(() => hear(collection.toArray));
    hear(collection.toArray);
    return stopOf(collection, heard);
  };
  const ofMembers = ({ by, id, since }: MembersQuestion): Collection<StoredMembership> =>
    open((query) =>
      query
        .where(({ row }) => db.and(db.eq(row[by], id), db.gte(row.date_joined, since)))
        .orderBy(({ row }) => row.date_joined),
    );

  return {
    create(row) {
      lastId++;
      memberships.insert({ id: lastId, ...row });
      return lastId;
    },
    delete: (id) => memberships.delete(id),
    members: (question, hear) => watch(ofMembers(question), hear),
    deltas(question, hear) {
      const collection = ofMembers(question);
      return stopOf(collection, collection.subscribeChanges(hear, { includeInitialState: true }));
    },
    latest: (count, hear) =>
      watch(
        open<StoredMembership>((query) =>
          query.orderBy(({ row }) => row.date_joined, "desc").limit(count),
        ),
        hear,
      ),
    counts: (_, hear) =>
      watch(
        open<GroupCount>((query) =>
          query
            .groupBy(({ row }) => row.group_id)
            .select(({ row }) => ({ id: row.group_id, n: db.count(row.id) }))
            .orderBy(({ row }) => row.group_id),
        ),
        hear,
      ),
    show: (row) => row,
    read: (changes) => ({
      added: changes.filter(({ type }) => type === "insert").map(({ value }) => value),
      removed: changes.filter(({ type }) => type === "delete").map(({ value }) => value),
    }),
    most: 1000,
  };
};

function openMemberships(db: TanstackDb, rows: readonly MembershipData[]): LocalCollection {
  const memberships = db.createCollection(
    db.localOnlyCollectionOptions({
      id: "memberships",
      getKey: (row: StoredMembership) => row.id,
      initialData: rows.map((row, i) => ({ id: i + 1, ...row })),
      defaultStringCollation: { stringSort: "lexical" },
    }),
  );
  const index = { indexType: db.BTreeIndex, options: { compareOptions: ORDER } };
  memberships.createIndex((row) => row.group_id, index);
  memberships.createIndex((row) => row.person_id, index);
  memberships.createIndex((row) => row.date_joined, index);
  return memberships;
}

function stopOf(collection: Collection<unknown>, heard: { unsubscribe(): void }): Stop {
  return () => {
    heard.unsubscribe();
    void collection.cleanup();
  };
}

function hasPackage(): boolean {
  try {
    require.resolve("@tanstack/db");
    return true;
  } catch {
    return false;
  }
}
