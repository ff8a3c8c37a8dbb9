import { invariant } from "../invariant.ts";
import { isMapKey } from "./map-key.ts";
import type { Owner } from "./owner.ts";
import type { VisitDifference } from "./sorted-rows.ts";

/** 32 slots: a copied path of four nodes is 1 kB, and a million keys are four loads away. */
const BITS = 5;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

/**
 * `WIDTH` slots (children, or values at the bottom), then the owner. A bare array instead of an
 * object with an array spares a load per level on every `get`, and 32 bytes per node.
 */
type Node = unknown[];
const OWNER = WIDTH;

/** Never written. Spread, so that its copies are arrays without holes, which are read faster. */
const EMPTY_NODE: Node = [...new Array<unknown>(WIDTH + 1)];

/** What a walk does with an entry; `true` stops the walk. */
export type VisitEntry<T> = (value: T, key: number) => boolean | undefined;

/**
 * What a walk does with values that follow one another: those of `block` from `from` to `to` - 1, with
 * undefined where there is none. The block is shared: nobody may change it. `true` stops the walk.
 */
export type VisitBlock<T> = (
  block: readonly (T | undefined)[],
  from: number,
  to: number,
) => boolean;

/**
 * Persistent map from integers 0 <= key < 2^30 to objects: a radix tree of 32-way nodes, as high as
 * its greatest key needs. Dense keys fill their leaves; a lone key costs a path of its own.
 * Values are shared, never copied.
 */
export class IntMap<T> {
  private static readonly none: IntMap<unknown> = new IntMap(EMPTY_NODE, 0, 0, undefined);

  readonly size: number;
  private root: Node;
  /** Bits of the key below the root's slot: 0 when the root is a leaf. */
  private shift: number;
  private readonly owner: Owner | undefined;

  private constructor(root: Node, shift: number, size: number, owner: Owner | undefined) {
    this.size = size;
    this.root = root;
    this.shift = shift;
    this.owner = owner;
  }

  /** The map without entries. Cost: O(1). */
  static empty<T>(): IntMap<T> {
    return IntMap.none as IntMap<T>;
  }

  /** The value at `key`, if there is one; any number may be asked for. Cost: O(log32 of the greatest key). */
  get(key: number): T | undefined {
    let shift = this.shift;
    if (key >>> 0 !== key || key >>> shift > MASK) return undefined;
    let node: Node | undefined = this.root;
    for (; shift > 0; shift -= BITS) {
      node = node[(key >>> shift) & MASK] as Node | undefined;
      if (node === undefined) return undefined;
    }
    return node[key & MASK] as T | undefined;
  }

  /** Finds the value at one key after the other: a leaf is looked for once for keys that follow one another. */
  reader(): (key: number) => T | undefined {
    let top = -1;
    let leaf: Node | undefined;
    return (key) => {
      if (key >>> BITS !== top) {
        top = key >>> BITS;
        leaf = this.branchAt(top >>> BITS)?.[top & MASK] as Node | undefined;
      }
      return leaf?.[key & MASK] as T | undefined;
    };
  }

  /**
   * Puts the values at keys, which are the whole parts of numbers from 0 below `KEY_LIMIT`, into a list
   * of that length or more: at its beginning, in the order of the numbers, without those that are not
   * there. Gives their number. Cost: as `get` for each; a fifth less for keys that rise.
   */
  getAll(numbers: ArrayLike<number>, values: T[]): number {
    let count = 0;
    let top = -1;
    let branch = EMPTY_NODE;
    for (let i = 0; i < numbers.length; i++) {
      const key = numbers[i]! | 0;
      if (key >>> (2 * BITS) !== top) {
        top = key >>> (2 * BITS);
        branch = this.branchAt(top) ?? EMPTY_NODE;
      }
      const leaf = branch[(key >>> BITS) & MASK] as Node | undefined;
      const value = leaf?.[key & MASK] as T | undefined;
      if (value !== undefined) values[count++] = value;
    }
    return count;
  }

  /** The node whose children are the leaves of keys that have `top` above their ten lowest bits. */
  branchAt(top: number): Node | undefined {
    let { shift } = this;
    if (shift === 0) return top === 0 ? [this.root] : undefined;
    const key = top << (2 * BITS);
    if (key >>> shift > MASK) return undefined;
    let node: Node | undefined = this.root;
    for (; shift > BITS && node !== undefined; shift -= BITS) {
      node = node[(key >>> shift) & MASK] as Node | undefined;
    }
    return node;
  }

  /**
   * The map with `value` at `key`; this map, changed, when `owner` made it. Cost: O(log32 of the
   * greatest key), 32 slots copied per level not yet owned.
   * @throws {InvariantError} when the key is out of range.
   */
  set(key: number, value: T, owner: Owner): IntMap<T> {
    invariant(isMapKey(key), "an IntMap key is out of range");
    const map = this.editable(owner);
    map.growTo(key, owner);
    let node = owned(map.root, owner);
    map.root = node;
    for (let shift = map.shift; shift > 0; shift -= BITS) {
      const slot = (key >>> shift) & MASK;
      const child = owned((node[slot] as Node | undefined) ?? EMPTY_NODE, owner);
      node[slot] = child;
      node = child;
    }
    const slot = key & MASK;
    if (node[slot] === undefined) resize(map, 1);
    node[slot] = value;
    return map;
  }

  /**
   * The map without `key`; this map when it has no such key, or, changed, when `owner` made it.
   * Cost: as `set`.
   */
  delete(key: number, owner: Owner): IntMap<T> {
    if (this.get(key) === undefined) return this;
    if (this.size === 1) return IntMap.empty();
    const map = this.editable(owner);
    // The last value is not the one that goes, so the root cannot become empty.
    map.root = without(map.root, key, map.shift, owner) as Node;
    map.shrink();
    resize(map, -1);
    return map;
  }

  /** Visits entries by ascending key; true when a visit stopped the walk. Cost: O(n). */
  forEach(visit: VisitEntry<T>): boolean {
    return walk(this.root, this.shift, 0, 0, visit as VisitEntry<unknown>);
  }

  /** As `forEach`, for the keys at or after `key`. Cost: O(log32 of the greatest key + k). */
  forEachFrom(key: number, visit: VisitEntry<T>): boolean {
    const from = Math.max(0, Math.ceil(key));
    if (from >= WIDTH * 2 ** this.shift) return false;
    return walk(this.root, this.shift, 0, from, visit as VisitEntry<unknown>);
  }

  /** Visits values by ascending key, many in a call; true when a visit stopped the walk. Cost: O(n). */
  forEachBlock(visit: VisitBlock<T>): boolean {
    return walkBlocks(this.root, this.shift, visit as VisitBlock<unknown>);
  }

  /** Visits the values that differ from those of another version. Cost: O(differences · log32). */
  diff(later: IntMap<T>, visit: VisitDifference<T>): void {
    const shift = Math.max(this.shift, later.shift);
    diffNodes(this.rootAt(shift), later.rootAt(shift), shift, visit as VisitDifference<unknown>);
  }

  /**
   * Checks the whole tree: sizes, no empty nodes, no needless height. Cost: O(n).
   * @throws {InvariantError} when it is broken.
   */
  verify(): void {
    const count = verifyNode(this.root, this.shift, this.size === 0);
    invariant(count === this.size, `IntMap has ${count} values but says ${this.size}`);
    const isLow = this.shift === 0 || !hasOnlyFirstSlot(this.root);
    invariant(isLow, "IntMap is higher than its keys need");
  }

  private editable(owner: Owner): IntMap<T> {
    return this.owner === owner ? this : new IntMap<T>(this.root, this.shift, this.size, owner);
  }

  /** The root as a tree of some height would have it. */
  private rootAt(shift: number): Node {
    let root = this.root;
    for (let height = this.shift; height < shift; height += BITS) {
      const above = EMPTY_NODE.slice();
      above[0] = root;
      root = above;
    }
    return root;
  }

  private growTo(key: number, owner: Owner): void {
    while (key >>> this.shift > MASK) {
      if (this.size > 0) {
        const root = owned(EMPTY_NODE, owner);
        root[0] = this.root;
        this.root = root;
      }
      this.shift += BITS;
    }
  }

  private shrink(): void {
    while (this.shift > 0 && hasOnlyFirstSlot(this.root)) {
      this.root = this.root[0] as Node;
      this.shift -= BITS;
    }
  }
}

/** `size` is read-only to the world, yet counts along in a map that its owner still edits. */
function resize(map: { readonly size: number }, by: number): void {
  (map as { size: number }).size += by;
}

function owned(node: Node, owner: Owner): Node {
  if (node[OWNER] === owner) return node;
  const copy = node.slice();
  copy[OWNER] = owner;
  return copy;
}

/** `node` without `key`, or undefined when nothing else was in it. */
function without(node: Node, key: number, shift: number, owner: Owner): Node | undefined {
  const slot = (key >>> shift) & MASK;
  const child = shift === 0 ? undefined : without(node[slot] as Node, key, shift - BITS, owner);
  if (child === undefined && hasOnly(node, slot)) return undefined;
  const copy = owned(node, owner);
  copy[slot] = child;
  return copy;
}

function hasOnly(node: Node, slot: number): boolean {
  for (let i = 0; i < WIDTH; i++) if (i !== slot && node[i] !== undefined) return false;
  return true;
}

function hasOnlyFirstSlot(node: Node): boolean {
  return node[0] !== undefined && hasOnly(node, 0);
}

/** `base` is the least key below `node`; keys before `from` are left out. */
function walk(
  node: Node,
  shift: number,
  base: number,
  from: number,
  visit: VisitEntry<unknown>,
): boolean {
  const first = from > base ? (from - base) >>> shift : 0;
  for (let slot = first; slot < WIDTH; slot++) {
    const item = node[slot];
    if (item === undefined) continue;
    const key = base + slot * 2 ** shift;
    const stops =
      shift === 0 ? visit(item, key) : walk(item as Node, shift - BITS, key, from, visit);
    if (stops === true) return true;
  }
  return false;
}

function walkBlocks(node: Node, shift: number, visit: VisitBlock<unknown>): boolean {
  if (shift === 0) return visit(node, 0, WIDTH);
  for (let slot = 0; slot < WIDTH; slot++) {
    const child = node[slot];
    if (child !== undefined && walkBlocks(child as Node, shift - BITS, visit)) return true;
  }
  return false;
}

/** Visits the values that differ below two nodes of one height; nodes that both share are skipped. */
function diffNodes(
  before: Node,
  after: Node,
  shift: number,
  visit: VisitDifference<unknown>,
): void {
  for (let slot = 0; slot < WIDTH; slot++) {
    const old = before[slot];
    const now = after[slot];
    if (old === now) continue;
    if (shift === 0) visit(old, now);
    else {
      const children = [old ?? EMPTY_NODE, now ?? EMPTY_NODE] as [Node, Node];
      diffNodes(...children, shift - BITS, visit);
    }
  }
}

/** Number of values below `node`. */
function verifyNode(node: Node, shift: number, mayBeEmpty: boolean): number {
  invariant(node.length === WIDTH + 1, `IntMap node has ${node.length} slots`);
  let count = 0;
  for (let slot = 0; slot < WIDTH; slot++) {
    const item = node[slot];
    if (item === undefined) continue;
    const isNode = Array.isArray(item);
    invariant(shift === 0 || isNode, `IntMap has a value ${shift} bits above the leaves`);
    count += shift === 0 ? 1 : verifyNode(item as Node, shift - BITS, false);
  }
  invariant(count > 0 || mayBeEmpty, "IntMap has an empty node");
  return count;
}
