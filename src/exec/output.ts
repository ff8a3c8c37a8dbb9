/** The part of a plan after its joins: groups, window functions, output columns, order. */
import { keepLayout } from "../keep-layout.ts";
import type { PhysicalPlan } from "../planner/physical-plan.ts";
import type { Expr } from "../query/expression.ts";
import { keyOfExpr } from "../query/expression-key.ts";
import { outputOf, selectedAnnotations } from "../query/expression-type.ts";
import { splitHaving } from "../query/having.ts";
import type { OrderedPlan, OrderTerm } from "../query/logical-plan.ts";
import { compareText, compareValues } from "../value.ts";
import {
  type Coming,
  collectHeld,
  collectItems,
  type Held,
  heldGroups,
  holdGroup,
  type ItemMaker,
  type ItemSink,
  itemOf,
} from "./collect.ts";
import { type Compiler, compileCondition, compileValue } from "./evaluate.ts";
import { FirstItems } from "./first-items.ts";
import { AggregateList, countedAlias, type Group, Grouping } from "./group.ts";
import type { Item } from "./item.ts";
import { type CompareKeys, type CompareValues, compileOrder, compileTerm } from "./order.ts";
import { keyOfValues } from "./row-key.ts";
import type { Run } from "./run.ts";
import { WindowList } from "./window.ts";

/** What makes the output of a plan, put together once. `embed` runs queries inside expressions. */
export class Output {
  /** What makes the groups; undefined where nothing is grouped. */
  readonly grouping: Grouping | undefined;
  readonly #parts: OutputParts;
  readonly #compareGroups: CompareKeys | undefined;
  readonly #isBase: boolean;
  /** Whether the output is what the rows at hand give, one by one. */
  readonly #isPlain: boolean;
  /** Whether groups come by the primary key of the base where the order says nothing. */
  readonly #groupsByPk: boolean;
  /** The alias whose rows are counted for the first sort key, -1 where it is something else. */
  readonly #rankedBy: number;
  /** Places of the sort keys that are no part of the output, which count for `distinct()`. */
  #extraKeys: readonly number[] | undefined;

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
    const [byFirst] = groups ?? [];
    this.#groupsByPk =
      byFirst?.kind === "column" && byFirst.alias === plan.root && byFirst.column.isPrimaryKey;
    this.#parts = {
      plan,
      grouping: this.grouping,
      windows,
      having: having.map((each) => compileCondition(each, rowCompiler)),
      qualify: qualify.map((each) => compileCondition(each, rowCompiler)),
      output: outputExprs(plan).map((each) => compileValue(each, rowCompiler)),
      keys: plan.order.map(({ expression }) => compileValue(expression, rowCompiler)),
      distinctOn: plan.distinctTerms.map((each) => compileValue(each, rowCompiler)),
      compare: compileOrder(plan.order),
      compareFirst: plan.order[0] === undefined ? () => 0 : compileTerm(plan.order[0]),
      compareHeld:
        this.#compareGroups === undefined
          ? compareJoined(plan)
          : (a, b) => this.#compareGroups!(a.groupKeys, b.groupKeys),
    };
    const first = plan.order[0]?.expression;
    const isCount = first?.kind === "aggregate" && first.filter === undefined;
    this.#rankedBy = (isCount ? countedAlias(first) : undefined) ?? -1;
    this.#isPlain = windows.isEmpty && !plan.isDistinct && plan.distinctTerms.length === 0;
  }

  /**
   * Runs `start`, which emits the rows at hand as a plan finds them, and makes the output of them: all
   * of it in order, or no more than its first items where a number of them is wanted.
   */
  collect(run: Run, start: Coming["start"], { plan, wanted }: Asking): Item[] {
    const parts = this.#parts;
    const isCut = wanted < Number.POSITIVE_INFINITY && this.#isPlain;
    if (!isCut) {
      const all = new AllItems();
      collectItems(parts, run, { plan, start, enough: Number.POSITIVE_INFINITY }, all);
      return arrange(this, parts, all.items);
    }
    const first = new FirstItems(wanted, {
      compare: (a, b) => this.compare(a, b),
      compareFirst: parts.compareFirst,
    });
    const isInOrder =
      plan.isOrdered && (this.grouping === undefined || (plan.hasLoneGroups && this.#groupsByPk));
    if (plan.hasLoneGroups) {
      run.rankedBy = this.#rankedBy;
      run.ranking = first;
    }
    const enough = isInOrder ? wanted : Number.POSITIVE_INFINITY;
    collectItems(parts, run, { plan, start, enough }, first);
    return first.sorted();
  }

  /** The output of the rows at hand, where nothing is grouped and no window looks at other rows. */
  item(run: Run): Item {
    return itemOf(this.#parts, run, []);
  }

  /** The output of a group; undefined where it does not meet the conditions on groups. */
  groupItem(run: Run, group: Group): Item | undefined {
    const held = holdGroup(group);
    held.restore(run);
    if (!this.#parts.having.every((holds) => holds(run) === true)) return undefined;
    return itemOf(this.#parts, run, group.keys);
  }

  /** The output of groups, in order: windows look at all of them. */
  groupItems(run: Run, groups: Iterable<Group>): Item[] {
    const parts = this.#parts;
    const all = new AllItems();
    collectHeld(parts, run, heldGroups(parts.having, run, groups), all);
    return arrange(this, parts, all.items);
  }

  /** Whether windows look at other rows or groups. */
  get hasWindows(): boolean {
    return !this.#parts.windows.isEmpty;
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
    const { plan } = this.#parts;
    this.#extraKeys ??= extraKeys(plan);
    const own = plan.values === undefined ? [row?.[plan.model.pk.name] ?? null] : [];
    return keyOfValues([...own, ...output, ...this.#extraKeys.map((at) => keys[at]!)]);
  }

  #byPk(a: Item, b: Item): number {
    const { pk } = this.#parts.plan.model;
    if (a.row === null || b.row === null) return 0;
    return compareValues(a.row[pk.name]!, b.row[pk.name]!, pk.kind.collation);
  }
}

/** By which plan an output is made, and how many of its first items are wanted. */
export interface Asking {
  readonly plan: Pick<PhysicalPlan, "hasLoneGroups" | "isOrdered">;
  readonly wanted: number;
}

interface OutputParts extends ItemMaker {
  readonly compare: CompareKeys;
  readonly compareFirst: CompareValues;
}

/** Items as they come. */
class AllItems implements ItemSink {
  readonly items: Item[] = [];

  get size(): number {
    return this.items.length;
  }

  isBehind(): boolean {
    return false;
  }

  add(item: Item): void {
    this.items.push(item);
  }
}

keepLayout(new AllItems());

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
