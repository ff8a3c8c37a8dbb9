/** The part of a plan after its joins: groups, window functions, output columns, order. */
import type { Expr } from "../query/expression.ts";
import { keyOfExpr } from "../query/expression-key.ts";
import { outputOf, selectedAnnotations } from "../query/expression-type.ts";
import { splitHaving } from "../query/having.ts";
import type { OrderedPlan, OrderTerm } from "../query/logical-plan.ts";
import type { Row } from "../tables/key-order.ts";
import { compareText, compareValues, type Value } from "../value.ts";
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
  /** The columns that `distinct(…)` names, as one text. */
  readonly distinctOn?: string;
}

/** What makes the output of a plan, put together once. `embed` runs queries inside expressions. */
export class Output {
  /** What makes the groups; undefined where nothing is grouped. */
  readonly grouping: Grouping | undefined;
  readonly #parts: OutputParts;
  readonly #compareGroups: CompareKeys | undefined;
  readonly #isBase: boolean;

  constructor(plan: OrderedPlan, embed: Compiler["embed"]) {
    const aggregates = new AggregateList();
    const windows = new WindowList();
    const rowCompiler: Compiler = {
      aggregate: (expr) => aggregates.place(expr, rowCompiler),
      window: (expr) => windows.place(expr, rowCompiler),
      embed,
    };
    const { having, qualify } = splitHaving(plan.where);
    const { groups } = plan;
    this.grouping = groups && new Grouping(groups, aggregates, rowCompiler);
    this.#compareGroups = groups && compileOrder(groups.map(ascending));
    this.#isBase = plan.sources[plan.root]!.model === plan.model;
    this.#parts = {
      plan,
      grouping: this.grouping,
      windows,
      having: having.map((each) => compileCondition(each, rowCompiler)),
      qualify: qualify.map((each) => compileCondition(each, rowCompiler)),
      output: outputExprs(plan).map((each) => compileValue(each, rowCompiler)),
      keys: plan.order.map(({ expression }) => compileValue(expression, rowCompiler)),
      extraKeys: extraKeys(plan),
      distinctOn: plan.distinctTerms.map((each) => compileValue(each, rowCompiler)),
      compare: compileOrder(plan.order),
      compareHeld:
        this.#compareGroups === undefined
          ? compareJoined(plan)
          : (a, b) => this.#compareGroups!(a.groupKeys, b.groupKeys),
    };
  }

  /** Runs `start`, which emits the rows at hand, and makes the output of them. */
  collect(run: Run, start: (emit: Stage) => void): Item[] {
    return arrange(this, this.#parts, collect(this.#parts, run, start));
  }

  /** The output of the rows at hand, where nothing is grouped and no window looks at other rows. */
  item(run: Run): Item {
    return makeItem(this.#parts, run, []);
  }

  /** The output of a group; undefined where it does not meet the conditions on groups. */
  groupItem(run: Run, group: Group): Item | undefined {
    const held = holdGroup(group);
    held.restore(run);
    if (!this.#parts.having.every((holds) => holds(run) === true)) return undefined;
    return makeItem(this.#parts, run, group.keys);
  }

  /** The order of the output: 0 also for different rows of a base row. */
  compare(a: Item, b: Item): number {
    return (
      this.#parts.compare(a.keys, b.keys) ||
      (this.#compareGroups?.(a.groupKeys, b.groupKeys) ?? (this.#isBase ? this.#byPk(a, b) : 0)) ||
      // Which of them comes first is seen: it must not hang on how they were found.
      (a.distinctOn === undefined ? 0 : compareText(keyOfValues(a.output), keyOfValues(b.output)))
    );
  }

  /** What repeats are told by. */
  repeatKey({ row, output, keys, distinctOn }: Item): string {
    if (distinctOn !== undefined) return distinctOn;
    const { plan, extraKeys } = this.#parts;
    const own = plan.values === undefined ? [row?.[plan.model.pk.name] ?? null] : [];
    return keyOfValues([...own, ...output, ...extraKeys.map((at) => keys[at]!)]);
  }

  #byPk(a: Item, b: Item): number {
    const { pk } = this.#parts.plan.model;
    if (a.row === null || b.row === null) return 0;
    return compareValues(a.row[pk.name]!, b.row[pk.name]!, pk.kind.collation);
  }
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
  /** The order in which rows or groups enter windows. */
  readonly compareHeld: (a: Held, b: Held) => number;
}

/** The order of joined rows by the keys of the base row, then of those joined to it. */
function compareJoined({ root, sources }: OrderedPlan): (a: Held, b: Held) => number {
  const aliases = [root, ...sources.keys()].filter((alias, at) => at === 0 || alias !== root);
  const keys = aliases.map((alias) => ({ alias, pk: sources[alias]!.model.pk }));
  return (a, b) => {
    for (const { alias, pk } of keys) {
      const [x, y] = [a.rows[alias]?.[pk.name] ?? null, b.rows[alias]?.[pk.name] ?? null];
      const order = compareValues(x, y, pk.kind.collation);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Base rows have no columns in the output but their annotations: the row has the others. */
function outputExprs(plan: OrderedPlan): readonly Expr[] {
  return plan.values === undefined
    ? selectedAnnotations(plan).map(([, expr]) => expr)
    : outputOf(plan);
}

function extraKeys(plan: OrderedPlan): readonly number[] {
  // Groups do not follow the order of the model, so it tells none of them apart.
  if (plan.order.length === 0 || (plan.groups !== undefined && plan.isModelOrder)) return [];
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
    // Where the order of a window leaves rows alike, it must not hang on how they were found.
    if (!parts.windows.isEmpty) held.sort(parts.compareHeld);
    parts.windows.run(run, held);
    for (const each of held) {
      each.restore(run);
      if (parts.qualify.every((holds) => holds(run) === true)) {
        items.push(makeItem(parts, run, each.groupKeys));
      }
    }
  }
  return items;
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
  return { ...item, distinctOn: keyOfValues(distinctOn.map((read) => read(run))) };
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
    const each = holdGroup(group);
    each.restore(run);
    if (parts.having.every((holds) => holds(run) === true)) held.push(each);
  }
  return held;
}

function holdGroup(group: Group): Held {
  return new Held(
    group,
    group.accumulators.map((accumulator) => accumulator.result()),
  );
}

/** Drops repeats and sorts. */
function arrange(output: Output, { plan, distinctOn }: OutputParts, items: Item[]): Item[] {
  const isOnce = plan.isDistinct && distinctOn.length === 0;
  const kept = isOnce ? withoutRepeats(output, items) : items;
  kept.sort((a, b) => output.compare(a, b));
  return distinctOn.length === 0 ? kept : firstOfEach(kept);
}

function ascending(expression: Expr): OrderTerm {
  return { expression, isDescending: false, nulls: undefined };
}

/** Of items that are alike the first in order is kept, however they were found. */
function withoutRepeats(output: Output, items: readonly Item[]): Item[] {
  const kept = new Map<string, Item>();
  for (const item of items) {
    const key = output.repeatKey(item);
    const known = kept.get(key);
    if (known === undefined || output.compare(item, known) < 0) kept.set(key, item);
  }
  return [...kept.values()];
}

function firstOfEach(items: readonly Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = item.distinctOn!;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
