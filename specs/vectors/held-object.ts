import { ValidationError } from "../../src/index.ts";
import type { Model } from "../../src/schema/registry.ts";
import { callMethod, type LooseRow } from "./loose-api.ts";
import { type Named, readNamed } from "./read-query.ts";
import type { Reader } from "./reader.ts";

/** A change in memory: the name that was set, and the recorded value. */
interface Change {
  readonly name: string;
  readonly recorded: unknown;
}

/** What Django refuses in memory already; it looks at all else when it saves. */
const REFUSED_IN_MEMORY = new Set(["relation-assigned", "unknown-field", "wrong-model"]);

/** The columns of a row, as a plain object. */
export function columnsOf(model: Model, row: LooseRow): Named {
  return Object.fromEntries(model.columns.map(({ name }) => [name, row[name]]));
}

/**
 * An object as Django holds it: changed in memory, saved later, without a primary key once it is
 * deleted. Our rows never change, so this is a row and the changes to come; values are read when
 * they are needed, since a related object may be saved in between.
 */
export class HeldObject {
  readonly model: Model;
  readonly #reader: Reader;
  /** The row that was read or saved; undefined while the object is not stored. */
  #row: LooseRow | undefined;
  #isBuilt = false;
  /** By column where the name has one. */
  readonly #changes = new Map<string, Change>();

  constructor(reader: Reader, model: Model, row?: LooseRow) {
    this.#reader = reader;
    this.model = model;
    this.#row = row;
  }

  get pk(): unknown {
    const change = this.#changes.get(this.model.pk.name);
    return (change === undefined ? this.#row?.pk : this.#reader.value(change.recorded)) ?? null;
  }

  /** Recorded values of changes to come, by the names that were set. */
  get changes(): Named {
    return namedOf(this.#changes);
  }

  /**
   * Sets attributes in memory.
   * @throws {ValidationError} for what Django refuses at once; the object stays as it was.
   */
  set(values: Named): void {
    const before = [...this.#changes];
    for (const [name, recorded] of Object.entries(values)) {
      this.#changes.set(this.#columnOf(name), { name, recorded });
    }
    try {
      this.asRow((error) => {
        if (REFUSED_IN_MEMORY.has(error.code)) throw error;
      });
    } catch (error) {
      this.#changes.clear();
      for (const [key, change] of before) this.#changes.set(key, change);
      throw error;
    }
  }

  /** The row with its changes, but for values that no row takes: those are told. */
  asRow(tell: (error: ValidationError) => void = () => undefined): LooseRow {
    if (this.#row !== undefined && this.#changes.size === 0) return this.#row;
    // A change may lead back to this object, as in `entry.parent = entry`.
    if (this.#isBuilt) return this.#row ?? this.#build({});
    this.#isBuilt = true;
    try {
      return this.#buildTelling(tell);
    } finally {
      this.#isBuilt = false;
    }
  }

  #buildTelling(tell: (error: ValidationError) => void): LooseRow {
    const stored = this.#row === undefined ? {} : columnsOf(this.model, this.#row);
    const kept = Object.entries(stored).filter(([column]) => !this.#changes.has(column));
    const changes = new Map(this.#changes);
    for (;;) {
      try {
        const given = readNamed(this.#reader, namedOf(changes));
        return this.#build({ ...Object.fromEntries(kept), ...given });
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        tell(error);
        if (!changes.delete(this.#columnOf(error.field ?? ""))) throw error;
      }
    }
  }

  /**
   * Checks all values and rules; what is cleaned stays in memory.
   * @throws {ValidationError} whose `errors` has all that is wrong by field.
   */
  fullClean(): void {
    const memory = this.asRow();
    const changes = (draft: object) => void Object.assign(draft, columnsOf(this.model, memory));
    const [row, given] = this.#row === undefined ? [memory, []] : [this.#row, [changes]];
    const cleaned = columnsOf(this.model, callMethod(row, "fullClean", given) as LooseRow);
    for (const { name } of this.model.columns) {
      if (cleaned[name] !== memory[name])
        this.#changes.set(name, { name, recorded: cleaned[name] });
    }
  }

  /** An attribute as it is in memory. */
  read(name: string): unknown {
    const change = Array.from(this.#changes.values()).find((each) => each.name === name);
    return change === undefined ? this.asRow()[name] : this.#reader.value(change.recorded);
  }

  save(options: { readonly updateFields?: readonly string[] } | undefined): void {
    const given = this.#given();
    const row =
      this.#row === undefined
        ? callMethod(this.#build(given), "save", [undefined, ...listOf(options)])
        : callMethod(this.#row, "save", [
            (draft: object) => void Object.assign(draft, given),
            ...listOf(options),
          ]);
    this.#take(row as LooseRow, options?.updateFields);
  }

  /** Reads the row again: all of it, or these fields. */
  refresh(fields: readonly string[] | undefined): void {
    this.#take(callMethod(this.#row ?? this.asRow(), "refresh", []) as LooseRow, fields);
  }

  /** Deletes the row; the values stay, without the primary key. */
  delete(): unknown {
    const row = this.asRow();
    const deleted = callMethod(row, "delete", []);
    const { [this.model.pk.name]: _, ...values } = columnsOf(this.model, row);
    this.#row = undefined;
    this.#changes.clear();
    this.set(values);
    return deleted;
  }

  /** The column that a name of a field, a relation or a column stands for; else the name. */
  #columnOf(name: string): string {
    const target = this.model.names.get(name);
    return target?.type === "relation" ? target.hops[0]!.fromColumn.name : (target?.name ?? name);
  }

  #build(values: Named): LooseRow {
    return this.#reader.store.models[this.model.name]!.build(values);
  }

  #given(): Named {
    return readNamed(this.#reader, this.changes);
  }

  /** A row in place of the one before; columns of other fields keep what they had in memory. */
  #take(row: LooseRow, fields: readonly string[] | undefined): void {
    const memory = fields === undefined ? {} : columnsOf(this.model, this.asRow());
    const taken = new Set(fields);
    this.#row = row;
    this.#changes.clear();
    for (const { name, field } of this.model.columns) {
      const value = memory[name];
      const isTaken = fields === undefined || taken.has(field) || taken.has(name);
      if (!isTaken && value !== row[name]) this.#changes.set(name, { name, recorded: value });
    }
  }
}

function namedOf(changes: ReadonlyMap<string, Change>): Named {
  return Object.fromEntries(Array.from(changes.values(), ({ name, recorded }) => [name, recorded]));
}

function listOf<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
