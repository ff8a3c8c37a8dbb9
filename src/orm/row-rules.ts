/** The rules over rows that an instance would break, found without a write. */
import { type Complaint, WHOLE_ROW } from "../errors.ts";
import { complain } from "../schema/judge-value.ts";
import type { Column, DateRule, Model, UniqueRule } from "../schema/registry.ts";
import type { Database } from "../state/database.ts";
import { duplicateKey, notUnique } from "../state/refusals.ts";
import type { Row } from "../tables/key-order.ts";
import { equalValues, showValue, type Value } from "../value.ts";
import { ask, givenToNew, type View, viewOf } from "./view.ts";

/** A complaint with the name of the field that it is of. */
export interface Finding {
  readonly field: string;
  readonly complaint: Complaint;
}

/** Whether a rule that reads the column is not asked. */
type IsLeftOut = (column: Column) => boolean;

/** Whether there is a row for a key to point at, where it points at any. Cost: O(log n). */
export function hasTarget(view: View, { reference }: Column, key: Value): boolean {
  // An empty text that may be blank has been passed over.
  if (reference === undefined || key === null || key === "") return true;
  const { model, column } = reference;
  return ask(view, [model], (database) => findRow(database, column, key) !== undefined);
}

/** The row that has a value in a primary key or unique column. */
function findRow(database: Database, column: Column, value: Value): Row | undefined {
  const table = database.table(column.model);
  if (column.isPrimaryKey) return table.get(value);
  return table.indexOn(column).find([value]);
}

/** The primary key, unique fields, `uniqueTogether` and date rules in whose way another row stands. */
export function* brokenUniques(model: Model, row: Row, isLeftOut: IsLeftOut): Iterable<Finding> {
  const search = new Search(model, row, isLeftOut);
  for (const rule of model.uniques) {
    if (rule.violation === undefined) yield* search.unique(rule);
  }
  for (const column of model.columns) {
    if (column.isPrimaryKey) yield* search.key(column);
    for (const rule of column.uniqueFor) yield* search.dates(column, rule);
  }
}

/** The constraints of its model that an instance breaks. */
export function* brokenConstraints(
  model: Model,
  row: Row,
  isLeftOut: IsLeftOut,
): Iterable<Finding> {
  const search = new Search(model, row, isLeftOut);
  for (const rule of model.uniques) {
    if (rule.violation !== undefined) yield* search.unique(rule);
  }
  yield* search.checks();
}

/** Looks for what stands in the way of one instance. */
class Search {
  readonly #model: Model;
  readonly #row: Row;
  readonly #view: View;
  readonly #isNew: boolean;
  readonly #isLeftOut: IsLeftOut;

  constructor(model: Model, row: Row, isLeftOut: IsLeftOut) {
    this.#model = model;
    this.#row = row;
    this.#view = viewOf(row);
    this.#isNew = givenToNew(row) !== undefined;
    this.#isLeftOut = (column) => isLeftOut(column) || !isCanonical(column, row[column.name]!);
  }

  *unique(rule: UniqueRule): Iterable<Finding> {
    const { columns, violation, condition } = rule;
    const read = [...columns, ...this.#view.constraints.columnsOfCondition(rule)];
    if (read.some(this.#isLeftOut)) return;
    const model = this.#model;
    const other = this.#other((database) => database.table(model).findLike(rule, this.#row));
    if (other === undefined) return;
    const { message } = notUnique(model, rule, this.#row, other);
    if (condition !== undefined || violation?.message !== undefined) {
      const code = violation?.code ?? "constraint";
      // As in Django, such a rule complains of its field by the code "unique" alone.
      const field = code === "unique" && columns.length === 1 ? columns[0]!.field : WHOLE_ROW;
      yield finding(field, { code, message: violation?.message ?? message });
    } else if (columns.length === 1) {
      yield fieldFinding(columns[0]!, this.#row, { code: "unique", message });
    } else {
      yield finding(WHOLE_ROW, { code: "unique-together", message });
    }
  }

  /** A primary key is that of the instance itself, but for a new one. */
  *key(column: Column): Iterable<Finding> {
    const key = this.#row[column.name]!;
    if (!this.#isNew || key === null || this.#isLeftOut(column)) return;
    const other = this.#other((database) => database.table(this.#model).get(key));
    if (other === undefined) return;
    const { message } = duplicateKey(this.#model, key);
    yield fieldFinding(column, this.#row, { code: "unique", message });
  }

  /** Cost: O(rows). */
  *dates(column: Column, { part, dates }: DateRule): Iterable<Finding> {
    const [value, date] = [this.#row[column.name]!, this.#row[dates.name]!];
    if (date === null || this.#isLeftOut(column) || this.#isLeftOut(dates)) return;
    const wanted = partOf(part, date);
    const other = this.#other((database) => {
      let found: Row | undefined;
      database.table(this.#model).rows.forEach((each) => {
        const isLike =
          equalValues(each[column.name]!, value) && partOf(part, each[dates.name]!) === wanted;
        if (!isLike || this.#isItself(each)) return false;
        found = each;
        return true;
      });
      return found;
    });
    if (other === undefined) return;
    const { name, pk } = this.#model;
    const message =
      `${name} already has a row with ${column.field} ${showValue(value)} and the ${part} ` +
      `${wanted} in ${dates.field}: ${pk.field} ${showValue(other[pk.name])}.`;
    yield fieldFinding(column, this.#row, { code: "unique-for-date", message });
  }

  *checks(): Iterable<Finding> {
    const { constraints } = this.#view;
    const failed = constraints.failedChecks(this.#model, this.#row, this.#isLeftOut);
    for (const { rule, message } of failed) {
      const { code = "constraint", message: own = message } = rule.violation;
      yield finding(WHOLE_ROW, { code, message: own });
    }
  }

  /** A row that a question finds and that is another one than the instance's own. */
  #other(question: (database: Database) => Row | undefined): Row | undefined {
    const row = ask(this.#view, [this.#model], question);
    return row === undefined || this.#isItself(row) ? undefined : row;
  }

  #isItself(row: Row): boolean {
    const { name } = this.#model.pk;
    return !this.#isNew && row[name] === this.#row[name];
  }
}

function finding(field: string, complaint: Complaint): Finding {
  return { field, complaint: Object.freeze(complaint) };
}

function fieldFinding(column: Column, row: Row, complaint: Complaint): Finding {
  const value = row[column.name];
  return { field: column.field, complaint: complain(column, { ...complaint, value }) };
}

/** The part of a date or moment that must differ, as canonical text has it; null has none. */
function partOf(part: DateRule["part"], date: Value): string | undefined {
  if (typeof date !== "string") return undefined;
  if (part === "date") return date.slice(0, 10);
  return part === "year" ? date.slice(0, 4) : date.slice(5, 7);
}

/** Whether a value is one that rows hold: no other can be looked for. */
function isCanonical({ kind, place }: Column, value: Value): boolean {
  if (value === null) return true;
  try {
    return equalValues(kind.clean(value, place), value);
  } catch {
    return false;
  }
}
