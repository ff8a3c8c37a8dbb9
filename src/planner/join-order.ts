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
  const open = new Set(conditions);
  const takeReady = (answered: readonly Test[]): Condition[] => {
    for (const test of answered) open.delete(test);
    const ready = [...open].filter((condition) => isReady(condition, reached));
    for (const condition of ready) open.delete(condition);
    return ready;
  };
  const ready = takeReady([]);
  const steps: JoinStep[] = [];
  const wanted = sources.filter(({ references }, alias) => references > 0 || alias === root).length;
  while (reached.size < wanted) {
    const next = openSteps(planning, reached, open);
    invariant(next.length > 0, "a join cannot be reached");
    const best = next.reduce((a, b) => (stepRank(b) < stepRank(a) ? b : a));
    reached.add(best.to);
    const answered = [...best.equal, ...best.range];
    steps.push(Object.freeze({ ...best, conditions: takeReady(answered) }));
  }
  return { ready, steps };
}

function isReady(condition: Condition, reached: ReadonlySet<number>): boolean {
  if (condition.kind === "test") return reached.has(condition.alias);
  return [...condition.aliases].every((alias) => reached.has(alias));
}

/** Cheap joins that drop rows come first, then cheap ones, then fan-outs, left joins last. */
function stepRank(step: JoinStep): number {
  const isOne = step.by === "key" || step.toColumn.isUnique;
  const drops = step.conditions.length + step.equal.length + step.range.length > 0;
  return (step.isLeft ? 4 : 0) + (isOne ? 0 : 2) + (drops ? 0 : 1);
}

function openSteps(
  planning: Planning,
  reached: ReadonlySet<number>,
  open: ReadonlySet<Condition>,
): JoinStep[] {
  const { logical } = planning;
  return logical.sources.flatMap((source, child) => {
    const { hop, parent, references } = source;
    if (hop === undefined || references === 0 || child === logical.root) return [];
    if (reached.has(parent) === reached.has(child)) return [];
    const isDown = reached.has(parent);
    const [from, to] = isDown ? [parent, child] : [child, parent];
    const toColumn = isDown ? hop.toColumn : hop.fromColumn;
    const model = isDown ? hop.to : hop.from;
    const after = new Set([...reached, to]);
    const isLeft = source.kind === "left";
    const ready = [...open].filter((condition) => isReady(condition, after));
    // A left join must see all matches: a condition would make a row of none out of rows.
    const tests = isLeft || source.restriction !== undefined ? [] : testsOf(ready, to);
    return [
      {
        from,
        to,
        model,
        fromColumn: isDown ? hop.fromColumn : hop.toColumn,
        toColumn,
        ...joinPath(planning, { model, toColumn }, tests),
        isLeft,
        restriction: source.restriction?.condition,
        conditions: ready,
      },
    ];
  });
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
  const none = { index: undefined, equal: [], range: [] };
  if (!options.indexes) return { by: "hash", ...none };
  if (toColumn.isPrimaryKey) return { by: "key", ...none };
  const paths = layouts[model.position]!.indexes.flatMap((spec, position): JoinPath[] => {
    if (spec.columns[0] !== toColumn || spec.holds !== undefined) return [];
    return [{ by: "index", index: { spec, position }, ...indexTests(spec, tests, 1) }];
  });
  const worth = ({ equal, range }: JoinPath): number =>
    2 * equal.length + Math.min(1, range.length);
  const [first, ...rest] = paths;
  if (first === undefined) return { by: "hash", ...none };
  return rest.reduce((a, b) => (worth(b) > worth(a) ? b : a), first);
}
