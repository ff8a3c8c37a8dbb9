/** Keys of an `IntMap` stay below it, so that every shift of a key remains a small integer. */
export const KEY_LIMIT: number = 2 ** 30;

/** Whether a value can be the key of an `IntMap`. Cost: O(1). */
export function isMapKey(value: unknown): value is number {
  return typeof value === "number" && value >>> 0 === value && value < KEY_LIMIT;
}
