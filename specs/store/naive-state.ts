/** What a database means, in arrays and linear scans: rows, rules, foreign keys, cascades. */
import type { ConditionTree } from "../../src/schema/condition.ts";
import type { Column, Model, Registry, RelationEnd } from "../../src/schema/registry.ts";
import type { Value } from "../../src/value.ts";
import { stableText } from "../../src/value.ts";

/** A row as plain data, which no change touches: another takes its place. */
export interface PlainRow {
  readonly [column: string]: Value;
}

/** Values for a row; undefined where none is given. */
export interface Given {
  readonly [column: string]: Value | undefined;
}

/** The rows of each model, and the id that its next row gets. */
export interface Content {
  readonly [model: string]: { readonly rows: readonly PlainRow[]; readonly nextId: number };
}

/** A refusal, told by the code of the error that the engine throws for it. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Whether two values are the same. */
export function same(a: Value, b: Value): boolean {
  return stableText(a) === stableText(b);
}

type Tables = { [model: string]: { rows: PlainRow[]; nextId: number } };

/** The rows themselves are shared, since none is ever changed. */
function copyOf(content: Content): Tables {
  const tables: Tables = {};
  for (const [name, { rows, nextId }] of Object.entries(content)) {
    tables[name] = { rows: [...rows], nextId };
  }
  return tables;
}

/** A database that is changed in place. Who wants to go back keeps a copy. */
export class NaiveState {
  readonly registry: Registry;
  readonly #tables: Tables;
  /** How many events led here from the last commit. */
  events: number;

  private constructor(registry: Registry, tables: Tables, events = 0) {
    this.registry = registry;
    this.#tables = tables;
    this.events = events;
  }

  static empty(registry: Registry): NaiveState {
    const tables = registry.models.map(({ name }) => [name, { rows: [], nextId: 1 }]);
    return new NaiveState(registry, Object.fromEntries(tables));
  }

  static of(registry: Registry, content: Content): NaiveState {
    return new NaiveState(registry, copyOf(content));
  }

  copy(): NaiveState {
    return new NaiveState(this.registry, copyOf(this.#tables), this.events);
  }

  /** A copy that later changes leave as it is. */
  content(): Content {
    return copyOf(this.#tables);
  }

  rows(model: Model): readonly PlainRow[] {
    return this.#tables[model.name]!.rows;
  }

  nextId(model: Model): number {
    return this.#tables[model.name]!.nextId;
  }

  /** No row may have that id or a higher one. */
  setNextId(model: Model, next: number): void {
    const keys = this.rows(model).map((row) => row[model.pk.name]);
    if (keys.some((key) => typeof key === "number" && key >= next)) throw new Refused("used-id");
    this.#tables[model.name]!.nextId = next;
    this.events++;
  }

  find(model: Model, pk: Value): PlainRow | undefined {
    return this.rows(model).find((row) => same(row[model.pk.name]!, pk));
  }

  /** Adds a row, with an id that is taken where it comes without one. */
  create(model: Model, given: Given, takeId: () => Value): PlainRow {
    const row: PlainRow = Object.fromEntries(
      model.columns.map((column) => [column.name, filled(column, given[column.name], takeId)]),
    );
    const pk = row[model.pk.name]!;
    if (this.find(model, pk) !== undefined) throw new Refused("duplicate-key");
    this.#checkRules(model, row);
    const table = this.#tables[model.name]!;
    table.rows.push(row);
    if (typeof pk === "number") table.nextId = Math.max(table.nextId, Math.floor(pk) + 1);
    this.events++;
    return row;
  }

  /** Changes a row; `isKept`: an event is told even where nothing changes. */
  update(model: Model, pk: Value, given: Given, isKept = false): void {
    const old = this.find(model, pk);
    if (old === undefined) throw new Refused("no-such-row");
    const changed = model.columns.filter(({ name }) => {
      const value = given[name];
      return value !== undefined && (isKept || !same(value, old[name]!));
    });
    if (changed.length === 0) return;
    const row: { [column: string]: Value } = { ...old };
    for (const column of changed) row[column.name] = checkedNull(column, given[column.name]!);
    this.#checkRules(model, row);
    this.#tables[model.name]!.rows = this.rows(model).map((each) => (each === old ? row : each));
    this.events++;
  }

  /** Puts a whole row in, whatever the rules say. */
  put(model: Model, row: PlainRow): void {
    this.#tables[model.name]!.rows.push(row);
  }

  /** Removes one row, whatever refers to it. */
  drop(model: Model, pk: Value): void {
    const old = this.find(model, pk);
    if (old === undefined) throw new Refused("no-such-row");
    this.#tables[model.name]!.rows = this.rows(model).filter((row) => row !== old);
    this.events++;
  }

  /** Removes rows and does to those that refer to them what their keys say; returns how many went. */
  remove(model: Model, rows: readonly PlainRow[]): number {
    const falling = new Map(rows.map((row) => [row, model]));
    const kept: [Column, PlainRow][] = [];
    for (const [row, of] of falling) {
      for (const column of of.incoming) {
        const key = row[column.reference!.column.name]!;
        for (const referrer of this.#referrers(column, key)) {
          if (column.reference!.onDelete.action === "CASCADE") falling.set(referrer, column.model);
          else kept.push([column, referrer]);
        }
      }
    }
    const has = (action: string, isIn: (row: PlainRow) => boolean): boolean =>
      kept.some(([column, row]) => column.reference!.onDelete.action === action && isIn(row));
    if (has("PROTECT", () => true)) throw new Refused("protected");
    if (has("RESTRICT", (row) => !falling.has(row))) throw new Refused("restricted");
    for (const [column, row] of kept) if (!falling.has(row)) this.#release(column, row);
    for (const [row, of] of falling) this.drop(of, row[of.pk.name]!);
    return falling.size;
  }

  #release(column: Column, row: PlainRow): void {
    const { onDelete } = column.reference!;
    const given: { readonly [action: string]: unknown } = {
      SET_NULL: null,
      SET_DEFAULT: column.default,
      SET: "value" in onDelete ? onDelete.value : undefined,
    };
    const value = given[onDelete.action] as Value | undefined;
    this.update(column.model, row[column.model.pk.name]!, { [column.name]: value }, true);
  }

  /** Looks at all foreign keys, as the end of a commit does. */
  checkKeys(): void {
    for (const model of this.registry.models) {
      for (const column of model.references) {
        const { isConstrained, model: to, column: target } = column.reference!;
        if (!isConstrained) continue;
        const targets = new Set(this.rows(to).map((row) => stableText(row[target.name]!)));
        const isDangling = (row: PlainRow): boolean =>
          row[column.name] !== null && !targets.has(stableText(row[column.name]!));
        if (this.rows(model).some(isDangling)) throw new Refused("foreign-key");
      }
    }
  }

  /** The rows at the far end of a relation of a row, repeated as its pairs are. */
  related(end: RelationEnd, row: PlainRow): readonly PlainRow[] {
    let found: readonly PlainRow[] = [row];
    for (const { fromColumn, to, toColumn } of end.hops) {
      found = found.flatMap((each) => {
        const key = each[fromColumn.name]!;
        return key === null ? [] : this.rows(to).filter((far) => same(far[toColumn.name]!, key));
      });
    }
    return found;
  }

  #referrers(column: Column, key: Value): readonly PlainRow[] {
    if (key === null) return [];
    return this.rows(column.model).filter((row) => same(row[column.name]!, key));
  }

  #checkRules(model: Model, row: PlainRow): void {
    for (const { condition } of model.checks) {
      if (meets(condition, row) === false) throw new Refused("check");
    }
    const pk = row[model.pk.name]!;
    const others = this.rows(model).filter((each) => !same(each[model.pk.name]!, pk));
    for (const { columns, condition } of model.uniques) {
      const isHeld = (each: PlainRow): boolean =>
        (condition === undefined || meets(condition, each) === true) &&
        columns.every(({ name }) => each[name] !== null);
      const agrees = (other: PlainRow): boolean =>
        isHeld(other) && columns.every(({ name }) => same(other[name]!, row[name]!));
      if (isHeld(row) && others.some(agrees)) throw new Refused("unique");
    }
  }
}

function filled(column: Column, value: Value | undefined, takeId: () => Value): Value {
  if (column.isAuto && (value === undefined || value === null)) return takeId();
  if (value !== undefined) return checkedNull(column, value);
  if (column.hasDefault) return column.default as Value;
  if (column.isNullable) return null;
  throw new Refused("required");
}

function checkedNull(column: Column, value: Value): Value {
  if (value === null && !column.isNullable) throw new Refused("null");
  return value;
}

/** Conditions of `column`, `column__gte` and `column__lte`: null where a null leaves them open. */
export function meets(condition: ConditionTree, row: PlainRow): boolean | null {
  if (condition.kind !== "lookups") throw new Error("random schemas have lookups only");
  let outcome: boolean | null = true;
  for (const [path, wanted] of Object.entries(condition.lookups)) {
    const [name, lookup] = path.split("__") as [string, string | undefined];
    const value = row[name] as number | null;
    if (value === null) outcome = outcome === false ? false : null;
    else if (lookup === undefined ? value !== wanted : value < (wanted as number)) outcome = false;
  }
  return outcome;
}
