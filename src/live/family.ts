import { shapeOfPart } from "../exec/combination.ts";
import { embed, existsInAnyOrder, withoutOrder } from "../exec/executor.ts";
import type { Item } from "../exec/item.ts";
import { Output } from "../exec/output.ts";
import { compileSummary } from "../exec/summary.ts";
import { isComputed, ordersByJoin } from "../planner/output-kind.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Shape } from "../query/shape.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import type { RowOrder } from "../tables/sorted-rows.ts";
import type { Value } from "../value.ts";
import { Affected, type Asked } from "./affected.ts";
import { CombinedKeeper, type CombinedPart } from "./combined-keeper.ts";
import { CompletedKeeper, type Completion } from "./completed-keeper.ts";
import { DistinctKeeper, distinctParts } from "./distinct-keeper.ts";
import { type Entry, ItemKind } from "./entry.ts";
import { GroupsKeeper, groupParts } from "./groups-keeper.ts";
import { ItemsKeeper } from "./items-keeper.ts";
import type { Keeper, KeeperParts, ListKeeper } from "./keeper.ts";
import { asIs } from "./listing.ts";
import { PartitionsKeeper, partitionParts } from "./partitions-keeper.ts";
import { JoinedRows } from "./pin.ts";
import { isSingle, RowsKeeper, rowParts } from "./rows-keeper.ts";
import { CountKeeper, LengthKeeper, OutputSummaryKeeper, SummaryKeeper } from "./value-keepers.ts";

/** What is asked: the rows of a question, their number, whether there are any, or aggregates over them. */
export type LivePurpose = "rows" | "count" | "exists" | "summary";

/** How rows and items are shown. */
export interface Shows {
  readonly row: (row: Row) => unknown;
  readonly item: (item: Item) => unknown;
  /** The columns of an item that are shown, beside those of its row. */
  readonly columns: (item: Item) => readonly Value[];
  /** What is added to the rows, if anything. */
  readonly completion: Completion | undefined;
}

/** What all live queries of one shape and form share. */
export class Family {
  readonly plan: OrderedPlan;
  readonly affected: Affected;
  readonly #make: (parts: KeeperParts) => Keeper & { open(database: Database): Keeper };

  constructor(shape: Shape, purpose: LivePurpose, shows: Shows) {
    const own = purpose === "summary" ? (compileSummary(shape, embed).inner ?? shape) : shape;
    this.plan = own.ordered;
    this.affected = new Affected(this.plan);
    const completion = purpose === "rows" ? shows.completion : undefined;
    this.added = completion?.models ?? new Set();
    this.readsClock = shape.plan.readsClock || completion?.readsClock === true;
    this.#make = makerOf(shape, this.plan, purpose, shows);
  }

  /** Positions of the models whose changes concern all questions: what is added hangs on them. */
  readonly added: ReadonlySet<number>;
  /** Whether answers hang on the time. */
  readonly readsClock: boolean;

  /** A keeper of a question, begun with a database. */
  open(asked: Asked, database: Database): Keeper {
    return this.#make({ asked, affected: this.affected, database }).open(database);
  }
}

type Maker = (parts: KeeperParts) => Keeper & { open(database: Database): Keeper };

function makerOf(shape: Shape, plan: OrderedPlan, purpose: LivePurpose, shows: Shows): Maker {
  switch (purpose) {
    case "rows": {
      const make = listMaker(plan, shows);
      const { completion } = shows;
      if (completion === undefined) return make;
      return (parts) => new CompletedKeeper(parts, make(parts), completion);
    }
    case "count":
    case "exists":
      return countMaker(plan, shows);
    case "summary": {
      const summary = compileSummary(shape, embed);
      const joined = new JoinedRows(plan);
      const { inner } = summary;
      const make = inner && listMaker(plan, AS_OUTPUT);
      return (parts) => {
        const { asked } = parts;
        const isWhole = asked.offset === 0 && asked.limit === Number.POSITIVE_INFINITY;
        const isKept = make !== undefined && (isWhole || isDetermined(plan));
        if (!isKept) return new SummaryKeeper(parts, joined, summary);
        const list = make({ ...parts, asked: { ...asked, shape: inner! } });
        return new OutputSummaryKeeper(asked, list, summary);
      };
    }
  }
}

function countMaker(plan: OrderedPlan, shows: Shows): Maker {
  // Only slices are still in order, which may repeat rows by what it joins.
  const isPlain = !isComputed(plan) && !plan.isDistinct && !ordersByJoin(plan);
  if (plan.combination === undefined && isPlain) {
    return (parts) => new CountKeeper(parts);
  }
  const make = listMaker(plan, shows);
  return (parts) => new LengthKeeper(make(parts));
}

/** Shows the output of parts as it is, with columns that are there to order by. */
const AS_OUTPUT: Shows = {
  row: asIs<Row>,
  item: asIs<Item>,
  columns: ({ output }) => output,
  completion: undefined,
};

type ListMaker = (parts: KeeperParts) => ListKeeper<object>;

/** What keeps the rows of a plan: the kind of keeper that holds and does least. */
function listMaker(plan: OrderedPlan, shows: Shows): ListMaker {
  if (plan.combination !== undefined) return combinedMaker(plan, shows);
  const isOfRows = !isComputed(plan) && !ordersByJoin(plan) && plan.distinctOn.length === 0;
  if (isOfRows && (plan.isDistinct || isSingle(plan))) {
    const shared = rowParts(plan, shows.row);
    return (parts) => new RowsKeeper(parts, shared);
  }
  return outputMaker(plan, shows);
}

function combinedMaker(plan: OrderedPlan, shows: Shows): ListMaker {
  const parts = plan.combination!.queries.map((query): CombinedPart => {
    const { ordered } = shapeOfPart(query);
    const make = listMaker(ordered, AS_OUTPUT);
    return { query, affected: new Affected(ordered), make };
  });
  const kindIn = (order: RowOrder<Entry>): ItemKind =>
    new ItemKind(plan, { order, isAskable: false, shows });
  return (given) => new CombinedKeeper(given, { parts, kindIn });
}

function outputMaker(plan: OrderedPlan, shows: Shows): ListMaker {
  const output = new Output(plan, embed);
  const order = output.compare.bind(output);
  const { hasWindows } = output;
  const isKept = plan.groups !== undefined || plan.isDistinct || hasWindows;
  const kind = new ItemKind(plan, { order, isAskable: !isKept, shows });
  const isPlain = !isComputed(plan) && !ordersByJoin(plan);
  const shared = { kind, plan, output, isPlain };
  if (plan.groups !== undefined) {
    const groups = groupParts(shared);
    return (parts) => new GroupsKeeper(parts, groups);
  }
  if (hasWindows) {
    const partitions = partitionParts(shared);
    return (parts) => new PartitionsKeeper(parts, partitions);
  }
  if (plan.isDistinct) {
    const distinct = distinctParts(shared);
    return (parts) => new DistinctKeeper(parts, distinct);
  }
  return (parts) => new ItemsKeeper(parts, shared);
}

/** Whether rows that the order holds equal are told apart in a slice: else that hangs on how they are found. */
function isDetermined(plan: OrderedPlan): boolean {
  return plan.combination === undefined && (plan.groups !== undefined || isSingle(plan));
}

/** The shape whose rows are counted: their order may add columns to what repeats are told by. */
export function countedShape(asked: Asked, purpose: LivePurpose): Shape {
  const { offset, limit, shape } = asked;
  const isWhole = offset === 0 && limit === Number.POSITIVE_INFINITY;
  const isFree = purpose === "exists" ? existsInAnyOrder(asked) : isWhole;
  return withoutOrder({ shape }, isFree).shape;
}
