import { describe, expect, it } from "vitest";
import { Exists, OuterRef } from "../../../src/index.ts";
import { decorrelateExists } from "../../../src/planner/rules/decorrelate-exists.ts";
import { all, rewritten } from "./rewritten.ts";

const own = all("Membership").filter({ person: OuterRef("pk") });
const people = all("Person");

describe("decorrelate-exists", () => {
  it("asks for the keys once, where a condition inside says where to start", () => {
    const asked = people.filter(Exists(own.filter({ group: 5 })));

    expect(rewritten(asked, decorrelateExists)).toMatchObject({
      before: [
        "Person",
        "exists (Membership: Membership.person_id exact the row outside, Membership.group_id exact ?)",
      ],
      after: ["Person", "Person.id in subquery (Membership: Membership.group_id exact ?)"],
    });
  });

  it("does so beside conditions that no index answers", () => {
    const asked = people.filter({ name__contains: "n" }).filter(Exists(own.filter({ group: 5 })));

    expect(rewritten(asked, decorrelateExists).after.at(-1)).toMatch(/^Person\.id in subquery/);
  });

  it.each([
    [
      "the question around says where to start",
      people.filter({ pk: 1 }).filter(Exists(own.filter({ group: 5 }))),
    ],
    ["nothing inside says where to start", people.filter(Exists(own))],
    [
      "what is asked inside needs a scan",
      people.filter(Exists(own.filter({ group__name__contains: "o" }))),
    ],
    [
      "the row outside is asked for twice",
      people.filter(Exists(own.filter({ group: 5, id: OuterRef("age") }))),
    ],
    [
      "the row outside is compared otherwise",
      people.filter(Exists(own.filter({ group: 5, id__gt: OuterRef("age") }))),
    ],
    [
      "nothing ties a column to the row outside",
      people.filter(Exists(all("Membership").filter({ group: 5, id__gt: OuterRef("pk") }))),
    ],
    ["the rows inside are sliced", people.filter(Exists(own.filter({ group: 5 }).slice(0, 1)))],
    [
      "the first of the rows inside are left out",
      people.filter(Exists(own.filter({ group: 5 }).slice(1))),
    ],
    ["the rows must be missing", people.exclude(Exists(own.filter({ group: 5 })))],
  ])("leaves the question as it is where %s", (_, asked) => {
    const { before, isUntouched } = rewritten(asked, decorrelateExists);

    expect(before.at(-1)).toContain("exists (");
    expect(isUntouched).toBe(true);
  });
});
