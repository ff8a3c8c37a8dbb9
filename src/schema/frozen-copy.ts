/**
 * What a definition was given, so that later changes of it are not seen: lists and plain objects are
 * copied, all the way down, and all else is as it is: what is frozen, and what holds itself.
 */
export function frozenCopy<T>(given: T): T {
  return copyWithin(given, []) as T;
}

/** @param around The lists and objects that hold the given one. */
function copyWithin(given: unknown, around: readonly object[]): unknown {
  if (typeof given !== "object" || given === null) return given;
  if (Object.isFrozen(given) || around.includes(given)) return given;
  const within = [...around, given];
  if (Array.isArray(given)) return Object.freeze(given.map((each) => copyWithin(each, within)));
  if (!isPlain(given)) return given;
  const entries = Object.entries(given).map(([key, value]) => [key, copyWithin(value, within)]);
  return Object.freeze(Object.fromEntries(entries));
}

function isPlain(given: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(given);
  return prototype === Object.prototype || prototype === null;
}

/** An object with the same own methods and getters; not frozen, since classes take them as they are. */
export function copyMethods(given: object): object {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(given));
}
