import { filterChain } from "./chain-steps.ts";
import { printAsText } from "./inspect.ts";
import { QUERY_METHODS } from "./query-methods.ts";
import type { QuerySet } from "./queryset.ts";

/** What all managers do: hand each question to a fresh QuerySet. */
export abstract class Queryable {
  abstract all(): QuerySet;

  /** The QuerySet that the others come of; nobody reads it. */
  protected get base(): QuerySet {
    return this.all();
  }

  filter(...conditions: readonly unknown[]): QuerySet {
    return filterChain(this.base, "filter()", conditions);
  }

  exclude(...conditions: readonly unknown[]): QuerySet {
    return filterChain(this.base, "exclude()", conditions);
  }
}

printAsText(Queryable);

for (const name of QUERY_METHODS) {
  // Those above are called most: V8 takes all methods made here for one.
  if (name in Queryable.prototype) continue;
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
 * They see the manager or QuerySet as `this`. Without such methods it is the class itself: code that
 * meets one class runs faster than code that meets one of each model of each store.
 */
export function withMethods<C extends { readonly prototype: object }>(
  Base: C,
  methods: unknown,
): C {
  if (methods === undefined) return Base;
  const Extended = class extends (Base as unknown as new (...args: never[]) => object) {};
  for (const [name, descriptor] of Object.entries(
    Object.getOwnPropertyDescriptors(methods as object),
  )) {
    if (!(name in Base.prototype)) Object.defineProperty(Extended.prototype, name, descriptor);
  }
  return Extended as unknown as C;
}
