/** What all views of one store share, beside what it shares with other stores of its models. */
import type { Shape } from "../query/shape.ts";
import type { Model, Registry, RelationEnd } from "../schema/registry.ts";
import type { Rules } from "../state/apply.ts";
import type { Row } from "../tables/key-order.ts";
import { layoutTables, type TableLayout } from "../tables/layout.ts";
import type { QueryState } from "./chain.ts";
import { type RowClass, rowClass, rowMaker } from "./instance.ts";
import { Manager } from "./manager.ts";
import { withMethods } from "./queryable.ts";
import { QuerySet } from "./queryset.ts";
import { type RelatedClass, type RelatedManager, relatedClass } from "./related-manager.ts";
import type { RelatedState } from "./related-rows.ts";
import type { SchemaKit } from "./schema-kit.ts";
import { settleIn, type View } from "./view.ts";

/** What is made once for a model. */
interface ModelKit {
  readonly shape: Shape;
  readonly Row: RowClass;
  readonly QuerySet: typeof QuerySet;
  readonly Manager: typeof Manager;
}

/** The makings of a store: its classes, and the indexes of its tables. */
export class Kit {
  readonly schema: SchemaKit;
  /** Of its own, so that the states of this store are told from those of others of the same models. */
  readonly registry: Registry;
  readonly rules: Rules;
  /** Indexes remember values of their rows, so each store has its own. */
  readonly layouts: readonly TableLayout[];
  readonly #models: readonly ModelKit[];
  /** The classes of related managers, each made when it is first asked for. */
  readonly #related = new Map<RelationEnd, RelatedClass>();
  /** An instance of each class that users may add methods to: see `keepLayout`. */
  readonly #kept: object[] = [];

  constructor(schema: SchemaKit) {
    const { registry, shapes, rowPrototypes, constraints } = schema;
    this.schema = schema;
    this.registry = Object.freeze({ ...registry });
    this.#models = registry.models.map((model, at) => ({
      shape: shapes[at]!,
      Row: rowClass(model, rowPrototypes[at]!),
      QuerySet: withMethods(QuerySet, model.options.querySet),
      Manager: withMethods(Manager, model.options.querySet),
    }));
    for (const { QuerySet: Class } of this.#models) this.#kept.push(new Class({} as QueryState));
    const classes = this.#models.map(({ Row }) => Row);
    this.rules = { makeRow: rowMaker(registry, classes), constraints };
    this.layouts = layoutTables(registry, (rule) => {
      const meets = constraints.conditionOf(rule);
      return meets && ((row) => meets(row) === true);
    });
  }

  /** A QuerySet of all rows of a model. */
  allRows(view: View, model: Model): QuerySet {
    const { QuerySet: Class, shape } = this.of(model);
    return Class.of(view, shape, []);
  }

  /** The manager of the rows at the far end of a relation of an instance. */
  relatedManager(view: View, end: RelationEnd, row: Row): RelatedManager {
    let Class = this.#related.get(end);
    if (Class === undefined) {
      Class = withMethods(relatedClass(end), end.target.options.querySet);
      this.#related.set(end, Class);
      this.#kept.push(new Class({} as RelatedState));
    }
    const key = row[end.hops[0]!.fromColumn.name]!;
    const isSaved = row[end.model.pk.name] !== null;
    return new Class({ kit: this, view, end, key, isSaved });
  }

  of(model: Model): ModelKit {
    return this.#models[model.position]!;
  }

  /** Lets the rows of the tables live in a view: that of the store that was opened. */
  settle(view: View): void {
    for (const { Row: Class } of this.#models) settleIn(Class.prototype, view);
  }

  /** Turns rows of the tables into instances of another view: one copy of each, kept as long as it. */
  rehome(view: View): (model: Model, row: Row) => Row {
    const copies = new WeakMap<Row, Row>();
    return (model, row) => {
      let copy = copies.get(row);
      if (copy === undefined) {
        const empty = settleIn(Object.create(this.of(model).Row.prototype) as object, view);
        copy = Object.freeze(Object.assign(empty, row));
        copies.set(row, copy);
      }
      return copy;
    };
  }
}
