/** How families of queries are answered: their plans as text, in `specs/plans/`. */
import { describe, expect, it } from "vitest";
import { parseQuery } from "../../src/cli/parse-query.ts";
import { planLines } from "../../src/cli/print-answer.ts";
import { runQuery } from "../../src/cli/run-query.ts";
import type { Explanation } from "../../src/index.ts";
import { asAnyStore, filledClub } from "../fixtures/filled-club.ts";

const store = asAnyStore(filledClub());

function explain(query: string): Explanation {
  const answer = runQuery(store, parseQuery(`${query}.explain()`));
  if (answer.kind !== "plan") throw new Error(`${query} was not explained`);
  return answer.plan;
}

/** The access path of a plan: the node that nothing feeds. */
function accessPathOf(plan: Explanation): string {
  let node = plan.plan;
  while (node.input !== undefined) node = node.input;
  return `${node.kind} ${node.detail.replace(/ \[.*/, "")}`;
}

/** A family of queries by the name of its file: each with the access path that it should take. */
const FAMILIES: { readonly [family: string]: { readonly [query: string]: string } } = {
  "key-probe": {
    "Person.filter({ id: 7 })": "key-probe Person",
    "Person.filter({ pk__in: [7, 3, 7] })": "key-probe Person",
    'Person.filter({ id: 7, name: "p6" })': "key-probe Person",
    'Badge.filter({ code: "b3" })': "key-probe Badge",
    'Person.filter({ badge: "b3" })': "key-probe Badge",
    "Person.filter({ pupils: 7 })": "key-probe Person",
  },
  "unique-probe": {
    'Person.filter({ email: "p6@example.com" })': "index-probe Person by person_email_uniq",
    'Group.filter({ name: "g2" })': "index-probe Group by group_name_uniq",
    'Group.filter({ name__in: ["g2", "g4"] })': "index-probe Group by group_name_uniq",
    "Badge.filter({ person: 4 })": "relation-probe Badge by badge_person_id",
  },
  "relation-probe": {
    "Membership.filter({ person: 7 })": "relation-probe Membership by membership_person_id",
    "Membership.filter({ group: 2 })": "relation-probe Membership by membership_group_id",
    "Membership.filter({ group: 2, person: 7 })":
      "relation-probe Membership by membership_person_id",
    "Person.filter({ mentor: 3 })": "relation-probe Person by person_mentor_id",
    "Person.filter({ mentor__in: [3, 4] })": "relation-probe Person by person_mentor_id",
  },
  through: {
    'Person.filter({ group__name: "g2" })': "index-probe Group by group_name_uniq",
    'Person.filter({ group__name: "g2" }).distinct()': "index-probe Group by group_name_uniq",
    "Group.filter({ members: 7 })": "relation-probe Membership by membership_person_id",
    'Group.filter({ members__email: "p6@example.com" })': "index-probe Person by person_email_uniq",
    'Group.filter({ members__email: "p6@example.com" }).distinct().orderBy("name")':
      "index-probe Person by person_email_uniq",
    'Person.filter({ group__name: "g2", membership__date_joined: "2020-01-02" })':
      "index-probe Group by group_name_uniq",
    'Person.filter({ group__name: "g2" }).filter({ group__name: "g3" })':
      "index-probe Group by group_name_uniq",
    'Person.filter({ id: 7, group__name: "g2" })': "key-probe Person",
    'Membership.filter({ person__email: "p6@example.com", group__name: "g2" })':
      "index-probe Person by person_email_uniq",
    'Membership.filter({ group__name: "g1", date_joined: "2020-01-02" })':
      "index-probe Group by group_name_uniq",
  },
  range: {
    'Group.filter({ name__startswith: "g" })': "index-range Group by group_name_uniq",
    'Person.filter({ email__startswith: "p3" })': "index-range Person by person_email_uniq",
    "Person.filter({ age__gte: 40 })": "index-range Person by person_age_idx",
    "Person.filter({ age__gt: 20, age__lte: 22 })": "index-range Person by person_age_idx",
    "Person.filter({ age__range: [20, 22] })": "index-range Person by person_age_idx",
    'Membership.filter({ date_joined__lt: "2020-01-03" })':
      "index-range Membership by membership_date_joined_idx",
  },
  "composite-index": {
    'Membership.filter({ group: 2, date_joined__gte: "2020-02-20" })':
      "index-range Membership by membership_group_date_joined_idx",
    'Membership.filter({ group: 2, date_joined: "2020-01-02" })':
      "relation-probe Membership by membership_group_date_joined_idx",
    'Membership.filter({ group: 2, date_joined__range: ["2020-01-02", "2020-01-20"] })':
      "index-range Membership by membership_group_date_joined_idx",
  },
  "full-scan": {
    "Person.all()": "full-scan Person",
    'Person.filter({ name: "p6" })': "full-scan Person",
    'Person.filter({ email__contains: "6" })': "full-scan Person",
    "Person.filter({ age__isnull: true })": "full-scan Person",
    'Person.all().orderBy("name").slice(5, 10)': "full-scan Person",
    "Person.filter({ membership__isnull: true })": "full-scan Person",
  },
};

describe.each(Object.entries(FAMILIES))("queries answered by %s", (family, queries) => {
  it.each(Object.entries(queries))("%s takes the access path %s", (query, path) => {
    expect(accessPathOf(explain(query))).toBe(path);
  });

  it("have the plans on file", async () => {
    const plans = Object.keys(queries).map((query) =>
      [query, ...planLines(explain(query)).map((line) => `  ${line}`), ""].join("\n"),
    );

    await expect(plans.join("\n")).toMatchFileSnapshot(`../plans/${family}.plan`);
  });
});
