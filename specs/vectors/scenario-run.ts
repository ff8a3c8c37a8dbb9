import { MODEL } from "../../src/schema/model.ts";
import type { Model } from "../../src/schema/registry.ts";
import { HeldObject } from "./held-object.ts";
import { storeOf, type VectorData } from "./load.ts";
import { Absent, type LooseRow, type LooseStore } from "./loose-api.ts";
import { makeReader, type Reader } from "./reader.ts";
import type { RecordedStep } from "./recorded-scenario.ts";
import type { VectorSchema } from "./schema-from-vector.ts";

/** How vectors write an object: kept under a name, or stored. */
interface RecordedObject {
  readonly $var?: string;
  readonly $ref?: readonly [model: string, pk: unknown];
}

/** A scenario while its steps are run: the store, and the objects that it keeps. */
export class ScenarioRun {
  readonly appLabel: string;
  readonly store: LooseStore;
  readonly reader: Reader;
  readonly #held = new Map<string, HeldObject>();

  constructor(schema: VectorSchema, data: VectorData) {
    this.appLabel = schema.app_label;
    this.store = storeOf(schema, data) as unknown as LooseStore;
    this.reader = makeReader(this.store, { get: (name) => this.#kept(name).asRow() });
  }

  model(name: string): Model {
    const model = this.store.database.registry.byName.get(name);
    if (model === undefined) throw new TypeError(`The vector names the model ${name}.`);
    return model;
  }

  /** The objects kept under names. */
  get held(): Iterable<HeldObject> {
    return this.#held.values();
  }

  /** Keeps the object that a step made, if it has a name for it. */
  keep(step: RecordedStep, object: HeldObject): void {
    if (step.as !== undefined) this.#held.set(step.as, object);
  }

  /** The object that vectors name; a stored one is read. */
  object(recorded: unknown): HeldObject {
    const { $var, $ref } = recorded as RecordedObject;
    if ($var !== undefined) return this.#kept($var);
    if ($ref === undefined) throw new TypeError(`The vector has ${JSON.stringify(recorded)}.`);
    return this.holdRow(this.reader.value(recorded) as LooseRow);
  }

  /** Whether the object that vectors name is kept. */
  has(recorded: unknown): boolean {
    return this.#held.has((recorded as RecordedObject).$var ?? "");
  }

  /** The model of the rows between the two ends, for a step that adds to a many-to-many. */
  throughOf({ op, obj, accessor }: RecordedStep): Model | undefined {
    if (op !== "add" && op !== "set_rel") return undefined;
    const end = this.object(obj).model.accessors.get(accessor as string);
    return end?.relation === "manyToMany" ? end.hops[0]!.to : undefined;
  }

  holdRow(row: LooseRow): HeldObject {
    return new HeldObject(this.reader, this.model(row[MODEL]), row);
  }

  /** What a step calls: the manager of a model, or the related one of an object. */
  manager(step: RecordedStep): unknown {
    const { model, obj, accessor } = step;
    if (obj === undefined) return this.store.models[model as string]!.objects;
    return this.object(obj).asRow()[accessor as string];
  }

  /** A value as vectors write it: rows and managers are named. */
  encode(value: unknown, target?: string): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (MODEL in value) return { $ref: [value[MODEL], (value as unknown as LooseRow).pk] };
    return "all" in value ? { $manager: target } : value;
  }

  /** Reads attributes of an object, one after the other. */
  read(recorded: unknown, path: readonly string[]): unknown {
    const [first = "", ...rest] = path;
    const object = this.object(recorded);
    let model: Model | undefined = object.model;
    let value = object.read(first);
    let target = model.accessors.get(first)?.target;
    for (const name of rest) {
      model = target;
      value = (value as LooseRow)[name];
      target = model?.accessors.get(name)?.target;
    }
    if (value === undefined) throw new Absent(`There is no attribute ${path.join(".")}.`);
    return this.encode(value, target?.name);
  }

  #kept(name: string): HeldObject {
    const object = this.#held.get(name);
    if (object === undefined) throw new TypeError(`The vector names the object ${name}.`);
    return object;
  }
}
