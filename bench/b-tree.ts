import BTreeModule from "sorted-btree";

/** The class of sorted-btree: Node hands out its CommonJS module, vitest the default export. */
export const BTree = (BTreeModule.default ?? BTreeModule) as typeof BTreeModule.default;

/** A persistent map of sorted-btree. */
export type BTreeMap<K, V> = InstanceType<typeof BTreeModule.default<K, V>>;
