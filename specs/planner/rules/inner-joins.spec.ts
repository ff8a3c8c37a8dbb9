import { describe, expect, it } from "vitest";
import { Count, F, Q } from "../../../src/index.ts";
import { innerJoins } from "../../../src/planner/rules/inner-joins.ts";
import { all, rewritten } from "./rewritten.ts";

const withMentor = all("Person").annotate({ mentored_by: F("mentor__name") });

describe("inner-joins", () => {
  it("makes a left join inner where a test needs its row", () => {
    const asked = withMentor.filter({ mentored_by: "Ann" });

    expect(rewritten(asked, innerJoins)).toMatchObject({
      before: ["Person", "left join Person", 'Person.name exact "Ann"'],
      after: ["Person", "inner join Person", 'Person.name exact "Ann"'],
    });
  });

  it("makes the joins on the way there inner as well", () => {
    const asked = all("Person")
      .annotate({ grand: F("mentor__mentor__name") })
      .filter({ grand__startswith: "A" });

    expect(rewritten(asked, innerJoins).after).toEqual([
      "Person",
      "inner join Person",
      "inner join Person",
      'Person.name startswith "A"',
    ]);
  });

  it.each([
    ["a test that it has a value", Q({ mentored_by__isnull: false })],
    ["a negated test, which null does not meet", Q({ mentored_by: "Ann" }).not()],
    ["alternatives that all need it", Q({ mentored_by: "Ann" }).or({ mentored_by__gt: "B" })],
    ["one of several conditions", Q({ mentored_by: "Ann" }).and({ age: 3 })],
  ])("takes %s for a reason", (_, condition) => {
    expect(rewritten(withMentor.filter(condition), innerJoins).after[1]).toBe("inner join Person");
  });

  it.each([
    ["a row without a match meets the condition", withMentor.filter({ mentored_by: null })],
    [
      "another alternative does without its row",
      withMentor.filter(Q({ mentored_by: "Ann" }).or({ age: 3 })),
    ],
    [
      "a negated list may be empty, which null does meet",
      withMentor.filter(Q({ mentored_by__in: ["Ann"] }).not()),
    ],
    [
      "exactly one alternative must hold",
      withMentor.filter(Q({ mentored_by: "Ann" }).xor({ mentored_by: "Bo" })),
    ],
    [
      "the condition is on a group",
      all("Person")
        .annotate({ groups: Count("membership") })
        .filter({ groups: 0 }),
    ],
    ["nothing is asked of it", withMentor],
  ])("keeps a left join left where %s", (_, asked) => {
    const { before, isUntouched } = rewritten(asked, innerJoins);

    expect(before[1]).toMatch(/^left join/);
    expect(isUntouched).toBe(true);
  });
});
