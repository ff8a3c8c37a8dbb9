import { describe, expect, it } from "vitest";
import { Q } from "../../../src/index.ts";
import { pushNegation } from "../../../src/planner/rules/push-negation.ts";
import { all, rewritten } from "./rewritten.ts";

describe("push-negation", () => {
  it("makes a negated AND an OR of negations", () => {
    const asked = all("Group").exclude({ name: "Choir", id__gt: 3 });

    expect(rewritten(asked, pushNegation)).toMatchObject({
      before: ["Group", 'not (Group.id gt 3 and Group.name exact "Choir")'],
      after: ["Group", '(not Group.id gt 3 or not Group.name exact "Choir")'],
    });
  });

  it("makes a negated OR an AND of negations", () => {
    const asked = all("Group").exclude(Q({ name: "Choir" }).or({ id__gt: 3 }));

    expect(rewritten(asked, pushNegation)).toMatchObject({
      before: ["Group", 'not (Group.name exact "Choir" or Group.id gt 3)'],
      after: ["Group", '(not Group.name exact "Choir" and not Group.id gt 3)'],
    });
  });

  it("turns tests for null around, and takes two negations away", () => {
    const asked = all("Person").exclude(Q({ age__isnull: true }).or(Q({ name: "Ann" }).not()));

    expect(rewritten(asked, pushNegation)).toMatchObject({
      before: ["Person", 'not (Person.age isnull true or not Person.name exact "Ann")'],
      after: ["Person", '(Person.age isnull false and Person.name exact "Ann")'],
    });
  });

  it("leaves an exclusive OR whole", () => {
    const asked = all("Group").exclude(Q({ name: "Choir" }).xor({ id: 3 }));

    const { before, after } = rewritten(asked, pushNegation);

    expect(after).toEqual(before);
    expect(after).toEqual(["Group", 'not (Group.name exact "Choir" xor Group.id exact 3)']);
  });

  it.each([
    ["conditions without a negation", all("Person").filter(Q({ name: "Ann" }).or({ age: 3 }))],
    ["a negation of a single test", all("Group").exclude({ name: "Choir" })],
  ])("gives back a plan with %s as it was", (_, asked) => {
    expect(rewritten(asked, pushNegation).isUntouched).toBe(true);
  });
});
