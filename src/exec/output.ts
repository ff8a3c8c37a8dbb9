/** The part of a plan after its joins: groups, window functions, output columns, order. */
import { analyzeConditions } from "../planner/conditions.ts";
import type { Expr } from "../query/expression.ts";
import { keyOfExpr } from "../query/expression-key.ts";
import { outputOf, selectedAnnotations } from "../query/expression-type.ts";
import type { OrderedPlan, OrderTerm } from "../query/logical-plan.ts";
import type { Row } from "../tables/key-order.ts";
import { compareValues, type Value } from "../value.ts";
import {
  type Compiler,
  compileCondition,
  compileValue,
  type Decide,
  type ReadValue,
} from "./evaluate.ts";
import { AggregateList, type Group, Grouping } from "./group.ts";
import { type CompareKeys, compileOrder } from "./order.ts";
import { keyOfValues } from "./row-key.ts";
import { NEXT, type Run, type Stage } from "./run.ts";
import { WindowList, type WindowRow } from "./window.ts";

/** One row of the output. */
export interface Item {
  /** The base row; of a group, the first. */
  readonly row: Row | null;
  /** The columns: those of `values`, or none, then the annotations. */
  readonly output: readonly Value[];
  readonly keys: readonly Value[];
  /** What the group was made by; empty where there are no groups. */
  readonly groupKeys: readonly Value[];
}

/** What makes the output of a plan, put together once. */
export interface Output {
  /** Runs `start`, which emits the rows at hand, and makes the output of them. */
  collect(run: Run, start: (emit: Stage) => void): Item[];
}

/** Puts together the output of a plan. `embed` runs queries inside expressions. */
export function compileOutput(plan: OrderedPlan, embed: Compiler["embed"]): Output {
  const aggregates = new AggregateList();
  const windows = new WindowList();
  const rowCompiler: Compiler = {
    aggregate: (expr) => aggregates.place(expr, rowCompiler),
    window: (expr) => windows.place(expr, rowCompiler),
    embed,
  };
  const { having, qualify } = analyzeConditions(plan);
  const parts: OutputParts = {
    plan,
    grouping:
      plan.groups === undefined ? undefined : new Grouping(plan.groups, aggregates, rowCompiler),
    windows,
    having: having.map((each) => compileCondition(each, rowCompiler)),
    qualify: qualify.map((each) => compileCondition(each, rowCompiler)),
    output: outputExprs(plan).map((each) => compileValue(each, rowCompiler)),
    keys: plan.order.map(({ expression }) => compileValue(expression, rowCompiler)),
    extraKeys: extraKeys(plan),
    distinctOn: plan.distinctTerms.map((each) => compileValue(each, rowCompiler)),
    compare: compileOrder(plan.order),
  };
  return { collect: (run, start) => collect(parts, run, start) };
}

interface OutputParts {
  readonly plan: OrderedPlan;
  readonly grouping: Grouping | undefined;
  readonly windows: WindowList;
  readonly having: readonly Decide[];
  readonly qualify: readonly Decide[];
  readonly output: readonly ReadValue[];
  readonly keys: readonly ReadValue[];
  /** Places of the sort keys that are no part of the output, which count for `distinct()`. */
  readonly extraKeys: readonly number[];
  readonly distinctOn: readonly ReadValue[];
  readonly compare: CompareKeys;
}

/** Base rows have no columns in the output but their annotations: the row has the others. */
function outputExprs(plan: OrderedPlan): readonly Expr[] {
  return plan.values === undefined
    ? selectedAnnotations(plan).map(([, expr]) => expr)
    : outputOf(plan);
}

function extraKeys(plan: OrderedPlan): readonly number[] {
  if (plan.order.length === 0) return [];
  const known = new Set(outputOf(plan).map(keyOfExpr));
  return [...plan.order.keys()].filter((at) => !known.has(keyOfExpr(plan.order[at]!.expression)));
}

/** A row, or a group with its aggregates, that can be made the one at hand again. */
class Held implements WindowRow {
  readonly rows: readonly (Row | null)[];
  readonly groupKeys: readonly Value[];
  readonly aggregates: readonly Value[];
  readonly windows: Value[] = [];

  constructor({ rows, keys }: Pick<Group, "rows" | "keys">, aggregates: readonly Value[]) {
    this.rows = rows;
    this.groupKeys = keys;
    this.aggregates = aggregates;
  }

  restore(run: Run): void {
    for (let alias = 0; alias < this.rows.length; alias++) run.rows[alias] = this.rows[alias]!;
    run.aggregates = this.aggregates;
    run.windows = this.windows;
  }
}

function collect(parts: OutputParts, run: Run, start: (emit: Stage) => void): Item[] {
  const items: Item[] = [];
  if (parts.grouping === undefined && parts.windows.isEmpty) {
    start((at) => {
      items.push(makeItem(parts, at, []));
      return NEXT;
    });
  } else {
    const held = parts.grouping === undefined ? heldRows(start) : heldGroups(parts, run, start);
    parts.windows.run(run, held);
    for (const each of held) {
      each.restore(run);
      if (parts.qualify.every((holds) => holds(run) === true)) {
        items.push(makeItem(parts, run, each.groupKeys));
      }
    }
  }
  return arrange(parts, items);
}

function makeItem(
  { plan, output, keys, distinctOn }: OutputParts,
  run: Run,
  groupKeys: readonly Value[],
): Item {
  const item = {
    row: run.rows[plan.root] ?? null,
    output: output.map((read) => read(run)),
    keys: keys.map((read) => read(run)),
    groupKeys,
  };
  if (distinctOn.length === 0) return item;
  return { ...item, distinctOn: keyOfValues(distinctOn.map((read) => read(run))) } as Item;
}

function heldRows(start: (emit: Stage) => void): Held[] {
  const held: Held[] = [];
  start((at) => {
    held.push(new Held({ rows: [...at.rows], keys: [] }, []));
    return NEXT;
  });
  return held;
}

function heldGroups(parts: OutputParts, run: Run, start: (emit: Stage) => void): Held[] {
  const groups = new Map<string | Value, Group>();
  start((at) => {
    parts.grouping!.add(at, groups);
    return NEXT;
  });
  const held: Held[] = [];
  for (const group of groups.values()) {
    const each = new Held(
      group,
      group.accumulators.map((accumulator) => accumulator.result()),
    );
    each.restore(run);
    if (parts.having.every((holds) => holds(run) === true)) held.push(each);
  }
  return held;
}

/** Drops repeats and sorts. */
function arrange(parts: OutputParts, items: Item[]): Item[] {
  const { plan, compare, distinctOn } = parts;
  const { pk } = plan.model;
  const byPk = (a: Item, b: Item): number =>
    a.row === null || b.row === null
      ? 0
      : compareValues(a.row[pk.name]!, b.row[pk.name]!, pk.kind.collation);
  const kept = plan.isDistinct && distinctOn.length === 0 ? withoutRepeats(parts, items) : items;
  const isBase = plan.sources[plan.root]!.model === plan.model;
  const byGroup = plan.groups === undefined ? undefined : compileOrder(plan.groups.map(ascending));
  kept.sort(
    (a, b) =>
      compare(a.keys, b.keys) || (byGroup?.(a.groupKeys, b.groupKeys) ?? (isBase ? byPk(a, b) : 0)),
  );
  return distinctOn.length === 0 ? kept : firstOfEach(kept);
}

function ascending(expression: Expr): OrderTerm {
  return { expression, isDescending: false, nulls: undefined };
}

function withoutRepeats({ plan, extraKeys }: OutputParts, items: readonly Item[]): Item[] {
  const { pk } = plan.model;
  const seen = new Set<string>();
  return items.filter(({ row, output, keys }) => {
    const own = plan.values === undefined ? [row?.[pk.name] ?? null] : [];
    const key = keyOfValues([...own, ...output, ...extraKeys.map((at) => keys[at]!)]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function firstOfEach(items: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = (item as Item & { readonly distinctOn: string }).distinctOn;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
