import { describe, expect, it } from "vitest";
import { F } from "../../../src/index.ts";
import { dropJoins } from "../../../src/planner/rules/drop-joins.ts";
import { all, rewritten } from "./rewritten.ts";

const withMentor = all("Person").annotate({ grand: F("mentor__mentor__name") });
const withGroup = all("Person").alias({ joined: F("membership__date_joined") });

describe("drop-joins", () => {
  it("leaves away left joins to one row of which nothing is read, and those before them", () => {
    const asked = withMentor.values("name");

    expect(rewritten(asked, dropJoins)).toMatchObject({
      before: ["Person", "left join Person", "left join Person"],
      after: ["Person"],
    });
  });

  it.each([
    ["it is asked whether there is a row", withGroup, "exists"],
    ["repeats are dropped", withGroup.distinct(), "rows"],
  ] as const)("leaves away a left join to many rows where %s", (_, asked, purpose) => {
    const { before, after } = rewritten(asked, dropJoins, purpose);

    expect(before).toContain("left join Membership");
    expect(after).not.toContain("left join Membership");
  });

  it.each([
    ["a column of it is part of the answer", withMentor],
    ["a condition reads it", withMentor.filter({ grand: null }).values("name")],
    ["the order reads it", withMentor.orderBy("grand").values("name")],
    ["only one row of each of its values is kept", all("Person").distinct("mentor__name")],
    [
      "it is an inner one, even if nothing is read",
      all("Membership")
        .alias({ name: F("person__name") })
        .values("id"),
    ],
    ["it repeats rows", withGroup],
    ["it repeats rows of which columns are read", withGroup.values("name")],
    [
      "repeats of columns are dropped, which may hold for several rows",
      withGroup.values("name").distinct(),
    ],
    ["it turns rows away", all("Membership").filter({ person__age: 3 }).values("id")],
  ])("keeps a join where %s", (_, asked) => {
    expect(rewritten(asked, dropJoins).isUntouched).toBe(true);
  });

  it("keeps a join that repeats rows where they are counted", () => {
    expect(rewritten(withGroup, dropJoins, "count").isUntouched).toBe(true);
  });
});
