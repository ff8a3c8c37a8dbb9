import { rowCompiler } from "../exec/compile.ts";
import { compileValue, type ReadValue } from "../exec/evaluate.ts";
import { embed, emptyRun, type Question } from "../exec/executor.ts";
import { keyOfValues } from "../exec/row-key.ts";
import { NEXT, type Run, STOP } from "../exec/run.ts";
import { childrenOf, type Expr, type WindowExpr } from "../query/expression.ts";
import { keyOfExpr } from "../query/expression-key.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import { askOf, type Touch } from "./affected.ts";
import { Alike } from "./alike.ts";
import { changeOf, type Entry, keepKnown, showAsKnown } from "./entry.ts";
import type { ItemParts } from "./items-keeper.ts";
import { type Edit, EntryKeeper, type KeeperParts } from "./keeper.ts";
import { Listing } from "./listing.ts";
import { JoinedRows } from "./pin.ts";
import { expressionsOf } from "./reads.ts";
import type { Step } from "./step.ts";

/** What keepers of one shape share. */
export interface PartitionParts extends ItemParts {
  readonly joined: JoinedRows;
  /** What partitions are told apart by. */
  readonly terms: readonly ReadValue[];
}

/** What the keepers of a plan with window functions over rows share. */
export function partitionParts(parts: ItemParts): PartitionParts {
  const { plan } = parts;
  const compiler = rowCompiler(embed);
  return {
    ...parts,
    joined: new JoinedRows(plan),
    terms: commonTerms(plan).map((term) => compileValue(term, compiler)),
  };
}

/** What all windows are partitioned by: nothing where one of them looks at all rows. */
function commonTerms(plan: OrderedPlan): readonly Expr[] {
  const [first, ...others] = expressionsOf(plan).flatMap(windowsIn);
  if (first === undefined) return [];
  const isCommon = (term: Expr): boolean =>
    others.every(({ partitionBy }) =>
      partitionBy.some((other) => keyOfExpr(other) === keyOfExpr(term)),
    );
  return first.partitionBy.filter(isCommon);
}

function windowsIn(expr: Expr): WindowExpr[] {
  return [...(expr.kind === "window" ? [expr] : []), ...childrenOf(expr).flatMap(windowsIn)];
}

/** Rows by alias that are joined to one another. */
type Joined = readonly (Row | null)[];

/** Rows that look at one another, and what is shown of them. */
interface Partition {
  /** By the keys of the rows that are joined. */
  readonly rows: Map<string, Joined>;
  entries: readonly Entry[];
}

/**
 * Keeps rows with window functions: partitions that changed are computed anew from their rows, which it
 * keeps. Cost: that of the change, and O(k log k) for a partition of k rows, with the queries inside of
 * its expressions.
 */
export class PartitionsKeeper extends EntryKeeper {
  readonly #shared: PartitionParts;
  /** Tells entries that show the same, where each is to be shown once. */
  readonly #alike: Alike | undefined;
  #partitions = new Map<string, Partition>();

  constructor(parts: KeeperParts, shared: PartitionParts) {
    super(parts);
    this.#shared = shared;
    this.#alike = shared.plan.isDistinct ? new Alike(shared) : undefined;
  }

  override get kept(): number {
    let kept = 0;
    for (const { rows } of this.#partitions.values()) kept += rows.size;
    return kept;
  }

  protected ask(database: Database, known: Listing<Entry> | undefined): Listing<Entry> {
    const { kind, joined } = this.#shared;
    this.#partitions = new Map();
    const question = askOf(this.asked, database);
    this.visited += joined.each(question, (run) => {
      this.#touch(run, this.#partitions).rows.set(this.#keyOf(run), [...run.rows]);
      return NEXT;
    });
    const all: Entry[] = [];
    for (const partition of this.#partitions.values()) {
      partition.entries = this.#compute(partition, question);
      for (const entry of partition.entries) all.push(entry);
    }
    const entries = this.#alike?.begin(all) ?? all.sort(kind.order.compareRows);
    showAsKnown(kind, entries, known?.entries());
    return Listing.of(kind, this.asked, { entries, isComplete: true });
  }

  protected edit(touches: readonly Touch[], step: Step): Edit<Entry> {
    const { kind } = this.#shared;
    const touched = new Map<string, Partition>();
    this.visited += this.affected.each(this.asked, step, "before", touches, (run) => {
      this.#touch(run, touched).rows.delete(this.#keyOf(run));
    });
    this.visited += this.affected.each(this.asked, step, "after", touches, (run) => {
      this.#touch(run, touched).rows.set(this.#keyOf(run), [...run.rows]);
    });
    const question = askOf(this.asked, step.after);
    const before = [...touched.values()].flatMap(({ entries }) => entries);
    for (const [key, partition] of touched) {
      if (partition.rows.size === 0) this.#partitions.delete(key);
      const fresh = this.#compute(partition, question);
      partition.entries = keepKnown(kind, fresh, partition.entries);
    }
    const after = [...touched.values()].flatMap(({ entries }) => entries);
    const edit = changeOf(kind, before, after);
    return this.#alike?.edit(edit.removed, edit.added) ?? edit;
  }

  /** The partition of the rows at hand, which is now among those that are touched. */
  #touch(run: Run, touched: Map<string, Partition>): Partition {
    const key = keyOfValues(this.#shared.terms.map((read) => read(run)));
    const partition = this.#partitions.get(key) ?? { rows: new Map(), entries: [] };
    this.#partitions.set(key, partition);
    touched.set(key, partition);
    return partition;
  }

  #keyOf({ rows }: Run): string {
    const { sources } = this.#shared.plan;
    return keyOfValues(sources.map(({ model }, alias) => rows[alias]?.[model.pk.name] ?? null));
  }

  #compute({ rows }: Partition, question: Question): readonly Entry[] {
    const run = emptyRun(question);
    const start = (emit: (run: Run) => unknown): void => {
      for (const joined of rows.values()) {
        for (const [alias, row] of joined.entries()) run.rows[alias] = row;
        if (emit(run) === STOP) return;
      }
    };
    const plan = { hasLoneGroups: false, isOrdered: false };
    const asking = { plan, wanted: Number.POSITIVE_INFINITY };
    return this.#shared.output.collect(run, start, asking).map((item) => this.enter(item));
  }
}
