import type { Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { type BulkCreateOptions, createOne, createRows } from "./bulk-create.ts";
import type { Kit } from "./kit.ts";
import { Queryable } from "./queryable.ts";
import type { QuerySet } from "./queryset.ts";
import type { View } from "./view.ts";

/** The manager of a model. */
export class Manager extends Queryable {
  readonly #kit: Kit;
  readonly #view: View;
  readonly #model: Model;
  #base: QuerySet | undefined;

  constructor(kit: Kit, view: View, model: Model) {
    super();
    this.#kit = kit;
    this.#view = view;
    this.#model = model;
  }

  all(): QuerySet {
    return this.#kit.allRows(this.#view, this.#model);
  }

  protected override get base(): QuerySet {
    this.#base ??= this.all();
    return this.#base;
  }

  create(values: object): Row {
    return createOne(this.#view, this.#model, values);
  }

  bulkCreate(rows: Iterable<object>, options?: BulkCreateOptions): Row[] {
    return createRows(this.#view, this.#model, rows, options);
  }

  override toString(): string {
    return `<${this.#model.name}.objects>`;
  }
}
