import { describe, expect, it } from "vitest";
import { Count, F } from "../../../src/index.ts";
import type { Rule } from "../../../src/planner/rule.ts";
import { dropDistinct } from "../../../src/planner/rules/drop-distinct.ts";
import { dropJoins } from "../../../src/planner/rules/drop-joins.ts";
import { all, rewritten } from "./rewritten.ts";

describe("drop-distinct", () => {
  it.each([
    ["there is one table", all("Person").filter({ age: 3 }).distinct()],
    ["joins lead to one row", all("Person").filter({ mentor__age: 3 }).distinct()],
    [
      "a relation to many is asked for its key by the other end",
      all("Membership").filter({ person: 3 }).distinct(),
    ],
  ])("has no repeats to drop where %s", (_, asked) => {
    const { before, after } = rewritten(asked, dropDistinct);

    expect(before).toContain("distinct");
    expect(after).toEqual(before.filter((line) => line !== "distinct"));
  });

  it("has none to drop where joins that repeat rows were left away before", () => {
    const asked = all("Person")
      .alias({ joined: F("membership__date_joined") })
      .distinct();
    const both: Rule = {
      name: "both",
      apply: (plan, purpose) => dropDistinct.apply(dropJoins.apply(plan, purpose), purpose),
    };

    expect(rewritten(asked, both).after).toEqual(["Person"]);
  });

  it.each([
    ["a join may repeat rows", all("Person").filter({ membership__is_leader: true }).distinct()],
    ["the order joins many", all("Person").distinct().orderBy("membership__date_joined")],
    ["columns are given, which rows may share", all("Person").values("name").distinct()],
    [
      "rows are computed",
      all("Person")
        .annotate({ n: Count("*") })
        .distinct(),
    ],
    ["only one row of each value is kept", all("Person").distinct("name")],
  ])("keeps it where %s", (_, asked) => {
    expect(rewritten(asked, dropDistinct)).toMatchObject({
      isUntouched: true,
      after: expect.arrayContaining(["distinct"]),
    });
  });
});
