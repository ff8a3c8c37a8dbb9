import type { Expr, WindowExpr } from "../query/expression.ts";
import { keyOfExpr } from "../query/expression-key.ts";
import { kindOfExpr } from "../query/expression-type.ts";
import type { WindowFrame } from "../query/syntax.ts";
import type { Partition } from "../query/window-functions.ts";
import { kindOf } from "../schema/kind.ts";
import type { Value } from "../value.ts";
import { type Compiler, compileCondition, compileValue, type ReadValue } from "./evaluate.ts";
import { type CompareKeys, compileOrder } from "./order.ts";
import { keyOfValues } from "./row-key.ts";
import type { Run } from "./run.ts";

/** One row on its way through the windows: what makes it the row at hand. */
export interface WindowRow {
  restore(run: Run): void;
  readonly windows: Value[];
}

/** A window function, put together once: fills its place in each row. */
type RunWindow = (run: Run, rows: readonly WindowRow[]) => void;

/** The window functions that the expressions of one plan need, each once. */
export class WindowList {
  readonly #places = new Map<string, number>();
  readonly #windows: RunWindow[] = [];

  place(expr: WindowExpr, compiler: Compiler): number {
    const key = keyOfExpr(expr as Expr);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#windows.length;
    this.#places.set(key, place);
    this.#windows.push(compileWindow(expr, place, compiler));
    return place;
  }

  get isEmpty(): boolean {
    return this.#windows.length === 0;
  }

  /** Computes all of them for all rows. */
  run(run: Run, rows: readonly WindowRow[]): void {
    for (const window of this.#windows) window(run, rows);
  }
}

/** A row with its sort keys and arguments in one window. */
interface Placed {
  readonly row: WindowRow;
  readonly keys: readonly Value[];
  readonly args: readonly Value[];
  /** Whether an aggregate takes the row. */
  readonly isTaken: boolean;
}

function compileWindow(expr: WindowExpr, place: number, compiler: Compiler): RunWindow {
  const read = (exprs: readonly Expr[]): ReadValue[] =>
    exprs.map((each) => compileValue(each, compiler));
  const partitionBy = read(expr.partitionBy);
  const keys = read(expr.orderBy.map((term) => term.expression));
  const isAggregate = "kind" in expr.fn;
  const aggregate = "kind" in expr.fn ? expr.fn : undefined;
  const args = read(
    isAggregate ? (aggregate!.arg === undefined ? [] : [aggregate!.arg]) : expr.args,
  );
  const filter =
    aggregate?.filter === undefined ? undefined : compileCondition(aggregate.filter, compiler);
  const compare = compileOrder(expr.orderBy);
  const evaluate = compileFunction(expr);
  return (run, rows) => {
    const partitions = new Map<string, Placed[]>();
    for (const row of rows) {
      row.restore(run);
      const key = keyOfValues(partitionBy.map((each) => each(run)));
      const placed: Placed = {
        row,
        keys: keys.map((each) => each(run)),
        args: args.map((each) => each(run)),
        isTaken: filter === undefined || filter(run) === true,
      };
      const partition = partitions.get(key);
      if (partition === undefined) partitions.set(key, [placed]);
      else partition.push(placed);
    }
    for (const partition of partitions.values()) {
      partition.sort((a, b) => compare(a.keys, b.keys));
      fillPartition(partition, { expr, place, compare, evaluate });
    }
  };
}

type EvaluateWindow = (partition: Partition, placed: readonly Placed[]) => Value;

function compileFunction({ fn }: WindowExpr): EvaluateWindow {
  if (!("kind" in fn)) {
    return (partition) => fn.evaluate(partition);
  }
  const kind = fn.arg === undefined ? kindOf("integer") : kindOfExpr(fn.arg);
  return ({ frame }, placed) => {
    const accumulator = fn.fn.start(kind);
    const seen = new Set<string>();
    let isEmpty = true;
    for (const at of frame) {
      const { args: values, isTaken } = placed[at]!;
      const value = fn.arg === undefined ? 1 : values[0]!;
      if (!isTaken || value === null) continue;
      if (fn.isDistinct) {
        const key = keyOfValues([value]);
        if (seen.has(key)) continue;
        seen.add(key);
      }
      isEmpty = false;
      accumulator.add(value);
    }
    return isEmpty ? fn.fn.empty : accumulator.result();
  };
}

interface Filling {
  readonly expr: WindowExpr;
  readonly place: number;
  readonly compare: CompareKeys;
  readonly evaluate: EvaluateWindow;
}

function fillPartition(placed: readonly Placed[], filling: Filling): void {
  const { expr, place, compare, evaluate } = filling;
  const size = placed.length;
  let peerGroup = 0;
  let peers: [number, number] = [0, 0];
  for (let at = 0; at < size; at++) {
    if (at >= peers[1]) {
      let end = at + 1;
      while (end < size && compare(placed[at]!.keys, placed[end]!.keys) === 0) end++;
      peers = [at, end];
      peerGroup++;
    }
    const partition: Partition = {
      size,
      place: at,
      peers,
      peerGroup,
      frame: frameOf(expr, { placed, at, peers }),
      at: (argument, row) => placed[row]!.args[argument] ?? null,
    };
    placed[at]!.row.windows[place] = evaluate(partition, placed);
  }
}

interface FramePlace {
  readonly placed: readonly Placed[];
  readonly at: number;
  readonly peers: readonly [from: number, to: number];
}

/** Places of a row's frame. Without one it is the rows up to the last peer, or all without an order. */
function frameOf({ frame, orderBy }: WindowExpr, where: FramePlace): readonly number[] {
  const { placed, at, peers } = where;
  const size = placed.length;
  if (frame === undefined) return placesBetween(0, orderBy.length === 0 ? size : peers[1]);
  const [from, to] =
    frame.unit === "rows"
      ? rowBounds(frame, at, size)
      : rangeBounds(frame, where, orderBy[0]?.isDescending === true);
  const places = placesBetween(Math.max(0, from), Math.min(size, to));
  switch (frame.exclude) {
    case undefined:
      return places;
    case "current-row":
      return places.filter((place) => place !== at);
    case "group":
      return places.filter((place) => place < peers[0] || place >= peers[1]);
    case "ties":
      return places.filter((place) => place === at || place < peers[0] || place >= peers[1]);
  }
}

function rowBounds({ start, end }: WindowFrame, at: number, size: number): [number, number] {
  return [start === null ? 0 : at + start, end === null ? size : at + end + 1];
}

/**
 * Bounds by distance of the only sort key, which must be a number; 0 is the row's peers. From a null
 * no other row has a distance: its frame is its peers, unless it has no bound.
 */
function rangeBounds(
  { start, end }: WindowFrame,
  { placed, at, peers }: FramePlace,
  isDescending: boolean,
): [number, number] {
  const size = placed.length;
  const key = (place: number): Value => placed[place]!.keys[0] ?? null;
  const own = key(at);
  const isPeers = (bound: number): boolean => bound === 0 || own === null;
  // How far behind the row at hand another one lies; nulls lie beyond all distances.
  const distance = (place: number): number => {
    const other = key(place);
    if (other === null) return place < at ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return (Number(other) - Number(own)) * (isDescending ? -1 : 1);
  };
  let from = start === null ? 0 : peers[0];
  let to = end === null ? size : peers[1];
  if (start !== null && !isPeers(start)) {
    from = 0;
    while (from < size && distance(from) < start) from++;
  }
  if (end !== null && !isPeers(end)) {
    to = size;
    while (to > 0 && distance(to - 1) > end) to--;
  }
  return [from, to];
}

function placesBetween(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
