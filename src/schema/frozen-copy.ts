/**
 * What a definition was given, so that later changes of it are not seen: lists and plain objects are
 * copied, all the way down, and all else is as it is, what is frozen among it.
 */
export function frozenCopy<T>(given: T): T {
  if (typeof given !== "object" || given === null || Object.isFrozen(given)) return given;
  if (Array.isArray(given)) return Object.freeze(given.map(frozenCopy)) as T;
  if (Object.getPrototypeOf(given) !== Object.prototype) return given;
  const entries = Object.entries(given).map(([key, value]) => [key, frozenCopy(value)]);
  return Object.freeze(Object.fromEntries(entries)) as T;
}

/** An object with the same own methods and getters; not frozen, since classes take them as they are. */
export function copyMethods(given: object): object {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(given));
}
