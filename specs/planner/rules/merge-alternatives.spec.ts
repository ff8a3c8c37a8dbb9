import { describe, expect, it } from "vitest";
import { F, Q } from "../../../src/index.ts";
import { mergeAlternatives } from "../../../src/planner/rules/merge-alternatives.ts";
import { all, rewritten } from "./rewritten.ts";

describe("merge-alternatives", () => {
  it("makes one list of the values that one column may have", () => {
    const asked = all("Person").filter(Q({ age: 20 }).or({ age: 40 }));

    expect(rewritten(asked, mergeAlternatives)).toMatchObject({
      before: ["Person", "(Person.age exact 20 or Person.age exact 40)"],
      after: ["Person", "Person.age in [20, 40]"],
    });
  });

  it("does so on the far side of one and the same join", () => {
    const asked = all("Membership").filter(Q({ group__name: "A" }).or({ group__name: "B" }));

    expect(rewritten(asked, mergeAlternatives).after).toEqual([
      "Membership",
      "inner join Group",
      'Group.name in ["A", "B"]',
    ]);
  });

  it.each([
    ["of different columns", Q({ age: 20 }).or({ name: "Ann" })],
    ["of the same column of different rows", Q({ age: 20 }).or({ mentor__age: 40 })],
    ["that are no equalities", Q({ age: 20 }).or({ age__gt: 40 })],
    ["that hang on the row", Q({ age: 20 }).or({ age: F("mentor_id") })],
    ["that allow null", Q({ age: 20 }).or({ age: null })],
    ["of which exactly one must hold", Q({ age: 20 }).xor({ age: 40 })],
    ["that all hold", Q({ age: 20 }).and({ age: 40 })],
  ])("leaves alternatives %s as they are", (_, condition) => {
    const asked = all("Person").filter(condition);

    expect(rewritten(asked, mergeAlternatives).isUntouched).toBe(true);
  });
});
