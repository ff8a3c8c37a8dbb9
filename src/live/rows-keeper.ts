import { compile, type Question, runRows } from "../exec/executor.ts";
import { Item } from "../exec/item.ts";
import type { Run } from "../exec/run.ts";
import type { OpenPart } from "../exec/scan.ts";
import { BaseOrder } from "../exec/sort.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { append, NOTHING } from "./add-to.ts";
import { askOf, type Side, type Touch } from "./affected.ts";
import { type Edit, type KeeperParts, ListKeeper } from "./keeper.ts";
import type { ListUpdate } from "./list-update.ts";
import { type EntryKind, type FirstEntries, Listing, spareOf } from "./listing.ts";
import { OverlaidRows } from "./overlaid-rows.ts";
import { Pin } from "./pin.ts";
import { touchesReads, touching } from "./reads.ts";
import type { SingleRows } from "./single-rows.ts";
import { TreeSpan } from "./span.ts";
import type { RowChange, Step } from "./step.ts";

/** Commits after which an index is read anew, so that no old version of it stays for long. */
const MOST_COMMITS = 1024;

/** The part of a question that a listing begins with: its slice, and some rows more. */
export function beginningOf({ offset, limit }: Pick<Question, "offset" | "limit">): {
  readonly offset: 0;
  readonly limit: number;
} {
  const wanted = offset + limit;
  return { offset: 0, limit: limit === 0 ? 0 : wanted + spareOf(wanted) };
}

/** How the rows of a plan are listed, where each of them comes once. */
export class RowKind implements EntryKind<Row> {
  readonly order: EntryKind<Row>["order"];
  readonly isAskable = true;
  readonly show: (row: Row) => unknown;
  readonly #pk: string;

  constructor(plan: OrderedPlan, show: (row: Row) => unknown) {
    this.order = new BaseOrder(plan);
    this.#pk = plan.model.pk.name;
    this.show = show;
  }

  identityOf(row: Row): Value {
    return row[this.#pk]!;
  }
}

/** What rows keepers of one shape share. */
export interface RowParts {
  readonly kind: RowKind;
  /** Finds the joined rows of a base row; undefined where there is one at the most. */
  readonly base: Pin | undefined;
}

/** Whether each base row comes once at the most. */
export function isSingle({ sources }: OrderedPlan): boolean {
  return sources.every(
    ({ hop, references }) => references === 0 || hop === undefined || !hop.isToMany,
  );
}

/** What the keepers of a plan's rows share; the rows come once, in an order of their own columns. */
export function rowParts(plan: OrderedPlan, show: (row: Row) => unknown): RowParts {
  const pin = { alias: plan.root, column: plan.model.pk, missing: undefined };
  return { kind: new RowKind(plan, show), base: isSingle(plan) ? undefined : new Pin(plan, pin) };
}

/**
 * Finds the part of an index that has an answer's rows, and no others, in its order; undefined where
 * an index does not answer all of the question.
 */
function spanOfPart(question: Question): OpenPart | undefined {
  const { candidates, gates, operands, logical } = compile(question, "rows");
  // Rows that say the same in the columns asked for are then other objects to those who hold them.
  const isOfRows = logical.values === undefined && logical.summary === undefined;
  if (!isOfRows || gates.length > 0 || operands.length > 0) return undefined;
  const found = candidates.find(({ plan, part }) => plan.isOrdered && part?.reversal === "none");
  return found?.part?.bind(question.parameters);
}

/**
 * Keeps base rows that come once each, in an order of their own columns: nothing but the rows, or
 * where they follow one another in an index nothing at all.
 */
export class RowsKeeper extends ListKeeper<Row> {
  readonly #parts: RowParts;
  readonly #root: number;
  #run: Run | undefined;
  /** Where the answer lies in an index, row by row. */
  #span: OpenPart | undefined;
  /** Position of the database in which it was read last. */
  #readAt = 0;

  constructor(parts: KeeperParts, shared: RowParts) {
    super(parts);
    this.#parts = shared;
    this.#root = parts.asked.shape.plan.root;
  }

  itemOf(row: Row): Item {
    return new Item(row);
  }

  protected ask(database: Database): Listing<Row> {
    const { asked } = this;
    this.#span = this.affected.single && spanOfPart(askOf(asked, database));
    if (this.#span !== undefined) return this.#over(this.#span, database);
    const part = beginningOf(asked);
    const { rows, visited } = runRows(askOf(asked, database, part));
    this.visited += visited;
    return Listing.of(this.#parts.kind, asked, this.#begin(rows));
  }

  /** The entries as they lie in an index. */
  #over(span: OpenPart, database: Database): Listing<Row> {
    this.#readAt = database.position;
    return Listing.over(this.#parts.kind, this.asked, new TreeSpan(span(database)));
  }

  protected override next(
    before: Listing<Row>,
    edit: Edit<Row>,
    step: Step,
  ): Listing<Row> | undefined {
    if (this.#span === undefined) return super.next(before, edit, step);
    // Who hears of what changed alone needs no index that has all of it.
    const isOld = step.after.position - this.#readAt > MOST_COMMITS;
    const isRead = before.made !== undefined || !before.isWhole || isOld;
    const overlaid = isRead ? undefined : OverlaidRows.over(before.span, edit);
    return overlaid === undefined
      ? this.#over(this.#span, step.after)
      : Listing.over(this.#parts.kind, this.asked, overlaid);
  }

  override advance(step: Step): ListUpdate<Row> | undefined {
    const { model } = this.asked.shape.plan;
    // What was handed out are the old rows, and stays so: the index has others now.
    if (this.#span !== undefined && step.remade.includes(model.position)) {
      this.#span = undefined;
      this.listing = Listing.of(this.#parts.kind, this.asked, this.#begin(this.listing.all()));
    }
    const { single, reads } = this.affected;
    if (single === undefined) return super.advance(step);
    // Rows that stand alone are touched by their own changes, and by nothing else.
    const changes = touching(step.changesOf(model), reads[this.#root]!);
    this.visited = 0;
    return changes.length === 0 ? undefined : this.follow(this.#editSingle(single, changes), step);
  }

  /** As much of the rows as is kept of a slice. */
  #begin(rows: readonly Row[]): FirstEntries<Row> {
    const { limit } = beginningOf(this.asked);
    const entries = rows.length > limit ? rows.slice(0, limit) : rows;
    return { entries, isComplete: rows.length < limit };
  }

  #editSingle(single: SingleRows, changes: readonly RowChange[]): Edit<Row> {
    this.#run ??= single.run(this.asked.parameters);
    const run = this.#run;
    run.visited = 0;
    let gone: Row[] | undefined;
    let came: Row[] | undefined;
    for (let i = 0; i < changes.length; i++) {
      const { before, after } = changes[i]!;
      if (before !== undefined && single.meets(run, before)) gone = append(gone, before);
      if (after !== undefined && single.meets(run, after)) came = append(came, after);
    }
    single.leave(run);
    this.visited += run.visited;
    return { removed: gone ?? NOTHING, added: came ?? NOTHING };
  }

  protected edit(touches: readonly Touch[], step: Step): Edit<Row> {
    const old = this.#rowsIn(step, "before", touches);
    const now = this.#rowsIn(step, "after", touches);
    const columns = this.affected.reads[this.#root]!;
    const removed: Row[] = [];
    const added: Row[] = [];
    for (const pk of new Set([...old.keys(), ...now.keys()])) {
      const was = old.get(pk) ?? this.#find(step.before, pk);
      const is = now.get(pk) ?? this.#find(step.after, pk);
      // A row that was made again is another object, and yet what it was.
      if (was === is || !touchesReads({ before: was, after: is }, columns)) continue;
      if (was !== undefined) removed.push(was);
      if (is !== undefined) added.push(is);
    }
    return { removed, added };
  }

  #rowsIn(step: Step, side: Side, touches: readonly Touch[]): ReadonlyMap<Value, Row> {
    const rows = new Map<Value, Row>();
    const { kind } = this.#parts;
    this.visited += this.affected.each(this.asked, step, side, touches, (run) => {
      const row = run.rows[this.#root]!;
      rows.set(kind.identityOf(row), row);
    });
    return rows;
  }

  /** A row of which no joined row was touched, where it has others. */
  #find(database: Database, pk: Value): Row | undefined {
    const { base } = this.#parts;
    if (base === undefined) return undefined;
    const { row, visited } = base.first(askOf(this.asked, database), pk);
    this.visited += visited;
    return row;
  }
}
