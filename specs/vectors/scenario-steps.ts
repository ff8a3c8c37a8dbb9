import { DoesNotExist } from "../../src/index.ts";
import { HeldObject } from "./held-object.ts";
import { Absent, callMethod, type LooseRow } from "./loose-api.ts";
import { type Named, readNamed } from "./read-query.ts";
import type { RecordedQuery } from "./recorded-query.ts";
import type { RecordedStep } from "./recorded-scenario.ts";
import { answerQuery } from "./run-query.ts";
import type { ScenarioRun } from "./scenario-run.ts";
import { camelCase } from "./schema-from-vector.ts";

/** What came of a step: what it gave, in the form of the recorded results, or what it threw. */
export type Outcome = { readonly result: unknown } | { readonly thrown: unknown };

type RunStep = (run: ScenarioRun, step: RecordedStep) => unknown;

function outcomeOf(work: () => unknown): Outcome {
  try {
    return { result: work() };
  } catch (thrown) {
    return { thrown };
  }
}

/** Those of a step's arguments that are there, read, under their names here; in one list for a call. */
function readOptions(
  { reader }: ScenarioRun,
  step: RecordedStep,
  names: { readonly [recorded: string]: string },
): Named[] {
  const given = Object.keys(names).filter((name) => step[name] !== undefined);
  if (given.length === 0) return [];
  return [
    Object.fromEntries(given.map((name) => [names[name], readPart(reader, step[name])] as const)),
  ];
}

function readPart(reader: ScenarioRun["reader"], part: unknown): unknown {
  const isNamed = typeof part === "object" && part !== null && !Array.isArray(part);
  return isNamed ? readNamed(reader, part) : reader.value(part);
}

function refOf(object: HeldObject): unknown {
  return { $ref: [object.model.name, object.pk] };
}

/** A deletion's counts, under the names that Django gives models. */
function encodeCounts({ appLabel }: ScenarioRun, counts: unknown): unknown {
  const [total, byModel] = counts as readonly [number, { readonly [model: string]: number }];
  const named = Object.entries(byModel).map(([model, count]) => [`${appLabel}.${model}`, count]);
  return [total, Object.fromEntries(named)];
}

/** The QuerySet that a step works on. */
function querySetOf({ reader }: ScenarioRun, { model, from }: RecordedStep): unknown {
  const query = from === undefined ? { from: { model: model as string } } : from;
  return reader.query(query as RecordedQuery);
}

/**
 * Calls a method of a related manager.
 * @throws {Absent} when a manager that has methods for writing has not this one.
 */
function callRelated(run: ScenarioRun, step: RecordedStep, name: string, args: unknown[]): unknown {
  const manager = run.manager(step) as Named;
  if (manager[name] === undefined && typeof manager.add === "function") {
    throw new Absent(`The manager ${String(step.accessor)} has no method ${name}().`);
  }
  callMethod(manager, name, args);
  return null;
}

function readObjects({ reader }: ScenarioRun, { objs }: RecordedStep): unknown[] {
  return reader.value(objs) as unknown[];
}

/** Django gives objects that were added to a foreign key's way back their new key in memory. */
function pointAtOwner(run: ScenarioRun, { obj, objs, accessor }: RecordedStep): void {
  const end = run.object(obj).model.accessors.get(accessor as string);
  if (end?.relation !== "foreignKey") return;
  for (const each of objs as readonly unknown[]) {
    const isKept = typeof each === "object" && each !== null && "$var" in each;
    if (isKept) run.object(each).set({ [end.declaredBy.field]: obj });
  }
}

/** Assigns an attribute. The way back of a one-to-one changes the object at the other end. */
function assign(run: ScenarioRun, step: RecordedStep): null {
  const { obj, name, value } = step as { name: string } & RecordedStep;
  const object = run.object(obj);
  const end = object.model.accessors.get(name);
  if (end === undefined || (end.direction === "forward" && !end.isToMany)) {
    object.set({ [name]: value });
    return null;
  }
  const { field } = end.declaredBy;
  if (!end.isToMany && value === null) {
    for (const other of run.held) {
      const isPaired = other.model === end.target && samePlace(other.asRow()[field], object);
      if (isPaired) other.set({ [field]: null });
    }
    return null;
  }
  const other = end.isToMany ? undefined : run.object(value);
  if (other?.model === end.target) other.set({ [field]: obj });
  else (object.asRow() as { [name: string]: unknown })[name] = run.reader.value(value);
  return null;
}

function samePlace(row: unknown, object: HeldObject): boolean {
  return object.pk !== null && (row as LooseRow | null)?.pk === object.pk;
}

/** Ends a block of `atomic` and undoes it. */
class Rollback extends Error {}

/** A transaction; each step inside is a savepoint of its own. */
function atomic(run: ScenarioRun, { steps = [], rollback, swallow }: RecordedStep): Outcome[] {
  const outcomes: Outcome[] = [];
  const block = () => {
    for (const step of steps) {
      const outcome = outcomeOf(() => run.store.atomic(() => runStep(run, step)));
      outcomes.push(outcome);
      if ("thrown" in outcome && swallow !== true) throw new Rollback();
    }
    if (rollback === true) throw new Rollback();
  };
  try {
    run.store.atomic(block);
  } catch (error) {
    if (!(error instanceof Rollback)) throw error;
  }
  return outcomes;
}

function getOrCreate(method: string): RunStep {
  return (run, step) => {
    const options = readOptions(run, step, {
      defaults: "defaults",
      create_defaults: "createDefaults",
      through_defaults: "throughDefaults",
    });
    const lookup = readNamed(run.reader, step.lookup);
    const given = callMethod(run.manager(step), method, [lookup, ...options]);
    const [row, created] = given as readonly [LooseRow, boolean];
    run.keep(step, run.holdRow(row));
    return { object: run.encode(row), created };
  };
}

/** What each op does, and what it gives in the form of the recorded results. */
const STEPS: { readonly [op: string]: RunStep } = {
  new: (run, step) => {
    const object = new HeldObject(run.reader, run.model(step.model as string));
    object.set(step.values as Named);
    run.keep(step, object);
    return refOf(object);
  },
  create: (run, step) => {
    const values = readNamed(run.reader, step.values);
    const options = readOptions(run, step, { through_defaults: "throughDefaults" });
    const row = callMethod(run.manager(step), "create", [values, ...options]) as LooseRow;
    run.keep(step, run.holdRow(row));
    return run.encode(row);
  },
  load: (run, step) => {
    const object = run.object({ $ref: [step.model, step.pk] });
    run.keep(step, object);
    return refOf(object);
  },
  set: (run, { obj, values }) => {
    const object = run.object(obj);
    // One by one, as they are set there: those before a wrong one stay.
    for (const [name, value] of Object.entries(values as Named)) object.set({ [name]: value });
    return null;
  },
  assign,
  save: (run, step) => {
    const object = run.object(step.obj);
    const [options] = readOptions(run, step, {
      update_fields: "updateFields",
      force_insert: "forceInsert",
      force_update: "forceUpdate",
    });
    object.save(options);
    return refOf(object);
  },
  refresh: (run, { obj, fields }) => {
    const object = run.object(obj);
    object.refresh((fields ?? undefined) as readonly string[] | undefined);
    return refOf(object);
  },
  full_clean: (run, { obj }) => {
    run.object(obj).fullClean();
    return null;
  },
  delete: (run, { obj }) => encodeCounts(run, run.object(obj).delete()),
  attrs: (run, { obj, names }) =>
    Object.fromEntries((names as string[]).map((name) => [name, run.read(obj, [name])])),
  attr: (run, { obj, path }) => run.read(obj, [path].flat() as string[]),
  has: (run, { obj, name }) => {
    try {
      run.read(obj, [name as string]);
      return true;
    } catch (error) {
      if (error instanceof DoesNotExist || error instanceof Absent) return false;
      throw error;
    }
  },
  same: (run, { a, b }) => {
    const [one, other] = [run.object(a), run.object(b)];
    if (one === other) return true;
    return one.pk !== null && one.model === other.model && one.pk === other.pk;
  },
  query: (run, step) => {
    const { kind, result } = answerQuery(run.reader, step as unknown as RecordedQuery);
    return { kind, value: result };
  },
  update: (run, step) =>
    callMethod(querySetOf(run, step), "update", [readNamed(run.reader, step.values)]),
  delete_qs: (run, step) => encodeCounts(run, callMethod(querySetOf(run, step), "delete", [])),
  bulk_create: (run, step) => {
    const names = ["ignore_conflicts", "update_conflicts", "update_fields", "unique_fields"];
    const options = readOptions(
      run,
      step,
      Object.fromEntries([...names, "batch_size"].map((name) => [name, camelCase(name)])),
    );
    const rows = (step.rows as readonly unknown[]).map((row) => readNamed(run.reader, row));
    const made = callMethod(run.manager(step), "bulkCreate", [rows, ...options]);
    return Array.from(made as Iterable<LooseRow>, ({ pk }) => pk);
  },
  bulk_update: (run, step) => {
    const key = run.model(step.model as string).pk.name;
    const rows = (step.rows as readonly (readonly [unknown, unknown])[]).map(([pk, values]) => ({
      [key]: pk,
      ...readNamed(run.reader, values),
    }));
    return callMethod(run.manager(step), "bulkUpdate", [rows, step.fields]);
  },
  get_or_create: getOrCreate("getOrCreate"),
  update_or_create: getOrCreate("updateOrCreate"),
  add: (run, step) => {
    const options = readOptions(run, step, { through_defaults: "throughDefaults" });
    callRelated(run, step, "add", [...readObjects(run, step), ...options]);
    pointAtOwner(run, step);
    return null;
  },
  remove: (run, step) => callRelated(run, step, "remove", readObjects(run, step)),
  set_rel: (run, step) => {
    const names = { through_defaults: "throughDefaults", clear_first: "clear" };
    callRelated(run, step, "set", [readObjects(run, step), ...readOptions(run, step, names)]);
    pointAtOwner(run, step);
    return null;
  },
  clear: (run, step) => callRelated(run, step, "clear", []),
  atomic,
};

function runStep(run: ScenarioRun, step: RecordedStep): unknown {
  const work = STEPS[step.op];
  if (work === undefined) throw new TypeError(`The vector has the step ${step.op}.`);
  return work(run, step);
}

/** What comes of a step. */
export function stepOutcome(run: ScenarioRun, step: RecordedStep): Outcome {
  return outcomeOf(() => runStep(run, step));
}
