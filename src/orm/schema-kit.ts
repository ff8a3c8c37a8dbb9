/** What all stores of the same models share. */
import { Codec } from "../events/codec.ts";
import { compileRowCondition } from "../exec/row-condition.ts";
import { lookupChanges } from "../query/lookups.ts";
import { Shape } from "../query/shape.ts";
import { assertSchema } from "../schema/checks.ts";
import type { ModelDefinition } from "../schema/model.ts";
import type { Registry } from "../schema/registry.ts";
import type { Definitions } from "../schema/relation.ts";
import { resolveSchema } from "../schema/resolve-schema.ts";
import { Constraints } from "../state/constraints.ts";
import { rowPrototypes } from "./instance.ts";

/**
 * The names of models resolved, and what was made of that: shapes with their plans, methods, rules.
 * Made when the first store of the models is opened. Nothing here may hold a row.
 */
export class SchemaKit {
  /** By the first of their models; of several schemas that begin with it, the last. */
  static readonly #known = new WeakMap<ModelDefinition, SchemaKit>();

  readonly registry: Registry;
  /** The shapes of all rows, by model. */
  readonly shapes: readonly Shape[];
  /** What the rows of all stores inherit, by model. */
  readonly rowPrototypes: readonly object[];
  readonly constraints: Constraints;
  readonly codec: Codec;
  readonly #definitions: Definitions;
  /** The lookups of the user's own that conditions were compiled with, as a count of their changes. */
  readonly #changes = lookupChanges();

  /** @throws {SchemaError} with all findings of the system checks. */
  constructor(definitions: Definitions) {
    assertSchema(definitions);
    const registry = resolveSchema(definitions);
    this.#definitions = definitions;
    this.registry = registry;
    this.shapes = registry.models.map(Shape.of);
    this.rowPrototypes = rowPrototypes(registry);
    this.constraints = new Constraints(registry.models, compileRowCondition);
    this.codec = new Codec(registry);
  }

  /**
   * That of the same definitions under the same names, in the same order, if a store of them was opened.
   * @throws {SchemaError} with all findings of the system checks.
   */
  static of(definitions: Definitions): SchemaKit {
    const [first] = definitions.values();
    const known = first === undefined ? undefined : SchemaKit.#known.get(first);
    if (known?.isOf(definitions) === true) return known;
    const made = new SchemaKit(definitions);
    if (first !== undefined) SchemaKit.#known.set(first, made);
    return made;
  }

  /** Whether it would be made of these definitions again. */
  isOf(definitions: Definitions): boolean {
    const own = this.#definitions;
    if (this.#changes !== lookupChanges() || own.size !== definitions.size) return false;
    const names = [...own.keys()];
    return [...definitions].every(([name, given], at) => {
      return names[at] === name && own.get(name) === given;
    });
  }
}
