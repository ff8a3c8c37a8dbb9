/** What all views of one store share: that of its models, and the classes of its rows. */
import type { Model, Registry, RelationEnd } from "../schema/registry.ts";
import type { Rules } from "../state/apply.ts";
import type { Row } from "../tables/key-order.ts";
import { type RowClass, rowClass, rowMaker } from "./instance.ts";
import type { QuerySet } from "./queryset.ts";
import type { RelatedManager } from "./related-manager.ts";
import type { ModelKit, SchemaKit } from "./schema-kit.ts";
import { settleIn, type View } from "./view.ts";

/** The makings of a store. */
export class Kit {
  readonly schema: SchemaKit;
  /** Of its own, so that the states of this store are told from those of others of the same models. */
  readonly registry: Registry;
  readonly rules: Rules;
  readonly #models: readonly ModelKit[];
  readonly #rows: readonly RowClass[];

  constructor(schema: SchemaKit) {
    const { registry, models, rowPrototypes, constraints } = schema;
    this.schema = schema;
    this.registry = Object.freeze({ ...registry });
    this.#models = models;
    this.#rows = registry.models.map((model) => rowClass(model, rowPrototypes[model.position]!));
    this.rules = { makeRow: rowMaker(registry, this.#rows), constraints };
  }

  /** A QuerySet of all rows of a model. */
  allRows(view: View, model: Model): QuerySet {
    const { QuerySet: Class, shape } = this.of(model);
    return Class.of(view, shape, []);
  }

  /** The manager of the rows at the far end of a relation of an instance. */
  relatedManager(view: View, end: RelationEnd, row: Row): RelatedManager {
    const Class = this.schema.relatedClass(end);
    const key = row[end.hops[0]!.fromColumn.name]!;
    const isSaved = row[end.model.pk.name] !== null;
    return new Class({ kit: this, view, end, key, isSaved });
  }

  of(model: Model): ModelKit {
    return this.#models[model.position]!;
  }

  /** Lets the rows of the tables live in a view: that of the store that was opened. */
  settle(view: View): void {
    for (const { prototype } of this.#rows) settleIn(prototype, view);
  }

  /** Turns rows of the tables into instances of another view: one copy of each, kept as long as it. */
  rehome(view: View): (model: Model, row: Row) => Row {
    const copies = new WeakMap<Row, Row>();
    return (model, row) => {
      let copy = copies.get(row);
      if (copy === undefined) {
        const { prototype } = this.#rows[model.position]!;
        const empty = settleIn(Object.create(prototype) as object, view);
        copy = Object.freeze(Object.assign(empty, row));
        copies.set(row, copy);
      }
      return copy;
    };
  }
}
