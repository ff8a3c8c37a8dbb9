/** redux-orm: foreign keys are indexed; all else goes through all rows. Answers are plain objects. */
import type { MembershipData, Workload } from "../data.ts";
import { requirePackage } from "../packages.ts";
import { WINDOW } from "../read-questions.ts";
import type { ReadContender } from "./contender.ts";

interface Named {
  readonly id: number;
  readonly name: string;
}

interface Stored {
  readonly id: number;
  readonly person: number;
  readonly group: number;
  readonly date_joined: string;
  readonly invite_reason: string;
}

interface QuerySet<Row> {
  filter(condition: Partial<Row> | ((row: Row) => boolean)): QuerySet<Row>;
  orderBy(columns: readonly (keyof Row)[], directions: readonly string[]): QuerySet<Row>;
  toRefArray(): Row[];
  count(): number;
}

interface ModelOf<Row> extends QuerySet<Row> {
  all(): QuerySet<Row>;
  create(row: Row): unknown;
  withId(id: number): { readonly ref: Row };
}

interface Session {
  readonly Person: ModelOf<Named>;
  readonly Group: ModelOf<Named>;
  readonly Membership: ModelOf<Stored>;
}

/** What is used of the package. */
interface ReduxOrm {
  readonly Model: new () => object;
  readonly ORM: new () => {
    register(...models: readonly object[]): void;
    getEmptyState(): object;
    mutableSession(state: object): Session;
  };
  attr(): object;
  fk(to: string, relatedName: string): object;
}

/** Opens the store. */
export function openReduxOrmReads({ persons, groups, memberships }: Workload): ReadContender {
  const { Person, Group, Membership } = openSession();
  for (const [i, name] of persons.entries()) Person.create({ id: i + 1, name });
  for (const [i, name] of groups.entries()) Group.create({ id: i + 1, name });
  for (const [i, row] of memberships.entries()) {
    const { person_id: person, group_id: group, date_joined, invite_reason } = row;
    Membership.create({ id: i + 1, person, group, date_joined, invite_reason });
  }

  const ofGroup = (group: number): Stored[] => Membership.filter({ group }).toRefArray();
  const ofPerson = (person: number): Stored[] => Membership.filter({ person }).toRefArray();
  const personsOf = (rows: readonly Stored[]): Named[] =>
    rows.map(({ person }) => Person.withId(person).ref);
  return {
    asks: {
      personByPk: (id) => [Person.withId(id).ref],
      personByName: (name) => Person.filter({ name }).toRefArray(),
      membershipByPair: ({ person, group }) => Membership.filter({ person, group }).toRefArray(),
      membersOfGroup: (id) => personsOf(ofGroup(id)),
      groupsOfPerson: (id) => ofPerson(id).map(({ group }) => Group.withId(group).ref),
      joinedAfter({ group, since }) {
        const [{ id }] = Group.filter({ name: group }).toRefArray() as [Named];
        const later = Membership.filter({ group: id }).filter((row) => row.date_joined > since);
        return personsOf(later.toRefArray());
      },
      groupsByPrefix(prefix) {
        const found = new Set<number>();
        for (const { id } of Person.filter((row) => row.name.startsWith(prefix)).toRefArray()) {
          for (const { group } of ofPerson(id)) found.add(group);
        }
        return Array.from(found, (id) => Group.withId(id).ref);
      },
      latestInRange: ({ from, to }) =>
        Membership.filter((row) => row.date_joined >= from && row.date_joined < to)
          .orderBy(["date_joined"], ["desc"])
          .toRefArray()
          .slice(0, WINDOW),
      sharingGroup(id) {
        const found = new Set<number>();
        for (const { group } of ofPerson(id)) {
          for (const { person } of ofGroup(group)) found.add(person);
        }
        return Array.from(found, (person) => Person.withId(person).ref);
      },
      largestGroups: (count) =>
        Group.all()
          .toRefArray()
          .map(({ id, name }) => ({ id, name, n: Membership.filter({ group: id }).count() }))
          .sort((a, b) => b.n - a.n || a.id - b.id)
          .slice(0, count),
      reasonsContaining: (text) =>
        Membership.filter((row) => row.invite_reason.includes(text)).count(),
    },
    show: ({ person, group, date_joined, invite_reason }: Stored): MembershipData => ({
      person_id: person,
      group_id: group,
      date_joined,
      invite_reason,
    }),
  };
}

function openSession(): Session {
  const { Model, ORM, attr, fk } = requirePackage<ReduxOrm>("redux-orm");
  const define = (modelName: string, fields: object): object => {
    const model = class extends Model {};
    return Object.assign(model, { modelName, fields });
  };
  const named = { id: attr(), name: attr() };
  const orm = new ORM();
  orm.register(
    define("Person", named),
    define("Group", named),
    define("Membership", {
      id: attr(),
      person: fk("Person", "memberships"),
      group: fk("Group", "memberships"),
      date_joined: attr(),
      invite_reason: attr(),
    }),
  );
  return orm.mutableSession(orm.getEmptyState());
}
