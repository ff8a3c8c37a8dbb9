import { printAsText } from "./inspect.ts";
import { QUERY_METHODS } from "./query-methods.ts";
import type { QuerySet } from "./queryset.ts";

/** What all managers do: hand each question to a fresh QuerySet. */
export abstract class Queryable {
  abstract all(): QuerySet;
}

printAsText(Queryable);

for (const name of QUERY_METHODS) {
  Object.defineProperty(Queryable.prototype, name, {
    configurable: true,
    writable: true,
    value(this: Queryable, ...args: never[]): unknown {
      return (this.all()[name] as (...values: never[]) => unknown)(...args);
    },
  });
}

/**
 * A subclass with the methods that the user gave a model; those of the class itself are kept.
 * They see the manager or QuerySet as `this`.
 */
export function withMethods<C extends { readonly prototype: object }>(
  Base: C,
  methods: unknown,
): C {
  const Extended = class extends (Base as unknown as new (...args: never[]) => object) {};
  for (const [name, descriptor] of Object.entries(
    Object.getOwnPropertyDescriptors((methods ?? {}) as object),
  )) {
    if (!(name in Base.prototype)) Object.defineProperty(Extended.prototype, name, descriptor);
  }
  return Extended as unknown as C;
}
