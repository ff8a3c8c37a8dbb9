import { keepLayout } from "../keep-layout.ts";
import type { Value } from "../value.ts";
import type { ItemSink } from "./collect.ts";
import type { Item } from "./item.ts";
import type { CompareValues } from "./order.ts";

/** What is kept beyond those wanted before the last of them are given up. */
const SPARE = 8;

/** The first of an order: no more are kept than twice those that are wanted, or a few. */
export class FirstOf<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #wanted: number;
  readonly #most: number;
  readonly #kept: T[] = [];
  #last: T | undefined;

  constructor(wanted: number, compare: (a: T, b: T) => number) {
    this.#wanted = wanted;
    this.#most = wanted + Math.max(wanted, SPARE);
    this.#compare = compare;
  }

  get size(): number {
    return this.#kept.length;
  }

  /** The last of as many as are wanted: what does not come before it is not among the first. */
  get last(): T | undefined {
    return this.#last;
  }

  /** Of those that are alike in the order, those that are added first come first. */
  add(each: T): void {
    if (this.#last !== undefined && this.#compare(each, this.#last) >= 0) return;
    this.#kept.push(each);
    if (this.#kept.length < this.#most) return;
    this.sorted();
    this.#last = this.#kept.at(-1);
  }

  /** The first ones, in order. */
  sorted(): T[] {
    this.#kept.sort(this.#compare);
    if (this.#kept.length > this.#wanted) this.#kept.length = this.#wanted;
    return this.#kept;
  }
}

/** The first items of an order. */
export class FirstItems extends FirstOf<Item> implements ItemSink {
  readonly #compareFirst: CompareValues;

  constructor(
    wanted: number,
    order: {
      readonly compare: (a: Item, b: Item) => number;
      /** The order of the first sort keys; 0 where there are none. */
      readonly compareFirst: CompareValues;
    },
  ) {
    super(wanted, order.compare);
    this.#compareFirst = order.compareFirst;
  }

  /** Whether an item with such a first sort key cannot be among the first. */
  isBehind(key: Value): boolean {
    const { last } = this;
    return last !== undefined && this.#compareFirst(key, last.keys[0]!) > 0;
  }
}

const inAnyOrder = (): number => 0;
keepLayout(new FirstOf(0, inAnyOrder));
keepLayout(new FirstItems(0, { compare: inAnyOrder, compareFirst: inAnyOrder }));
