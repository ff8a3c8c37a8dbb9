import { invariant } from "../invariant.ts";
import { containsWindow } from "../query/expression.ts";
import { outputOf, selectedAnnotations } from "../query/expression-type.ts";
import type { OrderedPlan, OrderTerm } from "../query/logical-plan.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { TableLayout } from "../tables/layout.ts";
import { type AccessPath, accessPaths, answeredTests, fullScan } from "./access-path.ts";
import { analyzeConditions, type Condition, type Conditions } from "./conditions.ts";
import type { JoinStep, PhysicalPlan } from "./physical-plan.ts";

/** What the answer is needed for: it decides whether order and repeats matter. */
export type Purpose = "rows" | "count" | "exists";

/** What the planning of one question goes by. */
interface Planning {
  readonly logical: OrderedPlan;
  readonly conditions: Conditions;
  readonly layouts: readonly TableLayout[];
  readonly purpose: Purpose;
}

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
  const planning = { logical, conditions: analyzeConditions(logical), layouts, purpose };
  const { sources, root } = logical;
  const drivers: AccessPath[] = [];
  for (const [alias, { model, references }] of sources.entries()) {
    if (references === 0 || !canDrive(logical, alias)) continue;
    const { indexes } = layouts[model.position]!;
    drivers.push(...accessPaths(alias, model, planning.conditions.tests, indexes));
  }
  const onlyRow = drivers.find((driver) => driver.alias === root && isSingle(driver));
  if (onlyRow !== undefined) return [planFrom(planning, onlyRow)];
  const hasBasePath = drivers.some((driver) => driver.alias === root);
  if (!hasBasePath) drivers.push(fullScan(root, sources[root]!.model));
  return drivers.map((driver) => planFrom(planning, driver));
}

/** Reads one row at the most. */
function isSingle(driver: AccessPath): boolean {
  const [test] = driver.equal;
  return driver.kind === "key-probe" && test!.lookup.indexUse === "equal";
}

/** Only inner joins may be walked from their far end: a left join's missing rows are nowhere. */
function canDrive({ sources, root }: OrderedPlan, alias: number): boolean {
  for (let at = alias; at !== root; at = sources[at]!.parent) {
    if (at < 0 || sources[at]!.kind === "left" || sources[at]!.references === 0) return false;
  }
  return true;
}

function planFrom(planning: Planning, driver: AccessPath): PhysicalPlan {
  const { logical, conditions, purpose } = planning;
  const answered = new Set<Condition>(answeredTests(driver));
  const rest: Condition[] = [
    ...conditions.tests.filter((test) => !answered.has(test)),
    ...conditions.filters,
  ];
  const { ready, steps } = orderSteps(planning, driver.alias, rest);
  const dropsRepeats =
    !isComputed(logical) &&
    (purpose === "exists" || (logical.isDistinct && !ordersByJoin(logical)));
  return Object.freeze({
    kind: "physical",
    logical,
    conditions,
    driver,
    driverConditions: ready,
    steps,
    repeats: dropsRepeats ? "drop" : "keep",
    isOrdered: purpose !== "rows" || comesInOrder(logical, driver),
  });
}

/** Whether the output is more than base rows: columns, computed values or groups. */
export function isComputed(plan: OrderedPlan): boolean {
  return (
    plan.values !== undefined ||
    plan.groups !== undefined ||
    plan.summary !== undefined ||
    plan.distinctOn.length > 0 ||
    selectedAnnotations(plan).length > 0 ||
    outputOf(plan).some(containsWindow) ||
    plan.where.some(containsWindow)
  );
}

/** Whether a term of the order is a column of the base row. */
export function isBaseColumn({ expression }: OrderTerm, { root }: OrderedPlan): boolean {
  return expression.kind === "column" && expression.alias === root;
}

function ordersByJoin(plan: OrderedPlan): boolean {
  return plan.order.some((term) => !isBaseColumn(term, plan));
}

/** Whether the driver meets base rows ascending by primary key, and that is the order asked for. */
function comesInOrder(logical: OrderedPlan, driver: AccessPath): boolean {
  const { order, root, model } = logical;
  if (driver.alias !== root) return false;
  const [term] = order;
  const isByPk =
    term === undefined ||
    (isBaseColumn(term, logical) &&
      (term.expression as { readonly column: Column }).column === model.pk &&
      !term.isDescending);
  if (!isByPk) return isSingle(driver) && logical.sources.length === 1;
  if (driver.kind === "full-scan" || isSingle(driver)) return true;
  const isSinglePosting =
    driver.kind === "relation-probe" && driver.equal[0]!.lookup.indexUse === "equal";
  return isSinglePosting && driver.index!.spec.order.columns[driver.equal.length] === model.pk;
}

/** The next join from the aliases reached: tested and single-valued ones first. */
function orderSteps(
  planning: Planning,
  start: number,
  conditions: readonly Condition[],
): { readonly ready: readonly Condition[]; readonly steps: readonly JoinStep[] } {
  const { sources, root } = planning.logical;
  const reached = new Set([start]);
  const open = new Set(conditions);
  const takeReady = (): Condition[] => {
    const ready = [...open].filter((condition) => isReady(condition, reached));
    for (const condition of ready) open.delete(condition);
    return ready;
  };
  const ready = takeReady();
  const steps: JoinStep[] = [];
  const wanted = sources.filter(({ references }, alias) => references > 0 || alias === root).length;
  while (reached.size < wanted) {
    const next = openSteps(planning, reached, open);
    invariant(next.length > 0, "a join cannot be reached");
    const best = next.reduce((a, b) => (stepRank(b) < stepRank(a) ? b : a));
    reached.add(best.to);
    steps.push(Object.freeze({ ...best, conditions: takeReady() }));
  }
  return { ready, steps };
}

function isReady(condition: Condition, reached: ReadonlySet<number>): boolean {
  if (condition.kind === "test") return reached.has(condition.alias);
  return [...condition.aliases].every((alias) => reached.has(alias));
}

/** Cheap joins that drop rows come first, then cheap ones, then fan-outs, left joins last. */
function stepRank(step: JoinStep): number {
  const isOne = step.index === undefined || step.toColumn.isUnique;
  return (step.isLeft ? 4 : 0) + (isOne ? 0 : 2) + (step.conditions.length > 0 ? 0 : 1);
}

function openSteps(
  { logical, layouts }: Planning,
  reached: ReadonlySet<number>,
  open: ReadonlySet<Condition>,
): JoinStep[] {
  return logical.sources.flatMap((source, child) => {
    const { hop, parent, references } = source;
    if (hop === undefined || references === 0 || child === logical.root) return [];
    if (reached.has(parent) === reached.has(child)) return [];
    const isDown = reached.has(parent);
    const [from, to] = isDown ? [parent, child] : [child, parent];
    const toColumn = isDown ? hop.toColumn : hop.fromColumn;
    const model = isDown ? hop.to : hop.from;
    const after = new Set([...reached, to]);
    return [
      {
        from,
        to,
        model,
        fromColumn: isDown ? hop.fromColumn : hop.toColumn,
        toColumn,
        index: toColumn.isPrimaryKey ? undefined : indexOn(model, toColumn, layouts),
        isLeft: source.kind === "left",
        restriction: source.restriction?.condition,
        conditions: [...open].filter((condition) => isReady(condition, after)),
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
