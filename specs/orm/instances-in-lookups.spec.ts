import { describe, expect, it } from "vitest";
import { CASCADE, field, LookupError, model, openStore } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Person, Group, Membership, ann, bo, choir } = openSmallClub();

describe("the column of a foreign key in a lookup", () => {
  it("takes instances, as the relation does", () => {
    expect(Person.objects.get({ mentor_id: ann })).toBe(bo);
    expect(Membership.objects.filter({ person_id__in: [ann, 2] }).count()).toBe(3);
    expect(Membership.objects.exclude({ person_id__gt: ann, group_id: choir }).count()).toBe(3);
    expect(Group.objects.filter({ membership__person_id: bo }).count()).toBe(2);
  });

  it("takes a QuerySet of the target", () => {
    const people = Person.objects.filter({ name: "Ann" });

    expect(Person.objects.filter({ mentor_id__in: people }).toArray()).toEqual([bo]);
  });

  it("compares instances by the field that the foreign key points at", () => {
    const { Country, City } = openStore({
      Country: model({ code: field.char({ maxLength: 2, unique: true }) }),
      City: model({ country: field.foreignKey("Country", { onDelete: CASCADE, toField: "code" }) }),
    }).models;
    const sweden = Country.objects.create({ code: "SE" });
    City.objects.create({ country: sweden });

    expect(City.objects.filter({ country_id: sweden }).count()).toBe(1);
    expect(City.objects.filter({ country_id__in: Country.objects.all() }).count()).toBe(1);
  });

  it("stands for a primary key that is one itself", () => {
    const { Person: Owner, Passport } = openStore({
      Person: model({ name: field.char({ maxLength: 9 }) }),
      Passport: model({
        owner: field.oneToOne("Person", { onDelete: CASCADE, primaryKey: true }),
      }),
    }).models;
    const owner = Owner.objects.create({ name: "Ann" });
    Passport.objects.create({ owner });

    expect(Passport.objects.filter({ pk: owner }).count()).toBe(1);
  });

  it("refuses instances and QuerySets of other models", () => {
    const wrong = expect.objectContaining({ code: "bad-value", path: "mentor_id" });
    const untyped = (value: unknown) => value as never;

    expect(() => Person.objects.filter({ mentor_id: untyped(choir) })).toThrow(LookupError);
    expect(() => Person.objects.filter({ mentor_id: untyped(choir) })).toThrow(wrong);
    expect(() => Person.objects.filter({ mentor_id__in: untyped(Group.objects.all()) })).toThrow(
      "got a QuerySet of Group",
    );
    expect(() => Person.objects.filter({ id: untyped(ann) })).toThrow(LookupError);
  });
});
