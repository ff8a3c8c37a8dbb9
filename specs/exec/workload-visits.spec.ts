/** What the questions of the benches read: a change of these numbers is a change of plans. */
import { expect, it } from "vitest";
import { argumentsOf, openWorkload, WORKLOAD_QUESTIONS } from "../fixtures/workload.ts";

/** Arguments that each question is asked with, one after the other. */
const ARGUMENTS = 12;

it("the questions of the workload visit these rows, and give these", () => {
  const sizes = (["XS", "S"] as const).map(openWorkload);

  const lines = Object.entries(WORKLOAD_QUESTIONS).map(([title, ask]) => {
    const counts = sizes.map(({ store, data }) => {
      const asked = argumentsOf(data, ARGUMENTS).map((given) => ask(store.models, given));
      const rows = asked.map((each) => each.toArray().length);
      const visited = asked.map(({ rowsVisited }) => rowsVisited);
      return `${sum(visited)} for ${sum(rows)}`;
    });
    return `${title}: ${counts.join("; ")}`;
  });

  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "person by pk: 12 for 12; 12 for 12
    person by unique name: 12 for 12; 12 for 12
    membership by (person, group): 12 for 12; 12 for 12
    members of a group: 568 for 284; 3220 for 1610
    groups of a person: 266 for 133; 280 for 140
    people of a named group who joined after a date: 348 for 168; 2046 for 1017
    groups with a member whose name starts so: 278 for 133; 2053 for 708
    memberships in a date range, latest 20: 240 for 240; 240 for 240
    people who share a group with a person: 4480 for 1107; 31547 for 10066
    members per group, top 10: 600 for 120; 1200 for 120
    reasons containing a text: 12000 for 252; 120000 for 2304"
  `);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
