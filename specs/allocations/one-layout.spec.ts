/**
 * A guard against objects of one kind with hidden classes of their own, as copies of copies by `...`
 * have them in V8: what copies or reads more than four of them becomes slow.
 */
import { setFlagsFromString } from "node:v8";
import { expect, it } from "vitest";
import { Kit } from "../../src/orm/kit.ts";
import { SchemaKit } from "../../src/orm/schema-kit.ts";
import { DEFAULT_OPTIONS } from "../../src/planner/options.ts";
import { candidatePlans } from "../../src/planner/planner.ts";
import { changePlan, type LogicalPlan } from "../../src/query/logical-plan.ts";
import { resolvePlan } from "../../src/query/ordering.ts";
import type { Shape } from "../../src/query/shape.ts";
import { club } from "../fixtures/club.ts";

setFlagsFromString("--allow-natives-syntax");
const haveSameLayout = new Function("one", "other", "return %HaveSameMap(one, other)") as (
  one: object,
  other: object,
) => boolean;

/** Objects of which no two have the same layout, one for each layout. */
function layoutsAmong(objects: readonly object[]): readonly object[] {
  const found: object[] = [];
  for (const each of objects) {
    if (!found.some((known) => haveSameLayout(known, each))) found.push(each);
  }
  return found;
}

const kits = [0, 1, 2].map(() => new Kit(new SchemaKit(new Map(Object.entries(club)))));

/** Plans of filters upon filters, also in an order. */
function plansOf(kit: Kit): readonly LogicalPlan[] {
  const shapeOf = (name: string): Shape => kit.of(kit.registry.byName.get(name)!).shape;
  const filtered = (shape: Shape, conditions: object): Shape =>
    shape.filter([conditions], false, [], kit).shape;
  const ask = (model: string, ...filters: readonly object[]): LogicalPlan =>
    filters.reduce(filtered, shapeOf(model)).plan;
  const ordered = ask("Person", { age__gt: 1 }, { name: "a" });
  return [
    ask("Person", { id: 1 }),
    ask("Person", { group__name: "a" }, { age: 2 }, { mentor__name: "b" }, { email: "c" }),
    ask("Group", { members__name__startswith: "a" }, { fans: 3 }),
    ask("Membership", { person__mentor__name: "a" }, { date_joined__gt: "2020-01-01" }),
    shapeOf("Person").filter([{ group__name: "a" }], true, [], kit).shape.plan,
    changePlan(ordered, { ordering: [{ term: "-age", firstParameter: 0 }], isReversed: true }),
    changePlan(ordered, { ordering: [{ term: "mentor__name", firstParameter: 0 }] }),
  ];
}

const planned = kits.flatMap((kit) =>
  plansOf(kit).flatMap((plan) =>
    candidatePlans(resolvePlan(plan, true), {
      layouts: kit.layouts,
      purpose: "rows",
      options: DEFAULT_OPTIONS,
    }),
  ),
);
const models = kits.flatMap((kit) => kit.registry.models);
const ends = models.flatMap(({ accessors }) => [...accessors.values()]);
const plans = [...kits.flatMap(plansOf), ...planned.map(({ logical }) => logical)];

it.each([
  ["models", models],
  ["columns", models.flatMap(({ columns }) => columns)],
  ["ends of relations", ends],
  ["hops", ends.flatMap(({ hops }) => hops)],
  ["indexes", kits.flatMap((kit) => kit.layouts.flatMap(({ indexes }) => indexes))],
  ["plans", plans],
  ["tables of plans", plans.flatMap(({ sources }) => sources)],
  ["access paths", planned.map(({ driver }) => driver)],
  ["joins", planned.flatMap(({ steps }) => steps)],
])("all %s have one layout", (_, objects) => {
  expect(objects.length).toBeGreaterThan(kits.length);
  expect(layoutsAmong(objects)).toHaveLength(1);
});
