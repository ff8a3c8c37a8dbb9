import { type Kind, kindOf } from "../schema/kind.ts";
import type { Value } from "../value.ts";

/** One row's view of its partition. Places count from 0 in the order of the window. */
export interface Partition {
  readonly size: number;
  /** Place of the current row. */
  readonly place: number;
  /** The rows of the frame, as places from `from` to `to` - 1; excluded ones are left out. */
  readonly frame: readonly number[];
  /** Places of the first peer of the current row, and of the first row after its peers. */
  readonly peers: readonly [from: number, to: number];
  /** Number of different sort keys up to that of the current row. */
  readonly peerGroup: number;
  /** The value of an argument at a place. */
  at(argument: number, place: number): Value;
}

/** A function over the rows of a partition. */
export interface WindowFunction {
  readonly name: string;
  readonly minArgs: number;
  readonly maxArgs: number;
  resultKind(arg: Kind | undefined): Kind | undefined;
  evaluate(partition: Partition): Value;
}

const INTEGER = (): Kind => kindOf("integer");
const FLOAT = (): Kind => kindOf("float");
const SAME = (arg: Kind | undefined): Kind | undefined => arg;

function plain(
  name: string,
  resultKind: WindowFunction["resultKind"],
  evaluate: WindowFunction["evaluate"],
): WindowFunction {
  return { name, minArgs: 0, maxArgs: 0, resultKind, evaluate };
}

/** The value of the first argument some rows away, or the default where there is no such row. */
function neighbour(name: string, direction: 1 | -1): WindowFunction {
  return {
    name,
    minArgs: 1,
    maxArgs: 3,
    resultKind: SAME,
    evaluate(partition) {
      const { place, size } = partition;
      const at = place + direction * Number(partition.at(1, place) ?? 1);
      return at >= 0 && at < size ? partition.at(0, at) : partition.at(2, place);
    },
  };
}

/** The value of the first argument in one row of the frame. */
function ofFrame(
  name: string,
  maxArgs: number,
  pick: (partition: Partition) => number | undefined,
): WindowFunction {
  return {
    name,
    minArgs: maxArgs,
    maxArgs,
    resultKind: SAME,
    evaluate(partition) {
      const place = pick(partition);
      return place === undefined ? null : partition.at(0, place);
    },
  };
}

const WINDOW_FUNCTIONS: readonly WindowFunction[] = [
  plain("RowNumber", INTEGER, ({ place }) => place + 1),
  plain("Rank", INTEGER, ({ peers }) => peers[0] + 1),
  plain("DenseRank", INTEGER, ({ peerGroup }) => peerGroup),
  plain("PercentRank", FLOAT, ({ peers, size }) => (size > 1 ? peers[0] / (size - 1) : 0)),
  plain("CumeDist", FLOAT, ({ peers, size }) => peers[1] / size),
  neighbour("Lag", -1),
  neighbour("Lead", 1),
  ofFrame("FirstValue", 1, ({ frame }) => frame[0]),
  ofFrame("LastValue", 1, ({ frame }) => frame.at(-1)),
  ofFrame("NthValue", 2, (partition) => {
    const nth = Number(partition.at(1, partition.place));
    return partition.frame[nth - 1];
  }),
  {
    name: "Ntile",
    minArgs: 1,
    maxArgs: 1,
    resultKind: INTEGER,
    evaluate(partition) {
      const { size, place } = partition;
      const buckets = Number(partition.at(0, place));
      const small = Math.floor(size / buckets);
      const large = size % buckets;
      const inLarge = large * (small + 1);
      if (place < inLarge) return Math.floor(place / (small + 1)) + 1;
      return large + Math.floor((place - inLarge) / Math.max(1, small)) + 1;
    },
  },
];

const BY_NAME: ReadonlyMap<string, WindowFunction> = new Map(
  WINDOW_FUNCTIONS.map((each) => [each.name, each]),
);

/** The window function of that name, undefined when there is none. */
export function findWindowFunction(name: string): WindowFunction | undefined {
  return BY_NAME.get(name);
}
