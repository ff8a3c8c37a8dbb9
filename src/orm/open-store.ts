import type { Observable } from "rxjs";
import { Codec } from "../events/codec.ts";
import type { Commit, CommitInput } from "../events/event.ts";
import type { EventLog } from "../events/event-log.ts";
import { MemoryLog } from "../events/memory-log.ts";
import { compileRowCondition } from "../exec/row-condition.ts";
import { DEFAULT_OPTIONS, type PlannerOptions } from "../planner/options.ts";
import { Shape } from "../query/shape.ts";
import { assertSchema } from "../schema/checks.ts";
import type { GivenValues } from "../schema/clean.ts";
import type { ModelDefinition } from "../schema/model.ts";
import type { Model, Registry } from "../schema/registry.ts";
import { resolveSchema } from "../schema/resolve-schema.ts";
import type { Schema } from "../schema/types.ts";
import { Constraints } from "../state/constraints.ts";
import type { Database } from "../state/database.ts";
import { Engine } from "../store/engine.ts";
import type { Row } from "../tables/key-order.ts";
import { layoutTables } from "../tables/layout.ts";
import type { Value } from "../value.ts";
import type { Source } from "./chain.ts";
import { registerFormatter } from "./inspect.ts";
import { deleteRows, type Home, rowMaker } from "./instance.ts";
import { Manager, Queryable, withMethods } from "./manager.ts";
import { QuerySet } from "./queryset.ts";
import type { ModelHandle } from "./types.ts";
import { buildValues, createRow, updateRow } from "./write.ts";

/** Options of a store. */
export interface StoreOptions {
  /** Where commits are kept; a log that has some is replayed. In memory when left out. */
  readonly log?: EventLog;
  /** The store's time: of commits, `autoNow` and `autoNowAdd`. The machine's when left out. */
  readonly clock?: () => Date;
  /** What the planner may use; everything when left out. Answers do not hang on it. */
  readonly planner?: Partial<PlannerOptions>;
}

/** An opened store. */
export interface Store<S extends Schema> {
  /** The models by name. */
  readonly models: { readonly [M in keyof S & string]: ModelHandle<S, M> };
  /** Commits from now on. */
  readonly commits$: Observable<Commit>;
  /** All commits so far. */
  readonly log: EventLog;
  /** Turns commits into text and back. */
  readonly codec: Codec;
  /** Position of the last commit, 0 when there is none. */
  readonly position: number;
  /**
   * Takes commits from outside, all or none, validated like any write.
   * @throws {ConflictError} when a position does not follow the log.
   * @throws {ValidationError} {@link IntegrityError} when an event cannot have happened here.
   */
  apply(commits: Iterable<CommitInput>): void;
  /** The present as an immutable value. */
  readonly database: Database;
}

/**
 * Opens a store of the given models.
 * @throws {SchemaError} with all findings of the system checks.
 */
export function openStore<const S extends Schema>(models: S, options: StoreOptions = {}): Store<S> {
  const definitions = new Map<string, ModelDefinition>(Object.entries(models));
  assertSchema(definitions);
  registerFormatter();
  const engine = openEngine(resolveSchema(definitions), options);
  const { registry } = engine.engine;
  const handles = new Map(registry.models.map((model) => [model, handleOf(model, engine)]));
  for (const [model, handle] of handles) describeRelations(model, handle, handles);
  const visible = registry.models.filter((model) => !model.isHidden);
  return Object.freeze({
    models: Object.freeze(
      Object.fromEntries(visible.map((model) => [model.name, handles.get(model)])),
    ),
    commits$: engine.engine.commits,
    log: engine.engine.log,
    codec: new Codec(registry),
    get position(): number {
      return engine.engine.database.position;
    },
    get database(): Database {
      return engine.engine.database;
    },
    apply: (commits: Iterable<CommitInput>) => engine.engine.apply(commits),
  }) as unknown as Store<S>;
}

/** An engine, and what makes QuerySets on it. */
interface OpenEngine {
  readonly engine: Engine;
  makeRow(model: Model, values: readonly Value[]): Row;
  queryAll(model: Model): QuerySet;
}

function openEngine(registry: Registry, options: StoreOptions): OpenEngine {
  const shapes = registry.models.map((model) => Shape.of(model));
  const classes = registry.models.map((model) => withMethods(QuerySet, model.options.querySet));
  const related = registry.models.map((model) => withMethods(Queryable, model.options.querySet));
  const source: Source = {
    options: { ...DEFAULT_OPTIONS, ...options.planner },
    get database(): Database {
      return opened.engine.database;
    },
    deleteRows: (model, rows) => deleteRows(opened.engine, model, rows),
    updateRows: (model, changes) => {
      const filling = { now: () => opened.engine.now() };
      opened.engine.write((draft) =>
        changes.map((change) => updateRow(draft, model, change as never, filling)),
      );
      return changes.length;
    },
  };
  const home: Home = {
    get engine(): Engine {
      return opened.engine;
    },
    relatedManager(end, key) {
      const { position, name } = end.target;
      const shape = shapes[position]!.related(end);
      return new related[position]!(`${end.model.name}.${end.accessor} of ${name}`, () =>
        classes[position]!.of(source, shape, [key]),
      );
    },
  };
  const makeRow = rowMaker(registry, home);
  const constraints = new Constraints(registry.models, (model, rule) =>
    compileRowCondition(model, rule.condition),
  );
  const layouts = layoutTables(registry, (rule) => {
    if (rule.condition === undefined) return undefined;
    const meets = compileRowCondition(rule.columns[0]!.model, rule.condition);
    return (row) => meets(row) === true;
  });
  const { log = new MemoryLog(), clock = () => new Date() } = options;
  const opened: OpenEngine = {
    engine: new Engine({ registry, layouts, rules: { makeRow, constraints }, log, clock }),
    makeRow,
    queryAll: (model) => classes[model.position]!.of(source, shapes[model.position]!, []),
  };
  return opened;
}

/** A handle while its relations are added. */
type Handle = { [name: string]: unknown };

function handleOf(model: Model, opened: OpenEngine): Handle {
  const { engine } = opened;
  const filling = { now: () => engine.now() };
  const ModelManager = withMethods(Manager, model.options.querySet);
  const objects = new ModelManager(`${model.name}.objects`, () => opened.queryAll(model), {
    create: (values) =>
      engine.write((draft) => createRow(draft, model, values as GivenValues, filling)),
    bulkCreate: (rows) =>
      engine.write((draft) =>
        [...rows].map((values) => createRow(draft, model, values as GivenValues, filling)),
      ),
  });
  return {
    name: model.name,
    objects,
    build: (values: GivenValues) => opened.makeRow(model, buildValues(model, values)),
    toString: () => `<model ${model.name}>`,
  };
}

/** Adds `Group.members.through` and its like; a field named as a member of the handle gives way. */
function describeRelations(
  model: Model,
  handle: Handle,
  handles: ReadonlyMap<Model, Handle>,
): void {
  for (const [accessor, end] of model.accessors) {
    if (end.relation !== "manyToMany" || Object.hasOwn(handle, accessor)) continue;
    handle[accessor] = Object.freeze({ through: handles.get(end.hops[0]!.to) });
  }
  Object.freeze(handle);
}
