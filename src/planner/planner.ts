import { invariant } from "../invariant.ts";
import { modelOfAlias, type OrderedPlan, type Test } from "../query/logical-plan.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { TableLayout } from "../tables/layout.ts";
import { type AccessPath, accessPaths, answeredTests, fullScan } from "./access-path.ts";
import type { JoinStep, PhysicalPlan } from "./physical-plan.ts";

/** What the answer is needed for: it decides whether order and repeats matter. */
export type Purpose = "rows" | "count" | "exists";

/**
 * The plans that can answer a query, one for each way to drive it: from the base model, or from
 * any joined model that a test reaches through an index. Which is cheapest depends on the values
 * asked for and is decided at each run, by exact counts.
 */
export function candidatePlans(
  logical: OrderedPlan,
  layouts: readonly TableLayout[],
  purpose: Purpose,
): readonly PhysicalPlan[] {
  const drivers: AccessPath[] = [];
  for (let alias = 0; alias <= logical.joins.length; alias++) {
    if (!canDrive(logical, alias)) continue;
    const model = modelOfAlias(logical, alias);
    drivers.push(...accessPaths(alias, model, logical.tests, layouts[model.position]!.indexes));
  }
  const onlyRow = drivers.find((driver) => driver.alias === 0 && isSingle(driver));
  if (onlyRow !== undefined) return [planFrom(logical, onlyRow, layouts, purpose)];
  const hasBasePath = drivers.some((driver) => driver.alias === 0);
  if (!hasBasePath) drivers.push(fullScan(0, logical.model));
  return drivers.map((driver) => planFrom(logical, driver, layouts, purpose));
}

/** Reads one row at the most. */
function isSingle(driver: AccessPath): boolean {
  const [test] = driver.equal;
  return driver.kind === "key-probe" && test!.lookup.indexUse === "equal";
}

/** Only inner joins may be walked from their far end: a left join's missing rows are nowhere. */
function canDrive(logical: OrderedPlan, alias: number): boolean {
  for (let at = alias; at > 0; at = logical.joins[at - 1]!.parent) {
    if (logical.joins[at - 1]!.kind === "left") return false;
  }
  return true;
}

function planFrom(
  logical: OrderedPlan,
  driver: AccessPath,
  layouts: readonly TableLayout[],
  purpose: Purpose,
): PhysicalPlan {
  const answered = new Set(answeredTests(driver));
  const rest = logical.tests.filter((test) => !answered.has(test));
  const steps = orderSteps(logical, driver.alias, rest, layouts);
  const ordersByJoin = logical.order.some((term) => term.alias > 0);
  const dropsRepeats = purpose === "exists" || (logical.isDistinct && !ordersByJoin);
  return Object.freeze({
    kind: "physical",
    logical,
    driver,
    driverTests: rest.filter((test) => test.alias === driver.alias),
    steps,
    repeats: dropsRepeats ? "drop" : "keep",
    isOrdered: purpose !== "rows" || comesInOrder(logical, driver),
  });
}

/** Whether the driver meets base rows ascending by primary key, and that is the order asked for. */
function comesInOrder(logical: OrderedPlan, driver: AccessPath): boolean {
  if (driver.alias !== 0) return false;
  const [term] = logical.order;
  const isByPk =
    term === undefined ||
    (term.alias === 0 && term.column === logical.model.pk && !term.isDescending);
  if (!isByPk) return isSingle(driver) && logical.joins.length === 0;
  if (driver.kind === "full-scan" || isSingle(driver)) return true;
  const isSinglePosting =
    driver.kind === "relation-probe" && driver.equal[0]!.lookup.indexUse === "equal";
  return (
    isSinglePosting && driver.index!.spec.order.columns[driver.equal.length] === logical.model.pk
  );
}

/** The next join from the aliases reached: tested and single-valued ones first. */
function orderSteps(
  logical: OrderedPlan,
  start: number,
  tests: readonly Test[],
  layouts: readonly TableLayout[],
): JoinStep[] {
  const reached = new Set([start]);
  const steps: JoinStep[] = [];
  while (steps.length < logical.joins.length) {
    const open = openSteps(logical, reached, tests, layouts);
    invariant(open.length > 0, "a join cannot be reached");
    const best = open.reduce((a, b) => (stepRank(b) < stepRank(a) ? b : a));
    reached.add(best.to);
    steps.push(Object.freeze(best));
  }
  return steps;
}

/** Cheap joins that drop rows come first, then cheap ones, then fan-outs, left joins last. */
function stepRank(step: JoinStep): number {
  const isSingle = step.index === undefined || step.toColumn.isUnique;
  return (step.isLeft ? 4 : 0) + (isSingle ? 0 : 2) + (step.tests.length > 0 ? 0 : 1);
}

function openSteps(
  logical: OrderedPlan,
  reached: ReadonlySet<number>,
  tests: readonly Test[],
  layouts: readonly TableLayout[],
): JoinStep[] {
  return logical.joins.flatMap((join, index) => {
    const child = index + 1;
    const { hop } = join;
    if (reached.has(join.parent) === reached.has(child)) return [];
    const isDown = reached.has(join.parent);
    const [from, to] = isDown ? [join.parent, child] : [child, join.parent];
    const toColumn = isDown ? hop.toColumn : hop.fromColumn;
    const model = isDown ? hop.to : hop.from;
    return [
      {
        from,
        to,
        model,
        fromColumn: isDown ? hop.fromColumn : hop.toColumn,
        toColumn,
        index: toColumn.isPrimaryKey ? undefined : indexOn(model, toColumn, layouts),
        isLeft: join.kind === "left",
        tests: tests.filter((test) => test.alias === to),
      },
    ];
  });
}

function indexOn(model: Model, column: Column, layouts: readonly TableLayout[]): JoinStep["index"] {
  const { indexes } = layouts[model.position]!;
  const position = indexes.findIndex(
    (spec) => spec.columns[0] === column && spec.holds === undefined,
  );
  invariant(position >= 0, `${model.name}.${column.name} has no index to join by`);
  return { spec: indexes[position]!, position };
}
