/** What all views of one schema share: classes, shapes and rules, made when the store is opened. */
import { compileRowCondition } from "../exec/row-condition.ts";
import { Shape } from "../query/shape.ts";
import type { Model, Registry } from "../schema/registry.ts";
import type { Rules } from "../state/apply.ts";
import { Constraints } from "../state/constraints.ts";
import type { Row } from "../tables/key-order.ts";
import { layoutTables, type TableLayout } from "../tables/layout.ts";
import { type RowClass, rowClasses, rowMaker } from "./instance.ts";
import { Manager, RelatedManager, withMethods } from "./manager.ts";
import { QuerySet } from "./queryset.ts";
import { settleIn, type View } from "./view.ts";

/** What is made once for a model. */
interface ModelKit {
  readonly shape: Shape;
  readonly Row: RowClass;
  readonly QuerySet: typeof QuerySet;
  readonly Manager: typeof Manager;
  readonly RelatedManager: typeof RelatedManager;
}

/** The makings of a store. */
export class Kit {
  readonly registry: Registry;
  readonly rules: Rules;
  readonly layouts: readonly TableLayout[];
  readonly #models: readonly ModelKit[];

  constructor(registry: Registry) {
    this.registry = registry;
    const classes = rowClasses(registry);
    this.#models = registry.models.map((model) => ({
      shape: Shape.of(model),
      Row: classes[model.position]!,
      QuerySet: withMethods(QuerySet, model.options.querySet),
      Manager: withMethods(Manager, model.options.querySet),
      RelatedManager: withMethods(RelatedManager, model.options.querySet),
    }));
    this.rules = {
      makeRow: rowMaker(registry, classes),
      constraints: new Constraints(registry.models, (model, rule) =>
        compileRowCondition(model, rule.condition),
      ),
    };
    this.layouts = layoutTables(registry, (rule) => {
      if (rule.condition === undefined) return undefined;
      const { meets } = compileRowCondition(rule.columns[0]!.model, rule.condition);
      return (row) => meets(row) === true;
    });
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
    const prototypes: object[] = [];
    const copies = new WeakMap<Row, Row>();
    return (model, row) => {
      let copy = copies.get(row);
      if (copy === undefined) {
        let prototype = prototypes[model.position];
        if (prototype === undefined) {
          prototype = Object.create(this.of(model).Row.prototype) as object;
          settleIn(prototype, view);
          prototypes[model.position] = prototype;
        }
        copy = Object.freeze(Object.assign(Object.create(prototype), row)) as Row;
        copies.set(row, copy);
      }
      return copy;
    };
  }
}
