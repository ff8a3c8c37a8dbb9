/**
 * SignalDB: collections with its indexes, which know equal values. What no index knows is tested by hand
 * on all rows: its own matcher takes a hundred times as long.
 */
import type { MembershipData } from "../data.ts";
import { loadPackage } from "../packages.ts";
import { WINDOW } from "../read-questions.ts";
import type { OpenReadContender } from "./contender.ts";

interface Named {
  readonly id: number;
  readonly name: string;
}

interface Stored extends MembershipData {
  readonly id: number;
}

interface Cursor<Row> {
  fetch(): Row[];
}

interface Collection<Row> {
  insertMany(rows: readonly Row[]): void;
  find(condition: object, options: object): Cursor<Row>;
}

interface SignalDb {
  readonly Collection: new <Row>(options: object) => Collection<Row>;
  createIndex(column: string): object;
}

/** Nobody listens: answers are given once. */
const ONCE = { reactive: false };

/** Opens the store. */
export const openSignalReads: OpenReadContender = async ({ persons, groups, memberships }) => {
  const { Collection, createIndex } = await loadPackage<SignalDb>("@signaldb/core");
  const open = <Row>(rows: readonly Row[], ...indexed: readonly string[]): Collection<Row> => {
    const collection = new Collection<Row>({ indices: indexed.map(createIndex) });
    collection.insertMany(rows);
    return collection;
  };
  const named = (name: string, i: number): Named => ({ id: i + 1, name });
  const personRows = open(persons.map(named), "id", "name");
  const groupRows = open(groups.map(named), "id", "name");
  const membershipRows = open<Stored>(
    memberships.map((row, i) => ({ id: i + 1, ...row })),
    ...["person_id", "group_id"],
  );

  const ofGroup = (id: number): Stored[] => membershipRows.find({ group_id: id }, ONCE).fetch();
  const ofPerson = (id: number): Stored[] => membershipRows.find({ person_id: id }, ONCE).fetch();
  const byIds = (rows: Collection<Named>, ids: Iterable<number>): Named[] =>
    rows.find({ id: { $in: [...ids] } }, ONCE).fetch();
  const personsOf = (rows: readonly Stored[]): Named[] =>
    byIds(
      personRows,
      rows.map(({ person_id }) => person_id),
    );
  return {
    asks: {
      personByPk: (id) => personRows.find({ id }, ONCE).fetch(),
      personByName: (name) => personRows.find({ name }, ONCE).fetch(),
      membershipByPair: ({ person, group }) =>
        membershipRows.find({ person_id: person, group_id: group }, ONCE).fetch(),
      membersOfGroup: (id) => personsOf(ofGroup(id)),
      groupsOfPerson: (id) =>
        byIds(
          groupRows,
          ofPerson(id).map(({ group_id }) => group_id),
        ),
      joinedAfter({ group, since }) {
        const [{ id }] = groupRows.find({ name: group }, ONCE).fetch() as [Named];
        return personsOf(ofGroup(id).filter((row) => row.date_joined > since));
      },
      groupsByPrefix(prefix) {
        const found = allOf(personRows).filter(({ name }) => name.startsWith(prefix));
        const ids = { person_id: { $in: found.map(({ id }) => id) } };
        const rows = membershipRows.find(ids, ONCE).fetch();
        return byIds(groupRows, new Set(rows.map(({ group_id }) => group_id)));
      },
      latestInRange: ({ from, to }) =>
        allOf(membershipRows)
          .filter((row) => row.date_joined >= from && row.date_joined < to)
          .sort((a, b) => (a.date_joined < b.date_joined ? 1 : -1))
          .slice(0, WINDOW),
      sharingGroup(id) {
        const ids = { group_id: { $in: ofPerson(id).map(({ group_id }) => group_id) } };
        const rows = membershipRows.find(ids, ONCE).fetch();
        return byIds(personRows, new Set(rows.map(({ person_id }) => person_id)));
      },
      largestGroups: (count) =>
        allOf(groupRows)
          .map(({ id, name }) => ({ id, name, n: ofGroup(id).length }))
          .sort((a, b) => b.n - a.n || a.id - b.id)
          .slice(0, count),
      reasonsContaining: (text) =>
        allOf(membershipRows).filter((row) => row.invite_reason.includes(text)).length,
    },
  };
};

function allOf<Row>(collection: Collection<Row>): Row[] {
  return collection.find({}, ONCE).fetch();
}
