import type { Row } from "../tables/key-order.ts";
import { printAsText } from "./inspect.ts";
import { QUERY_METHODS } from "./query-methods.ts";
import type { QuerySet } from "./queryset.ts";

/** What both kinds of manager do: hand each question to a fresh QuerySet. */
export class Queryable {
  readonly #all: () => QuerySet;
  readonly #name: string;

  constructor(name: string, all: () => QuerySet) {
    this.#name = name;
    this.#all = all;
  }

  all(): QuerySet {
    return this.#all();
  }

  toString(): string {
    return `<${this.#name}>`;
  }
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

/** How a model's manager writes. */
export interface Creator {
  create(values: object): Row;
  bulkCreate(rows: Iterable<object>): Row[];
}

/** The manager of a model. */
export class Manager extends Queryable {
  readonly #creator: Creator;

  constructor(name: string, all: () => QuerySet, creator: Creator) {
    super(name, all);
    this.#creator = creator;
  }

  create(values: object): Row {
    return this.#creator.create(values);
  }

  bulkCreate(rows: Iterable<object>): Row[] {
    return this.#creator.bulkCreate(rows);
  }
}

/**
 * A subclass with the methods that the user gave a model; those of the class itself are kept.
 * They see the manager or QuerySet as `this`.
 */
export function withMethods<C extends new (...args: never[]) => object>(
  Base: C,
  methods: unknown,
): C {
  const Extended = class extends (Base as new (...args: never[]) => object) {};
  for (const [name, descriptor] of Object.entries(
    Object.getOwnPropertyDescriptors((methods ?? {}) as object),
  )) {
    if (!(name in Base.prototype)) Object.defineProperty(Extended.prototype, name, descriptor);
  }
  return Extended as C;
}
