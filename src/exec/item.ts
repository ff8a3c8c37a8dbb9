import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";

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
