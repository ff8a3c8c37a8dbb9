/** Variations of the questions of the workload: conditions from several sides, orders, slices. */
import { mulberry32 } from "../../bench/data.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import type { FilledWorkload } from "../fixtures/workload.ts";

type Conditions = { readonly [path: string]: unknown };

/** Paths from each model to a person, a group and a membership; undefined for its own columns. */
const PATHS: {
  readonly [model: string]: readonly [person: string, group: string, membership: string];
} = {
  Person: ["", "group__", "membership__"],
  Group: ["members__", "", "membership__"],
  Membership: ["person__", "group__", ""],
};

const ORDERS = [[], [], ["name"], ["-pk"]] as const;
const MEMBERSHIP_ORDERS = [
  [],
  ["date_joined"],
  ["-date_joined"],
  ["group", "date_joined"],
] as const;

/** So many random questions, the same at every run. */
export function variations({ store, data }: FilledWorkload, count: number): readonly QuerySet[] {
  const random = mulberry32(23);
  const below = (n: number): number => Math.floor(random() * n);
  const moment = (): string =>
    new Date(Date.UTC(2000 + below(20), below(12), 1 + below(28))).toISOString();
  const conditions = (model: string): Conditions => {
    const [person, group, membership] = PATHS[model]!;
    const among: readonly (() => Conditions)[] = [
      () => ({ [`${person}name`]: data.persons[below(data.persons.length)] }),
      () => ({ [`${person}name__startswith`]: data.persons[below(100)]!.slice(0, 2 + below(8)) }),
      () => ({
        [`${person}pk__in`]: Array.from(
          { length: 1 + below(5) },
          () => 1 + below(data.persons.length),
        ),
      }),
      () => ({ [`${group}name`]: data.groups[below(data.groups.length)] }),
      () => ({ [`${group}name__startswith`]: data.groups[below(10)]!.slice(0, 2 + below(8)) }),
      () => ({ [`${membership}date_joined__gt`]: moment() }),
      () => ({ [`${membership}date_joined__range`]: [moment(), moment()].sort() }),
      () => ({ [`${membership}invite_reason`]: `Reason ${below(50)} to come along.` }),
      () => ({ [`${membership}group`]: 1 + below(data.groups.length) }),
      () => ({ [`${membership}person`]: 1 + below(data.persons.length) }),
    ];
    const picked = Array.from({ length: 1 + below(3) }, () => among[below(among.length)]!());
    return Object.assign({}, ...picked) as Conditions;
  };
  return Array.from({ length: count }, () => {
    const model = (["Person", "Group", "Membership"] as const)[below(3)]!;
    const all = store.models[model].objects.all() as unknown as QuerySet;
    const orders = model === "Membership" ? MEMBERSHIP_ORDERS : ORDERS;
    const filtered = all.filter(conditions(model));
    const asked = below(4) === 0 ? filtered.filter(conditions(model)) : filtered;
    const distinct = below(3) === 0 ? asked.distinct() : asked;
    const ordered = distinct.orderBy(...orders[below(orders.length)]!);
    return below(3) === 0 ? ordered.slice(0, 1 + below(20)) : ordered;
  });
}
