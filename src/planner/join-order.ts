import { invariant } from "../invariant.ts";
import type { Column, Model } from "../schema/registry.ts";
import { indexTests } from "./access-path.ts";
import type { Condition, Test } from "./conditions.ts";
import type { JoinStep } from "./physical-plan.ts";
import type { Planning } from "./planning.ts";

/** The joins after a driver, and the conditions that can be decided before the first. */
export interface JoinOrder {
  readonly ready: readonly Condition[];
  readonly steps: readonly JoinStep[];
}

/** The next join from the aliases reached: tested and single-valued ones first. */
export function orderJoins(
  planning: Planning,
  start: number,
  conditions: readonly Condition[],
): JoinOrder {
  const { sources, root } = planning.logical;
  const reached = new Set([start]);
  let open = conditions;
  const takeReady = (answered: readonly Condition[]): Condition[] => {
    const ready: Condition[] = [];
    const left: Condition[] = [];
    for (const condition of open) {
      if (answered.includes(condition)) continue;
      (isReady(condition, reached) ? ready : left).push(condition);
    }
    open = left;
    return ready;
  };
  const ready = takeReady([]);
  const steps: JoinStep[] = [];
  const wanted = sources.filter(({ references }, alias) => references > 0 || alias === root).length;
  while (reached.size < wanted) {
    const best = bestStep(planning, reached, open);
    invariant(best !== undefined, "a join cannot be reached");
    reached.add(best.to);
    const answered = [...best.equal, ...best.range];
    steps.push(Object.assign(best, { conditions: takeReady(answered) }));
  }
  return { ready, steps };
}

/** Whether a condition can be decided where these aliases are reached, and perhaps one more. */
function isReady(condition: Condition, reached: ReadonlySet<number>, next?: number): boolean {
  if (condition.kind === "test") return condition.alias === next || reached.has(condition.alias);
  for (const alias of condition.aliases) {
    if (alias !== next && !reached.has(alias)) return false;
  }
  return true;
}

/** Cheap joins that drop rows come first, then cheap ones, then fan-outs, left joins last. */
function stepRank(step: JoinStep): number {
  const isOne = step.by === "key" || step.toColumn.isUnique;
  const drops = step.conditions.length + step.equal.length + step.range.length > 0;
  return (step.isLeft ? 4 : 0) + (isOne ? 0 : 2) + (drops ? 0 : 1);
}

/** Of the joins that lead on from the aliases reached the best one, the first of those alike. */
function bestStep(
  planning: Planning,
  reached: ReadonlySet<number>,
  open: readonly Condition[],
): JoinStep | undefined {
  const { sources, root } = planning.logical;
  let best: JoinStep | undefined;
  for (let child = 0; child < sources.length; child++) {
    const { hop, parent, references, kind, restriction } = sources[child]!;
    if (hop === undefined || references === 0 || child === root) continue;
    const isDown = reached.has(parent);
    if (isDown === reached.has(child)) continue;
    const [from, to] = isDown ? [parent, child] : [child, parent];
    const toColumn = isDown ? hop.toColumn : hop.fromColumn;
    const model = isDown ? hop.to : hop.from;
    const isLeft = kind === "left";
    // Those of inner joins are conditions like others. What the others read is at hand: left joins come last.
    const restricts = isLeft ? restriction?.condition : undefined;
    const ready = open.filter((condition) => isReady(condition, reached, to));
    // A left join must see all matches: a condition would make a row of none out of rows.
    const tests = isLeft ? [] : testsOf(ready, to);
    const { by, index, equal, range } = joinPath(planning, { model, toColumn }, tests);
    const step: JoinStep = {
      from,
      to,
      model,
      fromColumn: isDown ? hop.fromColumn : hop.toColumn,
      toColumn,
      by,
      index,
      equal,
      range,
      isLeft,
      restriction: restricts,
      conditions: ready,
      isCounted: false,
    };
    if (best === undefined || stepRank(step) < stepRank(best)) best = step;
  }
  return best;
}

function testsOf(conditions: readonly Condition[], alias: number): Test[] {
  return conditions.filter(
    (condition): condition is Test => condition.kind === "test" && condition.alias === alias,
  );
}

type JoinPath = Pick<JoinStep, "by" | "index" | "equal" | "range">;

/** How the rows with a key are found: the index that answers most of the tests besides. */
function joinPath(
  { layouts, options }: Planning,
  { model, toColumn }: { readonly model: Model; readonly toColumn: Column },
  tests: readonly Test[],
): JoinPath {
  if (!options.indexes) return withoutIndex("hash");
  if (toColumn.isPrimaryKey) return withoutIndex("key");
  let best: JoinPath | undefined;
  for (const [position, spec] of layouts[model.position]!.indexes.entries()) {
    if (spec.columns[0] !== toColumn || spec.holds !== undefined) continue;
    const { equal, range } = indexTests(spec, tests, 1);
    const path: JoinPath = { by: "index", index: { spec, position }, equal, range };
    if (best === undefined || worth(path) > worth(best)) best = path;
  }
  return best ?? withoutIndex("hash");
}

function withoutIndex(by: "key" | "hash"): JoinPath {
  return { by, index: undefined, equal: [], range: [] };
}

function worth({ equal, range }: JoinPath): number {
  return 2 * equal.length + Math.min(1, range.length);
}
