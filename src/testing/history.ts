/** Histories as data: what was written to a store, one call after the other. */

import { StoreError } from "../errors.ts";
import type { Store } from "../index.ts";
import type { Column, Model, Registry, RelationEnd } from "../schema/registry.ts";
import type { Schema } from "../schema/types.ts";
import { Call, type Code, Name, print, run } from "./code.ts";
import { pickValue, samplesOf } from "./samples.ts";
import type { Tape } from "./tape.ts";

/** Values for columns, by name of the field. */
export type Values = { readonly [field: string]: Code };

/** Rows by the names of foreign keys, as numbers of the steps that made them. */
export type Links = { readonly [field: string]: number };

/** One write. Rows are known by the number of the step that made them. */
export type HistoryStep =
  | {
      readonly kind: "create";
      readonly row: number;
      readonly model: string;
      readonly values: Values;
      readonly links: Links;
    }
  | {
      readonly kind: "update";
      readonly row: number;
      readonly values: Values;
      readonly links: Links;
    }
  | { readonly kind: "delete"; readonly row: number }
  | {
      readonly kind: "pair";
      readonly row: number;
      readonly accessor: string;
      readonly other: number;
    };

/** Values that users gave in place of generated ones, by model and field. */
export type GivenRows = { readonly [model: string]: Values };

/** How often each kind of step is tried. */
const WEIGHTS = { create: 12, update: 3, pair: 3, delete: 1 };

/** Chooses steps one by one; each may refer to the rows of those before. */
export class HistoryWriter {
  readonly #creatable: readonly Model[];
  readonly #rows: { readonly row: number; readonly model: Model }[] = [];

  constructor(registry: Registry) {
    this.#creatable = registry.models.filter((model) => !model.isHidden);
  }

  /** The next step; undefined where what was chosen is not possible yet. */
  write(tape: Tape, given: GivenRows): HistoryStep | undefined {
    const kind = tape.weighted(WEIGHTS);
    if (kind === "create") return this.#create(tape, given, tape.pick(this.#creatable));
    if (this.#rows.length === 0) return undefined;
    const { row, model } = tape.pick(this.#rows);
    if (kind === "delete") return { kind, row };
    if (kind === "pair") return this.#pair(tape, row, model);
    const columns = model.columns.filter((column) => !column.isPrimaryKey);
    if (columns.length === 0) return undefined;
    const column = tape.pick(columns);
    return { kind, row, ...this.#fill(tape, [column]) };
  }

  /**
   * A new row; where it needs a row that there is none of yet, that one in its place. `waiting` are
   * the models of the rows that wait for it.
   */
  #create(
    tape: Tape,
    given: GivenRows,
    model: Model,
    waiting: readonly Model[] = [],
  ): HistoryStep | undefined {
    if (waiting.includes(model)) return undefined;
    const own = given[model.name] ?? {};
    const open = model.columns.filter(
      ({ field, name }) => !(Object.hasOwn(own, field) || Object.hasOwn(own, name)),
    );
    const { values, links } = this.#fill(tape, open);
    const lacking = open.find(
      ({ reference, field, isNullable, hasDefault }) =>
        reference !== undefined && !isNullable && !hasDefault && links[field] === undefined,
    );
    const needed = lacking?.reference?.model;
    if (needed !== undefined) return this.#create(tape, given, needed, [...waiting, model]);
    const row = this.#rows.length;
    this.#rows.push({ row, model });
    return { kind: "create", row, model: model.name, values: { ...values, ...own }, links };
  }

  #fill(
    tape: Tape,
    columns: readonly Column[],
  ): { readonly values: Values; readonly links: Links } {
    const values: { [field: string]: Code } = {};
    const links: { [field: string]: number } = {};
    for (const column of columns) {
      if (column.reference === undefined) {
        const value = pickValue(tape, column);
        if (value !== undefined) values[column.field] = value;
      } else if (column.isNullable && tape.oneIn(4)) values[column.field] = null;
      else {
        const row = this.#pickRow(tape, column.reference.model);
        if (row !== undefined) links[column.field] = row;
      }
    }
    return { values, links };
  }

  #pickRow(tape: Tape, target: Model): number | undefined {
    const rows = this.#rows.filter(({ model }) => model === target);
    return rows.length === 0 ? undefined : tape.pick(rows).row;
  }

  #pair(tape: Tape, row: number, model: Model): HistoryStep | undefined {
    const ends = [...model.accessors].filter(([, end]) => takesPairs(end));
    if (ends.length === 0) return undefined;
    const [accessor, { target }] = tape.pick(ends);
    const other = this.#pickRow(tape, target);
    return other === undefined ? undefined : { kind: "pair", row, accessor, other };
  }
}

/** Whether rows can be paired without values of a through model. */
function takesPairs({ relation, hops }: RelationEnd): boolean {
  return relation === "manyToMany" && hops[0]!.to.isHidden;
}

/** The rows that a step refers to. */
function referredTo(step: HistoryStep): readonly number[] {
  const own = step.kind === "create" ? [] : [step.row];
  if (step.kind === "pair") return [...own, step.other];
  return step.kind === "delete" ? own : [...own, ...Object.values(step.links)];
}

/** The steps without those that refer to rows that none of them makes. */
export function wholeSteps(steps: readonly HistoryStep[]): readonly HistoryStep[] {
  const made = new Set<number>();
  return steps.filter((step) => {
    if (!referredTo(step).every((row) => made.has(row))) return false;
    if (step.kind === "create") made.add(step.row);
    return true;
  });
}

/** Runs steps on a store; returns those that it took, in order. */
export function runSteps(
  store: Store<Schema>,
  steps: readonly HistoryStep[],
): readonly HistoryStep[] {
  const names: { [name: string]: unknown } = { ...store.models };
  const taken: HistoryStep[] = [];
  for (const step of steps) {
    if (!referredTo(step).every((row) => Object.hasOwn(names, rowName(row)))) continue;
    try {
      const made = run(codeOf(step), { functions: {}, names });
      if (step.kind === "create") names[rowName(step.row)] = made;
      taken.push(step);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code === "invariant") throw error;
    }
  }
  return taken;
}

const rowName = (row: number): string => `row${row}`;

/** The call of a step. */
function codeOf(step: HistoryStep): Code {
  if (step.kind === "create") {
    return new Call("create", [valuesOf(step)], new Name(`${step.model}.objects`));
  }
  const row = new Name(rowName(step.row));
  if (step.kind === "delete") return new Call("delete", [], row);
  if (step.kind === "update") return new Call("update", [valuesOf(step)], row);
  const other = new Name(rowName(step.other));
  return new Call("add", [other], new Name(`${rowName(step.row)}.${step.accessor}`));
}

function valuesOf({ values, links }: { readonly values: Values; readonly links: Links }): Code {
  const rows = Object.entries(links).map(
    ([field, row]) => [field, new Name(rowName(row))] as const,
  );
  return { ...values, ...Object.fromEntries(rows) };
}

/** Steps as lines of code. */
export function printSteps(steps: readonly HistoryStep[]): string {
  const used = new Set(steps.flatMap(referredTo));
  const lines = steps.map((step) => {
    const call = `${print(codeOf(step))};`;
    return step.kind === "create" && used.has(step.row)
      ? `const ${rowName(step.row)} = ${call}`
      : call;
  });
  return lines.join("\n");
}

/**
 * Steps that do the same with one value or link that is simpler; `firstRows` has the first row of
 * each model.
 */
export function simplerSteps(
  step: HistoryStep,
  registry: Registry,
  firstRows: ReadonlyMap<string, number>,
): readonly HistoryStep[] {
  if (step.kind !== "create") return [];
  const model = registry.byName.get(step.model)!;
  const values = Object.entries(step.values).flatMap(([field, value]): HistoryStep[] => {
    const column = model.columns.find((each) => each.field === field)!;
    const simplest = column.isNullable || column.hasDefault ? undefined : samplesOf(column)[0];
    if (value === simplest) return [];
    const { [field]: _, ...rest } = step.values;
    return [{ ...step, values: simplest === undefined ? rest : { ...rest, [field]: simplest } }];
  });
  const links = Object.entries(step.links).flatMap(([field, row]): HistoryStep[] => {
    const column = model.columns.find((each) => each.field === field)!;
    const first = firstRows.get(column.reference!.model.name);
    if (column.isNullable) {
      const { [field]: _, ...rest } = step.links;
      return [{ ...step, links: rest }];
    }
    return first === undefined || first >= row
      ? []
      : [{ ...step, links: { ...step.links, [field]: first } }];
  });
  return [...values, ...links];
}

/** The steps without one update: its row is made with what it set, at once or only in its place. */
export function* withoutUpdates(
  steps: readonly HistoryStep[],
): IterableIterator<readonly HistoryStep[]> {
  for (const [at, step] of steps.entries()) {
    if (step.kind !== "update") continue;
    const from = steps.findIndex(({ kind, row }) => kind === "create" && row === step.row);
    const made = steps[from];
    if (made?.kind !== "create") continue;
    const whole = {
      ...made,
      values: { ...without(made.values, step.links), ...step.values },
      links: { ...without(made.links, step.values), ...step.links },
    };
    yield steps.with(from, whole).toSpliced(at, 1);
    yield steps.with(at, whole).toSpliced(from, 1);
  }
}

/** What an object has under names that another one has not. */
function without<T>(all: { readonly [name: string]: T }, others: object): { [name: string]: T } {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !Object.hasOwn(others, name)));
}

/** The first row of each model that steps make. */
export function firstRowsOf(steps: readonly HistoryStep[]): ReadonlyMap<string, number> {
  const made = steps.filter((step) => step.kind === "create");
  return new Map(made.toReversed().map(({ model, row }) => [model, row]));
}
