import { keepLayout } from "../keep-layout.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";

const NO_VALUES: readonly Value[] = [];

/** One row of the output. */
export class Item {
  /** The base row; of a group, the first. */
  readonly row: Row | null;
  /** The columns: those of `values`, or none, then the annotations. */
  readonly output: readonly Value[];
  readonly keys: readonly Value[];
  /** What the group was made by; empty where there are no groups. */
  readonly groupKeys: readonly Value[];
  /** The columns that `distinct(…)` names, as one text. */
  readonly distinctOn: string | undefined;

  constructor(
    row: Row | null,
    output: readonly Value[] = NO_VALUES,
    keys: readonly Value[] = NO_VALUES,
    groupKeys: readonly Value[] = NO_VALUES,
    distinctOn?: string,
  ) {
    this.row = row;
    this.output = output;
    this.keys = keys;
    this.groupKeys = groupKeys;
    this.distinctOn = distinctOn;
  }
}

keepLayout(new Item(null));
