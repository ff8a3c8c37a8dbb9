import type { Value } from "../value.ts";
import type { Item } from "./item.ts";
import type { CompareValues } from "./order.ts";

/** Items kept beyond those wanted before the last of them are given up. */
const SPARE = 16;

/** The first items of an order: no more are kept than twice those that are wanted. */
export class FirstItems {
  readonly #compare: (a: Item, b: Item) => number;
  readonly #compareFirst: CompareValues;
  readonly #wanted: number;
  readonly #most: number;
  readonly #items: Item[] = [];
  /** The last of as many as are wanted: what does not come before it is not among the first. */
  #last: Item | undefined;

  constructor(
    wanted: number,
    order: {
      readonly compare: (a: Item, b: Item) => number;
      /** The order of the first sort keys; 0 where there are none. */
      readonly compareFirst: CompareValues;
    },
  ) {
    this.#wanted = wanted;
    this.#most = wanted + Math.max(wanted, SPARE);
    this.#compare = order.compare;
    this.#compareFirst = order.compareFirst;
  }

  get size(): number {
    return this.#items.length;
  }

  /** Whether an item with such a first sort key cannot be among the first. */
  isBehind(key: Value): boolean {
    return this.#last !== undefined && this.#compareFirst(key, this.#last.keys[0]!) > 0;
  }

  /** Of items that are alike in the order, those that are added first come first. */
  add(item: Item): void {
    if (this.#last !== undefined && this.#compare(item, this.#last) >= 0) return;
    this.#items.push(item);
    if (this.#items.length >= this.#most) this.#cut();
  }

  /** The first items, in order. */
  sorted(): Item[] {
    this.#items.sort(this.#compare);
    if (this.#items.length > this.#wanted) this.#items.length = this.#wanted;
    return this.#items;
  }

  #cut(): void {
    this.sorted();
    this.#last = this.#items.at(-1);
  }
}
