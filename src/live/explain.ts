/** How live queries are kept true, told to people. */
import type { Family } from "./family.ts";
import type { Keeper } from "./keeper.ts";

/** How the answer to a question is kept true. */
export interface LiveExplanation {
  /** The models that it hangs on, each with the columns that are read of it; none where only its rows count. */
  readonly reads: readonly { readonly model: string; readonly columns: readonly string[] }[];
  /** Columns whose values lead from a changed row to this query; empty where all changes do. */
  readonly routedBy: readonly string[];
  /** Whether somebody listens. */
  readonly isLive: boolean;
  readonly subscribers: number;
  /** How many rows, groups or the like it keeps. */
  readonly kept: number;
  /** Rows that the last step read. */
  readonly visited: number;
  /** How the last step was taken. */
  readonly way: "from what changed" | "asked again" | undefined;
  toString(): string;
}

/** What is known of a question, live or not. */
export interface Explained {
  readonly family: Family;
  readonly routedBy: readonly string[];
  readonly subscribers: number;
  readonly keeper: Keeper | undefined;
}

export function explainFamily({
  family,
  routedBy,
  subscribers,
  keeper,
}: Explained): LiveExplanation {
  const reads = readsByModel(family);
  const facts = {
    reads,
    routedBy,
    isLive: keeper !== undefined,
    subscribers,
    kept: keeper?.kept ?? 0,
    visited: keeper?.visited ?? 0,
    way: keeper?.way,
  };
  return Object.freeze({ ...facts, toString: () => printExplanation(facts) });
}

function readsByModel({ affected }: Family): LiveExplanation["reads"] {
  const columns = new Map<string, Set<string>>();
  affected.addColumns(columns);
  return [...columns].map(([model, names]) => ({ model, columns: [...names] }));
}

function printExplanation(facts: Omit<LiveExplanation, "toString">): string {
  const { reads, routedBy, isLive, subscribers, kept, visited, way } = facts;
  return [
    ...reads.map(({ model, columns }) =>
      columns.length > 0
        ? `reads ${model}: ${columns.join(", ")}`
        : `reads ${model}: only whether there are rows`,
    ),
    routedBy.length === 0 ? "hears of all changes of these" : `found by ${routedBy.join(", ")}`,
    isLive ? `${subscribers} subscribed, ${kept} kept` : "nobody subscribed, nothing kept",
    ...(way === undefined ? [] : [`last step: ${way}, ${visited} rows visited`]),
  ].join("\n");
}
