import {
  CASCADE,
  field,
  model,
  openStore,
  PROTECT,
  type SchemaOf,
  SET_NULL,
} from "../../src/index.ts";
import { kinds } from "./kinds.ts";

/** The models that the type tests speak of: one of each way to be related. */
export const models = {
  Person: model(
    {
      name: field.char({ maxLength: 128 }),
      nick: field.char({ maxLength: 20, null: true }),
    },
    {
      ordering: ["name"],
      label: (row) => `${row.name} ${row.nick?.length}`,
      methods: {
        greet(other: string) {
          return `${this.name} greets ${other}`;
        },
        get initial(): string {
          return this.name.slice(0, 1);
        },
        shout() {
          return this.greet(this.initial).toUpperCase();
        },
        rename(name: string) {
          return this.update({ name });
        },
      },
      querySet: {
        named(start: string) {
          return this.filter({ name__startswith: start });
        },
        firstNamed(start: string) {
          return this.named(start).orderBy("name").named("").first();
        },
        top() {
          return this.slice(0, 3).toArray();
        },
        initials() {
          return this.toArray().map((row) => row.initial);
        },
      },
    },
  ),
  Group: model({
    name: field.char({ maxLength: 128 }),
    members: field.manyToMany("Person", {
      through: "Membership",
      throughFields: ["group", "person"],
    }),
  }),
  Membership: model(
    {
      person: field.foreignKey("Person", { onDelete: CASCADE }),
      group: field.foreignKey("Group", { onDelete: CASCADE }),
      inviter: field.foreignKey("Person", {
        onDelete: SET_NULL,
        null: true,
        relatedName: "invitations",
        relatedQueryName: "invitation",
      }),
      date_joined: field.date(),
      level: field.char({
        choices: [
          ["L", "Leader"],
          ["M", "Member"],
        ],
        default: "M",
      }),
      rating: field.integer({ null: true }),
      invite_reason: field.char({ maxLength: 64, default: "" }),
    },
    { indexes: [["group", "date_joined"]] },
  ),
  Passport: model({
    person: field.oneToOne("Person", { onDelete: CASCADE }),
    country: field.foreignKey("Country", { onDelete: PROTECT }),
  }),
  Country: model({ code: field.char({ maxLength: 2, primaryKey: true }) }),
  Profile: model({
    person: field.oneToOne("Person", { onDelete: CASCADE, primaryKey: true }),
    seen: field.dateTime({ autoNow: true }),
  }),
  Account: model({
    id: field.uuid({ primaryKey: true, default: () => "" }),
    number: field.bigInteger({ unique: true }),
  }),
  Transfer: model(
    {
      source: field.foreignKey("Account", { onDelete: PROTECT, toField: "number" }),
      target: field.foreignKey("Account", { onDelete: PROTECT, relatedName: "%(class)s_in" }),
      hidden: field.foreignKey("Account", { onDelete: PROTECT, null: true, relatedName: "+" }),
      profile: field.foreignKey("Profile", { onDelete: CASCADE, null: true, relatedName: "+" }),
    },
    { defaultRelatedName: "all_%(class)ss" },
  ),
  Node: model({
    parent: field.foreignKey("self", { onDelete: CASCADE, null: true, relatedName: "children" }),
    friends: field.manyToMany("self"),
    follows: field.manyToMany("self", { symmetrical: false, relatedName: "followers" }),
    tags: field.manyToMany("Tag", { relatedQueryName: "tagged" }),
  }),
  Tag: model({ word: field.slug(), in: field.char({ default: "" }) }),
};

/** A store of a model with columns of the kinds that differ in lookups and transforms. */
export const kindStore = openStore({ Thing: kinds });

/** A short name for the schema. */
export interface App extends SchemaOf<typeof models> {}

/** The store that the type tests speak of; they are checked, never run. */
export const store = openStore(models);
