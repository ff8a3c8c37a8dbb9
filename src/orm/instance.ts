import { produce } from "immer";
import { DoesNotExist, UsageError } from "../errors.ts";
import type { RowValues } from "../events/event.ts";
import type { GivenValues } from "../schema/clean.ts";
import { MODEL } from "../schema/model.ts";
import type { Model, Registry } from "../schema/registry.ts";
import type { MakeRow } from "../state/apply.ts";
import type { DeletedCounts } from "../state/on-delete.ts";
import type { RowVersion } from "../store/history.ts";
import { isThenable } from "../store/work.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue, type Value } from "../value.ts";
import { columnsNamed } from "./column-names.ts";
import {
  type CleanOptions,
  cleanFields,
  type FullCleanOptions,
  fullClean,
  validateConstraints,
  validateUnique,
  withChanges,
} from "./full-clean.ts";
import { INSPECT, labelOf } from "./inspect.ts";
import { relationProperty } from "./relation-property.ts";
import { instanceStorer, type SaveOptions } from "./save.ts";
import { ask, emptyLike, ownRow, viewOf } from "./view.ts";
import { deleteRows, updateRow } from "./write.ts";

/** A class of the rows of a model in one store. */
export type RowClass = new () => Row;

/**
 * What the rows of a schema have in all stores, by the positions of the models: relations and methods;
 * columns are the rows' own.
 */
export function rowPrototypes(registry: Registry): readonly object[] {
  return registry.models.map(rowPrototype);
}

/** The class of a model's rows in one store: the view that they live in is known to its prototype. */
export function rowClass(model: Model, prototype: object): RowClass {
  const Class = class {} as RowClass;
  Object.defineProperty(Class, "name", { value: model.name });
  Object.setPrototypeOf(Class.prototype, prototype);
  // A field or a method may have this name.
  if (Object.hasOwn(prototype, "constructor"))
    Reflect.deleteProperty(Class.prototype, "constructor");
  return Class;
}

/**
 * Makes the frozen rows of a schema. All rows of a model get their columns in the same order, so
 * that they share one shape. Cost: O(columns).
 */
export function rowMaker(registry: Registry, classes: readonly RowClass[]): MakeRow {
  const names = registry.models.map((model) => model.columns.map((column) => column.name));
  return (model, values) => {
    const row = new classes[model.position]!() as { [column: string]: Value };
    const columns = names[model.position]!;
    for (let i = 0; i < columns.length; i++) row[columns[i]!] = values[i]!;
    return Object.freeze(row);
  };
}

function rowPrototype(model: Model): object {
  const prototype = {};
  Object.defineProperty(prototype, MODEL, { value: model.name });
  defineMethods(prototype, instanceMethods(model));
  for (const [accessor, end] of model.accessors) {
    Object.defineProperty(prototype, accessor, relationProperty(accessor, end));
  }
  const own = new Set(model.columns.map((column) => column.name));
  const user = Object.getOwnPropertyDescriptors((model.options.methods ?? {}) as object);
  for (const [name, descriptor] of Object.entries(user)) {
    if (own.has(name) || model.accessors.has(name)) continue;
    Object.defineProperty(prototype, name, { ...descriptor, enumerable: false });
  }
  return prototype;
}

function defineMethods(prototype: object, methods: PropertyDescriptorMap): void {
  for (const key of Reflect.ownKeys(methods)) {
    // Columns may have the names of methods that every object has, so they stay writable.
    const descriptor = (methods as { [key: PropertyKey]: PropertyDescriptor })[key]!;
    const isMethod = "value" in descriptor;
    Object.defineProperty(prototype, key, {
      ...descriptor,
      configurable: true,
      enumerable: false,
      ...(isMethod ? { writable: true } : {}),
    });
  }
}

/** What every row has by name, besides what its model gives it and what every object has. */
const MEMBERS = [
  ...["pk", "objects", "save", "update", "delete", "refresh", "history"],
  ...["clean", "cleanFields", "validateUnique", "validateConstraints", "fullClean"],
] as const;

/** What an instance of a model has under a name besides its columns, as text for messages. */
export function memberOf(model: Model, name: string): string | undefined {
  const relation = model.accessors.get(name);
  if (relation !== undefined) return `relation to ${relation.target.name}`;
  const { methods } = model.options;
  const isMethod =
    (MEMBERS as readonly string[]).includes(name) || Object.hasOwn(methods ?? {}, name);
  return isMethod ? "method of instances" : undefined;
}

/** Changes the columns of an instance. */
type Recipe = (draft: object) => void;

/** The methods that judge an instance and store nothing. */
function cleaningMethods(model: Model) {
  return {
    clean(): void {},
    cleanFields(this: Row, options?: CleanOptions): Row {
      return cleanFields(model, this, options);
    },
    validateUnique(this: Row, options?: CleanOptions): void {
      validateUnique(model, this, options);
    },
    validateConstraints(this: Row, options?: CleanOptions): void {
      validateConstraints(model, this, options);
    },
    fullClean(this: Row, first?: Recipe | FullCleanOptions, second?: FullCleanOptions): Row {
      if (typeof first !== "function") return fullClean(model, this, first ?? second);
      return fullClean(model, withChanges(model, this, afterRecipe(model, this, first)), second);
    },
  };
}

function instanceMethods(model: Model): PropertyDescriptorMap {
  const find = (row: Row): Row | undefined => {
    const key = row[model.pk.name]!;
    return ask(viewOf(row), [model], (database) => database.table(model).get(key));
  };
  const current = (row: Row): Row => {
    const found = find(row);
    if (found !== undefined) return found;
    throw new DoesNotExist(`${labelOf(model, row)} is not stored (any more).`, {
      model: model.name,
    });
  };
  const methods = {
    ...cleaningMethods(model),
    get pk(): Value {
      return (this as unknown as Row)[model.pk.name]!;
    },
    get objects(): never {
      throw new UsageError(
        `A manager belongs to the model: use ${model.name}.objects, not an instance's.`,
        {
          code: "manager-of-instance",
        },
      );
    },
    save(this: Row, recipe?: Recipe, options?: SaveOptions): Row {
      const values =
        recipe === undefined ? ownValues(model, this) : afterRecipe(model, this, recipe);
      const view = viewOf(this);
      const store = instanceStorer(view, model, options);
      return ownRow(view, model, view.write((draft) => store(draft, values)) ?? this);
    },
    update(this: Row, values: GivenValues): Row {
      const view = viewOf(this);
      const old = current(this);
      const row = view.write((draft) => updateRow(draft, model, { old, values }, view));
      return ownRow(view, model, row);
    },
    delete(this: Row): DeletedCounts {
      if (this[model.pk.name] === null) {
        throw new UsageError(`${labelOf(model, this)} is not stored: it cannot be deleted.`, {
          code: "unsaved",
        });
      }
      const row = find(this);
      return viewOf(this).write((draft) =>
        deleteRows(draft, model, row === undefined ? [] : [row]),
      );
    },
    refresh(this: Row, fields?: readonly string[]): Row {
      const now = ownRow(viewOf(this), model, current(this));
      if (fields === undefined) return now;
      const columns = columnsNamed(model, "refresh()", fields);
      const read = columns.map(({ name }) => [name, now[name]] as const);
      const mixed = { ...ownValues(model, this), ...Object.fromEntries(read) };
      return Object.freeze(Object.assign(emptyLike(this) as Row, mixed) as Row);
    },
    history(this: Row): readonly RowVersion[] {
      const view = viewOf(this);
      return view.versions(model, this[model.pk.name]!).map(({ position, at, row }) => {
        return { position, at, row: row === null ? null : ownRow(view, model, row) };
      });
    },
    toString(this: Row): string {
      return labelOf(model, this);
    },
    [Symbol.toPrimitive](this: Row): string {
      return labelOf(model, this);
    },
    [INSPECT](this: Row): string {
      return labelOf(model, this);
    },
  } satisfies { [K in (typeof MEMBERS)[number] | "toString" | symbol]: unknown };
  return Object.getOwnPropertyDescriptors(methods) as unknown as PropertyDescriptorMap;
}

/** The columns of a row as a plain object. */
function ownValues(model: Model, row: Row): RowValues {
  return Object.fromEntries(model.columns.map(({ name }) => [name, row[name]!]));
}

/** What a recipe makes of a row's columns; it may set a relation by its name as well. */
function afterRecipe(model: Model, row: Row, recipe: Recipe): GivenValues {
  if (typeof recipe !== "function") throw noRecipe(model, recipe);
  const before = ownValues(model, row);
  const after: GivenValues = produce(before, (draft: object) => {
    // The recipe's own result is dropped: `(d) => d.name = "x"` is a recipe too.
    if (isThenable(recipe(draft) as unknown)) throw asynchronousRecipe(model);
  });
  const isStale = (name: string): boolean => {
    const target = model.names.get(name);
    const twin = target?.type === "column" ? target.field : name;
    return twin !== name && Object.hasOwn(after, twin) && after[name] === before[name];
  };
  return Object.fromEntries(Object.entries(after).filter(([name]) => !isStale(name)));
}

function noRecipe(model: Model, given: unknown): UsageError {
  return new UsageError(
    `save() on ${model.name} got ${showValue(given)}; expected a function that changes a draft.`,
    { code: "bad-recipe", hint: "Options come after it: save(undefined, { … })." },
  );
}

function asynchronousRecipe(model: Model): UsageError {
  return new UsageError(
    `A ${model.name} got an asynchronous recipe, whose later changes would be lost.`,
    { code: "async-recipe", hint: "Wait first, then change the draft." },
  );
}
