import { describe, expect, it } from "vitest";
import { Q } from "../../../src/index.ts";
import { foldConditions } from "../../../src/planner/rules/fold-conditions.ts";
import { all, rewritten } from "./rewritten.ts";

describe("fold-conditions", () => {
  it("leaves away an alternative to everything", () => {
    const asked = all("Person").or(all("Person").filter({ age: 3 }));

    expect(rewritten(asked, foldConditions).after).toEqual(["Person"]);
  });

  it("leaves away all conditions beside one that never holds", () => {
    const asked = all("Person").filter({ age: 3 }).none();

    expect(rewritten(asked, foldConditions)).toMatchObject({
      before: ["Person", "Person.age exact 3", "false"],
      after: ["Person", "false"],
    });
  });

  it("sets conditions that must all hold apart", () => {
    const asked = all("Person").filter(Q({ name: "Ann" }).and({ age: 3 }).and({ id__gt: 1 }));

    expect(rewritten(asked, foldConditions)).toMatchObject({
      before: ["Person", '(Person.name exact "Ann" and Person.age exact 3 and Person.id gt 1)'],
      after: ["Person", 'Person.name exact "Ann"', "Person.age exact 3", "Person.id gt 1"],
    });
  });

  it("takes the brackets of an OR within an OR away", () => {
    const asked = all("Person")
      .filter(Q({ name: "Ann" }).or({ age: 3 }))
      .or(all("Person").filter({ id: 1 }));

    expect(rewritten(asked, foldConditions)).toMatchObject({
      before: ["Person", '((Person.name exact "Ann" or Person.age exact 3) or Person.id exact 1)'],
      after: ["Person", '(Person.name exact "Ann" or Person.age exact 3 or Person.id exact 1)'],
    });
  });

  it("sets more conditions apart than a call takes arguments", () => {
    let condition = Q({ age: 3 });
    for (let doublings = 0; doublings < 17; doublings++) condition = condition.and(condition);

    expect(rewritten(all("Person").filter(condition), foldConditions).after).toHaveLength(
      1 + 2 ** 17,
    );
  });

  it("does not take a constant out of an exclusive OR, whose truth it turns around", () => {
    const asked = all("Person").xor(all("Person").filter({ age: 3 }));

    expect(rewritten(asked, foldConditions).isUntouched).toBe(true);
  });

  it("gives back a plan without constants as it was", () => {
    const asked = all("Person").filter({ name: "Ann" }).exclude({ age: 3 });

    expect(rewritten(asked, foldConditions).isUntouched).toBe(true);
  });
});
