import { describe, expectTypeOf, it } from "vitest";
import { CASCADE, field, model, openStore } from "../../src/index.ts";

const models = {
  Person: model({ name: field.char({ maxLength: 40 }) }),
  Membership: model({
    person: field.foreignKey("Person", { onDelete: CASCADE }),
    date_joined: field.date(),
  }),
};
const store = openStore(models, {
  events: {
    MemberJoined: (tx, { person, on }: { readonly person: number; readonly on: string }) =>
      tx.Membership.objects.create({ person_id: person, date_joined: on }),
    NothingHappened: () => {},
  },
});

describe("dispatch()", () => {
  it("takes the payload of the projection, and gives what it gives", () => {
    const made = store.dispatch("MemberJoined", { person: 1, on: "1962-08-16" });
    expectTypeOf(made.person.name).toEqualTypeOf<string>();
    store.dispatch("MemberJoined", { person: made.person, on: "1962-08-16" });
    store.begin().dispatch("NothingHappened");
    // @ts-expect-error no such event
    store.dispatch("MemberLeft", {});
    // @ts-expect-error the day is missing
    store.dispatch("MemberJoined", { person: 1 });
    // @ts-expect-error a day is a text
    store.dispatch("MemberJoined", { person: 1, on: 3 });
    // @ts-expect-error a store without events has none to dispatch
    openStore(models).dispatch("MemberJoined", {});
  });
});
