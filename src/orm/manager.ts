import type { GivenValues } from "../schema/clean.ts";
import type { Model, RelationEnd } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { printAsText } from "./inspect.ts";
import type { Kit } from "./kit.ts";
import { QUERY_METHODS } from "./query-methods.ts";
import type { QuerySet } from "./queryset.ts";
import { ownRow, type View } from "./view.ts";
import { createRow } from "./write.ts";

/** What both kinds of manager do: hand each question to a fresh QuerySet. */
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

/** The manager of a model. */
export class Manager extends Queryable {
  readonly #kit: Kit;
  readonly #view: View;
  readonly #model: Model;

  constructor(kit: Kit, view: View, model: Model) {
    super();
    this.#kit = kit;
    this.#view = view;
    this.#model = model;
  }

  all(): QuerySet {
    const { QuerySet: Class, shape } = this.#kit.of(this.#model);
    return Class.of(this.#view, shape, []);
  }

  create(values: object): Row {
    const [view, model] = [this.#view, this.#model];
    const row = view.write((draft) => createRow(draft, model, values as GivenValues, view));
    return ownRow(view, model, row);
  }

  bulkCreate(rows: Iterable<object>): Row[] {
    const [view, model] = [this.#view, this.#model];
    const made = view.write((draft) =>
      Array.from(rows, (values) => createRow(draft, model, values as GivenValues, view)),
    );
    return view.own === undefined ? made : made.map((row) => ownRow(view, model, row));
  }

  override toString(): string {
    return `<${this.#model.name}.objects>`;
  }
}

/** The manager of the rows at the far end of a relation of one instance. */
export class RelatedManager extends Queryable {
  readonly #kit: Kit;
  readonly #view: View;
  readonly #end: RelationEnd;
  readonly #key: Value;

  constructor(
    kit: Kit,
    view: View,
    { end, row }: { readonly end: RelationEnd; readonly row: Row },
  ) {
    super();
    this.#kit = kit;
    this.#view = view;
    this.#end = end;
    this.#key = row[end.hops[0]!.fromColumn.name]!;
  }

  all(): QuerySet {
    const { QuerySet: Class, shape } = this.#kit.of(this.#end.target);
    return Class.of(this.#view, shape.related(this.#end), [this.#key]);
  }

  override toString(): string {
    const { model, accessor, target } = this.#end;
    return `<${model.name}.${accessor} of ${target.name}>`;
  }
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
