/**
 * Bands and their members: the models of Django's page on many-to-many relations with fields of
 * their own, and the questions that the tour asks of them.
 * Source: https://docs.djangoproject.com/en/5.2/topics/db/models/#extra-fields-on-many-to-many-relationships
 */
import {
  CASCADE,
  type Explanation,
  field,
  model,
  openStore,
  type Schema,
  type Store,
} from "../index.ts";

const models = {
  Person: model(
    { name: field.char({ maxLength: 128, unique: true }) },
    { label: (person) => person.name, ordering: ["name"] },
  ),
  Group: model(
    {
      name: field.char({ maxLength: 128, unique: true }),
      members: field.manyToMany("Person", { through: "Membership" }),
    },
    { label: (group) => group.name, ordering: ["name"] },
  ),
  Membership: model(
    {
      person: field.foreignKey("Person", { onDelete: CASCADE }),
      group: field.foreignKey("Group", { onDelete: CASCADE }),
      date_joined: field.date(),
      date_left: field.date({ null: true }),
      precision: field.char({
        maxLength: 5,
        choices: [
          ["day", "Day"],
          ["month", "Month"],
          ["year", "Year"],
        ],
        default: "day",
      }),
      role: field.char({ maxLength: 64, default: "" }),
      invite_reason: field.char({ maxLength: 64, default: "" }),
    },
    {
      label: ({ person_id, group_id, date_joined, date_left }) =>
        `person ${person_id} in group ${group_id}, ${date_joined} to ${date_left ?? "now"}`,
      ordering: ["date_joined", "id"],
      indexes: [["group", "date_joined"]],
    },
  ),
};

/** Something that can tell how it would be answered. */
export interface Explainable {
  explain(): Explanation;
}

/** A question; the text of its function is what the tour prints as code, so the two agree. */
export interface Question {
  readonly title: string;
  readonly ask: () => unknown;
  /** The rows that the answer is read from, where the answer itself has no plan. */
  readonly from?: () => Explainable;
}

/** What the tour tells once the data is there. */
export interface Story {
  /** How the names that the questions use come about. */
  readonly names: readonly string[];
  readonly questions: readonly Question[];
  /** The answer that the writes change. */
  readonly watched: Question;
  readonly writes: readonly Question[];
}

/** A store of bands, empty until it is given a log. */
export interface Bands {
  readonly store: Store<Schema>;
  /** @throws {DoesNotExist} when the data lacks the people and bands that the tour is about. */
  tell(): Story;
}

/** Opens an empty store of bands. */
export function openBands(): Bands {
  const store = openStore(models);
  return { store: store as unknown as Store<Schema>, tell: () => tell(store.models) };
}

function tell({ Person, Group, Membership }: Store<typeof models>["models"]): Story {
  const beatles = Group.objects.get({ name: "The Beatles" });
  const ringo = Person.objects.get({ name: "Ringo Starr" });
  return {
    names: [
      "const { Person, Group, Membership } = store.models;",
      'const beatles = Group.objects.get({ name: "The Beatles" });',
      'const ringo = Person.objects.get({ name: "Ringo Starr" });',
    ],
    questions: [
      {
        title: "Who has been in the Beatles?",
        ask: () => beatles.members.all(),
      },
      {
        title: "And the other way: which groups has Ringo been in?",
        ask: () => ringo.group_set.all(),
      },
      {
        title: "Which groups had a Paul? A group is repeated for each membership of a Paul.",
        ask: () => Group.objects.filter({ members__name__startswith: "Paul" }),
      },
      {
        title: "The same without the repeats.",
        ask: () => Group.objects.filter({ members__name__startswith: "Paul" }).distinct(),
      },
      {
        title: "Which Beatles joined after the first of January 1961?",
        ask: () =>
          Person.objects.filter({
            group__name: "The Beatles",
            membership__date_joined__gt: "1961-01-01",
          }),
      },
      {
        title: "When did Ringo join the Beatles? The row between the two knows.",
        ask: () => Membership.objects.get({ group: beatles, person: ringo }).date_joined,
        from: () => Membership.objects.filter({ group: beatles, person: ringo }),
      },
      {
        title: "And why?",
        ask: () => Membership.objects.get({ group: beatles, person: ringo }).invite_reason,
      },
      {
        title: "The same, asked from Ringo's side.",
        ask: () => ringo.membership_set.get({ group: beatles }).date_joined,
        from: () => ringo.membership_set.filter({ group: beatles }),
      },
      {
        title: "Who has been in Yes? Who left and came back is there once for each time.",
        ask: () => Person.objects.filter({ group__name: "Yes" }),
      },
      {
        title: "Each of them once.",
        ask: () => Person.objects.filter({ group__name: "Yes" }).distinct(),
      },
      {
        title: "Who was in the Beatles and in Wings? Each filter() may mean another row.",
        ask: () =>
          Person.objects.filter({ group__name: "The Beatles" }).filter({ group__name: "Wings" }),
      },
      {
        title: "The first four Beatles, by the day they joined.",
        ask: () => beatles.members.orderBy("membership__date_joined").slice(0, 4),
      },
    ],
    watched: { title: "The members before:", ask: () => beatles.members.all() },
    writes: [
      {
        title: "A person who is made up, since this is only a tour.",
        ask: () => Person.objects.create({ name: "You (made up)" }),
      },
      {
        title: "They join the Beatles.",
        ask: () =>
          Membership.objects.create({
            person: Person.objects.get({ name: "You (made up)" }),
            group: beatles,
            date_joined: "2026-01-01",
            invite_reason: "Took the tour.",
          }),
      },
      {
        title: "They leave no trace: the membership falls with the person (CASCADE).",
        ask: () => Person.objects.get({ name: "You (made up)" }).delete(),
      },
    ],
  };
}
