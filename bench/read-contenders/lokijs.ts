/** LokiJS: unique and binary indexes, and its chains; relations are followed by hand, as it has none. */
import type { MembershipData, Workload } from "../data.ts";
import { requirePackage } from "../packages.ts";
import { WINDOW } from "../read-questions.ts";
import type { ReadContender } from "./contender.ts";

interface Named {
  readonly id: number;
  readonly name: string;
}

interface Chain<Row> {
  find(condition: object): Chain<Row>;
  where(condition: (row: Row) => boolean): Chain<Row>;
  simplesort(column: keyof Row, options: { readonly desc: boolean }): Chain<Row>;
  limit(count: number): Chain<Row>;
  count(): number;
  data(): Row[];
}

interface Collection<Row> {
  readonly data: readonly Row[];
  insert(rows: readonly Row[]): void;
  by(column: keyof Row, value: unknown): Row | undefined;
  find(condition: object): Row[];
  chain(): Chain<Row>;
}

type Loki = new (
  name: string,
) => {
  addCollection<Row>(name: string, options: object): Collection<Row>;
};

/** Opens the store. */
export function openLokiReads({ persons, groups, memberships }: Workload): ReadContender {
  const Loki = requirePackage<Loki>("lokijs");
  const db = new Loki("bench");
  // Indexes that follow each insert would make loading quadratic; these are made at their first use.
  const lazy = { adaptiveBinaryIndices: false };
  const options = { ...lazy, unique: ["id", "name"], indices: ["name"] };
  const personRows = db.addCollection<Named>("person", options);
  const groupRows = db.addCollection<Named>("group", options);
  const membershipRows = db.addCollection<MembershipData>("membership", {
    ...lazy,
    indices: ["person_id", "group_id", "date_joined"],
  });
  personRows.insert(persons.map((name, i) => ({ id: i + 1, name })));
  groupRows.insert(groups.map((name, i) => ({ id: i + 1, name })));
  // Rows that are handed over get fields of its own.
  membershipRows.insert(memberships.map((row) => ({ ...row })));

  const personOf = ({ person_id }: MembershipData): Named => personRows.by("id", person_id)!;
  const groupOf = ({ group_id }: MembershipData): Named => groupRows.by("id", group_id)!;
  return {
    asks: {
      personByPk: (id) => [personRows.by("id", id)],
      personByName: (name) => [personRows.by("name", name)],
      // The index of persons: there are none over two columns.
      membershipByPair: ({ person, group }) =>
        membershipRows.chain().find({ person_id: person }).find({ group_id: group }).data(),
      membersOfGroup: (id) => membershipRows.find({ group_id: id }).map(personOf),
      groupsOfPerson: (id) => membershipRows.find({ person_id: id }).map(groupOf),
      joinedAfter: ({ group, since }) =>
        membershipRows
          .chain()
          .find({ group_id: groupRows.by("name", group)!.id })
          .where((row) => row.date_joined > since)
          .data()
          .map(personOf),
      groupsByPrefix(prefix) {
        const found = new Set<number>();
        for (const { id } of personRows.find({ name: { $between: [prefix, `${prefix}\uffff`] } })) {
          for (const { group_id } of membershipRows.find({ person_id: id })) found.add(group_id);
        }
        return Array.from(found, (id) => groupRows.by("id", id));
      },
      latestInRange: ({ from, to }) =>
        membershipRows
          .chain()
          .find({ date_joined: { $between: [from, to] } })
          .where((row) => row.date_joined < to)
          .simplesort("date_joined", { desc: true })
          .limit(WINDOW)
          .data(),
      sharingGroup(id) {
        const found = new Set<number>();
        for (const { group_id } of membershipRows.find({ person_id: id })) {
          for (const { person_id } of membershipRows.find({ group_id })) found.add(person_id);
        }
        return Array.from(found, (person) => personRows.by("id", person));
      },
      largestGroups(count) {
        const counts = new Map<number, number>();
        for (const { group_id } of membershipRows.data) {
          counts.set(group_id, (counts.get(group_id) ?? 0) + 1);
        }
        return [...counts]
          .sort(([a, n], [b, m]) => m - n || a - b)
          .slice(0, count)
          .map(([id, n]) => ({ id, name: groupRows.by("id", id)!.name, n }));
      },
      reasonsContaining: (text) =>
        membershipRows
          .chain()
          .find({ invite_reason: { $contains: text } })
          .count(),
    },
  };
}
