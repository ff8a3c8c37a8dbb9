import type { Value } from "../value.ts";
import type { Row } from "./key-order.ts";
import type { Table } from "./table.ts";

/** Hints kept; when there are more, all are forgotten. */
const MOST_HINTS = 4096;

/**
 * Where unique values were found last: the primary keys of their rows. A hint is looked up in the
 * table at hand and believed only if the row there has the value, so that it may be of any version of
 * the table. It spares a search through texts: asked for again, a name costs two look-ups.
 */
export class KeyHints {
  readonly #column: string;
  readonly #pk: string;
  readonly #hints = new Map<Value, Value>();

  /** `column`: one whose values are unique. */
  constructor(column: string, pk: string) {
    this.#column = column;
    this.#pk = pk;
  }

  /** The row with a value, if any; the index at a position finds it where there is no hint. */
  find(table: Pick<Table, "get" | "index">, value: Value, position: number): Row | undefined {
    const hint = this.#hints.get(value);
    if (hint !== undefined) {
      const row = table.get(hint);
      if (row !== undefined && row[this.#column] === value) return row;
    }
    const row = table.index(position).find([value]);
    if (row !== undefined) {
      if (this.#hints.size >= MOST_HINTS) this.#hints.clear();
      this.#hints.set(value, row[this.#pk]!);
    }
    return row;
  }
}
