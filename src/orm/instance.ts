import { produce } from "immer";
import { DoesNotExist, UsageError } from "../errors.ts";
import type { RowValues } from "../events/event.ts";
import type { GivenValues } from "../schema/clean.ts";
import { MODEL } from "../schema/model.ts";
import type { Model, Registry, RelationEnd } from "../schema/registry.ts";
import type { MakeRow } from "../state/apply.ts";
import { collectDeletion, countDeletes, type DeletedCounts } from "../state/on-delete.ts";
import type { Engine } from "../store/engine.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue, type Value } from "../value.ts";
import { INSPECT, labelOf } from "./inspect.ts";
import type { Queryable } from "./manager.ts";
import { saveRow, updateRow } from "./write.ts";

/** What instances need of the store that they belong to. */
export interface Home {
  /** Set once the store is open; rows are read by users only then. */
  readonly engine: Engine;
  relatedManager(end: RelationEnd, key: Value): Queryable;
}

/** The prototype of a model's rows: relations and methods; columns are the rows' own. */
type RowClass = new () => Row;

/**
 * Makes the frozen rows of a store, whose relations answer from its present. All rows of a model
 * get their columns in the same order, so that they share one shape. Cost: O(columns).
 */
export function rowMaker(registry: Registry, home: Home): MakeRow {
  const classes = registry.models.map((model) => makeClass(model, home));
  const names = registry.models.map((model) => model.columns.map((column) => column.name));
  return (model, values) => {
    const row = new classes[model.position]!() as { [column: string]: Value };
    const columns = names[model.position]!;
    for (let i = 0; i < columns.length; i++) row[columns[i]!] = values[i]!;
    return Object.freeze(row);
  };
}

function makeClass(model: Model, home: Home): RowClass {
  const Class = class {} as RowClass;
  Object.defineProperty(Class, "name", { value: model.name });
  const { prototype } = Class;
  Object.defineProperty(prototype, MODEL, { value: model.name });
  defineMethods(prototype, instanceMethods(model, home));
  for (const [accessor, end] of model.accessors) {
    Object.defineProperty(prototype, accessor, relationProperty(accessor, end, home));
  }
  const own = new Set(model.columns.map((column) => column.name));
  const user = Object.getOwnPropertyDescriptors((model.options.methods ?? {}) as object);
  for (const [name, descriptor] of Object.entries(user)) {
    if (own.has(name) || model.accessors.has(name)) continue;
    Object.defineProperty(prototype, name, { ...descriptor, enumerable: false });
  }
  return Class;
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

function instanceMethods(model: Model, home: Home): PropertyDescriptorMap {
  const filling = { now: () => home.engine.now() };
  const current = (row: Row): Row => {
    const found = home.engine.database.table(model).get(row[model.pk.name]!);
    if (found !== undefined) return found;
    throw new DoesNotExist(`${labelOf(model, row)} is not stored (any more).`, {
      model: model.name,
    });
  };
  const methods = {
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
    save(this: Row, recipe?: (draft: object) => void): Row {
      const values =
        recipe === undefined ? ownValues(model, this) : afterRecipe(model, this, recipe);
      return home.engine.write((draft) => saveRow(draft, model, values, filling));
    },
    update(this: Row, values: GivenValues): Row {
      const old = current(this);
      return home.engine.write((draft) => updateRow(draft, model, { old, values }, filling));
    },
    delete(this: Row): DeletedCounts {
      return deleteRows(home.engine, model, [current(this)]);
    },
    refresh(this: Row): Row {
      return current(this);
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
  };
  return Object.getOwnPropertyDescriptors(methods) as unknown as PropertyDescriptorMap;
}

/**
 * Deletes rows with all that falls with them, in one commit.
 * @throws {ProtectedError} {@link IntegrityError} and nothing is deleted.
 */
export function deleteRows(engine: Engine, model: Model, rows: readonly Row[]): DeletedCounts {
  return engine.write((draft) => {
    const deletion = collectDeletion(draft.current(), model, rows);
    for (const [column, row, value] of deletion.updates) {
      const now = draft.table(column.model).get(row[column.model.pk.name]!)!;
      draft.update(column.model, now, { [column.name]: value });
    }
    for (const [at, row] of deletion.deletes) draft.delete(at, row);
    return countDeletes(deletion);
  });
}

/** The columns of a row as a plain object. */
function ownValues(model: Model, row: Row): RowValues {
  return Object.fromEntries(model.columns.map(({ name }) => [name, row[name]!]));
}

/** What a recipe makes of a row's columns; it may set a relation by its name as well. */
function afterRecipe(model: Model, row: Row, recipe: (draft: object) => void): GivenValues {
  const before = ownValues(model, row);
  const after: GivenValues = produce(before, (draft: object) => {
    // The recipe's own result is dropped: `(d) => d.name = "x"` is a recipe too.
    recipe(draft);
  });
  const isStale = (name: string): boolean => {
    const target = model.names.get(name);
    const twin = target?.type === "column" ? target.field : name;
    return twin !== name && Object.hasOwn(after, twin) && after[name] === before[name];
  };
  return Object.fromEntries(Object.entries(after).filter(([name]) => !isStale(name)));
}

function relationProperty(accessor: string, end: RelationEnd, home: Home): PropertyDescriptor {
  const { model, target } = end;
  const [hop] = end.hops;
  const keyName = hop!.fromColumn.name;
  const shared = {
    configurable: true,
    enumerable: false,
    set(this: Row): never {
      throw assignedRelation(accessor, end);
    },
  };
  if (end.isToMany) {
    return {
      ...shared,
      get(this: Row): Queryable {
        const key = this[keyName]!;
        if (key !== null) return home.relatedManager(end, key);
        throw new UsageError(
          `${labelOf(model, this)} must be saved before "${accessor}" can be used.`,
          {
            code: "unsaved",
          },
        );
      },
    };
  }
  return {
    ...shared,
    get(this: Row): Row | null {
      const key = this[keyName]!;
      if (key === null && end.direction === "forward") return null;
      const found = key === null ? undefined : findByColumn(home.engine, end, key);
      if (found !== undefined) return found;
      throw new DoesNotExist(
        `${labelOf(model, this)} has no ${accessor}: there is no such ${target.name}.`,
        {
          code: "related-does-not-exist",
          model: target.name,
        },
      );
    },
  };
}

/** The one row at the far end of a hop. */
function findByColumn(engine: Engine, end: RelationEnd, key: Value): Row | undefined {
  const { toColumn } = end.hops[0]!;
  const table = engine.database.table(end.target);
  if (toColumn.isPrimaryKey) return table.get(key);
  const index = table.indexes.find(
    ({ spec }) => spec.columns[0] === toColumn && spec.holds === undefined,
  )!;
  return index.find([key]);
}

function assignedRelation(accessor: string, end: RelationEnd): UsageError {
  const what = `${end.model.name}.${accessor}`;
  const column = end.hops[0]!.fromColumn.name;
  if (end.direction === "forward" && !end.isToMany) {
    return new UsageError(`Instances do not change: ${what} cannot be assigned.`, {
      code: "assigned",
      hint: `Use update({ ${accessor}: … }), or save((draft) => { draft.${column} = … }).`,
    });
  }
  return new UsageError(
    `${what} cannot be assigned: its rows are ${showValue(end.target.name)} rows of their own.`,
    {
      code: "assigned",
      hint: `Write through the rows of ${end.hops[0]!.to.name}.`,
    },
  );
}
