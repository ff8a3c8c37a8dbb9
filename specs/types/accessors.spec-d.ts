import { describe, expectTypeOf, it } from "vitest";
import type { RowOf } from "../../src/index.ts";
import { type models, store } from "./schema.ts";

type Row<M extends keyof typeof models> = RowOf<typeof models, M>;

const { Person, Group, Membership, Passport, Account, Transfer, Node, Tag } = store.models;

describe("forward accessors", () => {
  it("give the row, and null only where the field allows it", () => {
    expectTypeOf(Membership.objects.get().person).toEqualTypeOf<Row<"Person">>();
    expectTypeOf(Membership.objects.get().inviter).toEqualTypeOf<Row<"Person"> | null>();
    expectTypeOf(Passport.objects.get().person).toEqualTypeOf<Row<"Person">>();
    expectTypeOf(Transfer.objects.get().source).toEqualTypeOf<Row<"Account">>();
    expectTypeOf(Node.objects.get().parent).toEqualTypeOf<Row<"Node"> | null>();
    expectTypeOf(Passport.objects.get().person.name).toEqualTypeOf<string>();
  });

  it("give a manager of the rows of a many-to-many", () => {
    expectTypeOf(Group.objects.get().members.get()).toEqualTypeOf<Row<"Person">>();
    expectTypeOf(Node.objects.get().tags.get()).toEqualTypeOf<Row<"Tag">>();
    expectTypeOf(Node.objects.get().friends.get()).toEqualTypeOf<Row<"Node">>();
  });

  it("must be asked for null before they are followed", () => {
    // @ts-expect-error the inviter may be null
    Membership.objects.get().inviter.name;
  });
});

describe("reverse accessors", () => {
  it("have Django's names by default", () => {
    expectTypeOf(Person.objects.get().membership_set.get()).toEqualTypeOf<Row<"Membership">>();
    expectTypeOf(Person.objects.get().group_set.get()).toEqualTypeOf<Row<"Group">>();
    expectTypeOf(Person.objects.get().passport).toEqualTypeOf<Row<"Passport">>();
  });

  it("have the name that the relation gives", () => {
    expectTypeOf(Person.objects.get().invitations.get()).toEqualTypeOf<Row<"Membership">>();
    expectTypeOf(Node.objects.get().children.get()).toEqualTypeOf<Row<"Node">>();
    expectTypeOf(Node.objects.get().followers.get()).toEqualTypeOf<Row<"Node">>();
    expectTypeOf(Account.objects.get().transfer_in.get()).toEqualTypeOf<Row<"Transfer">>();
  });

  it("have the name that the model gives to all of its relations", () => {
    expectTypeOf(Account.objects.get().all_transfers.get()).toEqualTypeOf<Row<"Transfer">>();
  });

  it("do not exist under another name", () => {
    // @ts-expect-error relatedQueryName is a word in lookups only
    Person.objects.get().invitation;
    // @ts-expect-error relatedQueryName leaves the default accessor as it is
    Tag.objects.get().tagged;
    Tag.objects.get().node_set;
    // @ts-expect-error a name in place of the default one removes the default one
    Account.objects.get().transfer_set;
    // @ts-expect-error a way back named "+" is hidden
    store.models.Profile.objects.get().transfer_set;
    // @ts-expect-error a symmetrical relation is its own way back
    Node.objects.get().node_set;
    // @ts-expect-error a one-to-one has no manager
    Person.objects.get().passport_set;
  });

  it("are not assigned to", () => {
    const [paul, john] = [Person.objects.get(), Person.objects.get()];
    // @ts-expect-error the rows of a relation are written through its manager
    paul.membership_set = john.membership_set;
  });
});

describe("a row", () => {
  it("is refused where a row of another model is meant", () => {
    const label = (group: Row<"Group">): string => group.name;
    label(Group.objects.get());
    // @ts-expect-error a person is no group, though it has a name
    label(Person.objects.get());
  });
});
