import {
  CASCADE,
  type CommitInput,
  field,
  MemoryLog,
  model,
  openStore,
  type StoreOptions,
} from "../../src/index.ts";
import type { MembershipData, Workload } from "../data.ts";
import type { Contender } from "./contender.ts";

/** The models of the workload. Stores of the same ones know each other's plans. */
export function defineModels() {
  return {
    Person: model({ name: field.char({ maxLength: 128, unique: true }) }),
    Group: model({
      name: field.char({ maxLength: 128, unique: true }),
      members: field.manyToMany("Person", { through: "Membership" }),
    }),
    Membership: model(
      {
        person: field.foreignKey("Person", { onDelete: CASCADE }),
        group: field.foreignKey("Group", { onDelete: CASCADE }),
        date_joined: field.dateTime({ index: true }),
        invite_reason: field.char({ maxLength: 64, default: "" }),
      },
      { uniqueTogether: [["person", "group"]], indexes: [["group", "date_joined"]] },
    ),
  };
}

const MODELS = defineModels();

/** Opens an empty store of the workload. */
export function openModels(options: StoreOptions, models = MODELS) {
  return openStore(models, options);
}

/** A store of the workload. */
export type BenchStore = ReturnType<typeof openModels>;

type Membership = ReturnType<BenchStore["models"]["Membership"]["objects"]["create"]>;

/** Opens our store as a user would; with history "none" it counts commits and keeps none. */
export function openThroughline(
  workload: Pick<Workload, "persons" | "groups">,
  history: "all" | "none" = "all",
): Contender<Membership> {
  const store = openModels({ history });
  const { Person, Group, Membership } = store.models;
  Person.objects.bulkCreate(workload.persons.map((name) => ({ name })));
  Group.objects.bulkCreate(workload.groups.map((name) => ({ name })));
  return {
    load(rows) {
      Membership.objects.bulkCreate(rows);
    },
    create: (row) => Membership.objects.create(row),
    update: (row, reason) =>
      row.save((draft) => {
        draft.invite_reason = reason;
      }),
    delete(row) {
      row.delete();
    },
    answer({ pairs, group, person, before }) {
      const { objects } = Membership;
      return {
        count: objects.count(),
        byPair: pairs.map((pair) => {
          const found = objects.filter({ person: pair.person_id, group: pair.group_id }).first();
          return found === null ? undefined : `${found.date_joined} ${found.invite_reason}`;
        }),
        datesOfGroup: [...objects.filter({ group }).orderBy("date_joined")].map(
          (row) => row.date_joined,
        ),
        groupsOfPerson: [...objects.filter({ person }).orderBy("group")].map((row) => row.group_id),
        latest: [
          ...objects.filter({ date_joined__lt: before }).orderBy("-date_joined").slice(0, 20),
        ].map((row) => row.date_joined),
      };
    },
    snapshot: () => store.database,
  };
}

/** A log in which every membership has a commit of its own, as data that was read from outside. */
export function makeLog(workload: Workload): CommitInput[] {
  const at = "2020-01-01T00:00:00.000Z";
  const named = (name: string, i: number) => ({ id: i + 1, name });
  const created = (of: string, rows: readonly object[]): CommitInput["events"] =>
    rows.map((row) => ({ type: "created" as const, model: of, row: row as { name: string } }));
  const rows = workload.memberships.map((row, i) => membershipRow(row, i + 1));
  const batches = [
    created("Person", workload.persons.map(named)),
    created("Group", workload.groups.map(named)),
    ...rows.map((row) => created("Membership", [row])),
  ];
  return batches.map((events, i) => ({ position: i + 1, at, meta: {}, events }));
}

function membershipRow(
  { person_id, group_id, date_joined, invite_reason }: MembershipData,
  id: number,
) {
  return { id, person_id, group_id, date_joined, invite_reason };
}

/** Opens a store on a log that has commits. */
export function replay(commits: readonly CommitInput[]): BenchStore {
  const log = new MemoryLog();
  log.append(commits as Parameters<MemoryLog["append"]>[0], 0);
  return openModels({ log });
}

/** Hands commits to an empty store. */
export function applyAll(commits: readonly CommitInput[]): BenchStore {
  const store = openModels({});
  store.apply(commits);
  return store;
}
