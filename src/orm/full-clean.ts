/** Validation of instances as Django has it: `fullClean()` and its parts. */
import { type Complaint, UsageError, ValidationError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { type GivenValues, RowCleaner } from "../schema/clean.ts";
import { complain, judgeValue } from "../schema/judge-value.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { equalValues, showValue, type Value } from "../value.ts";
import { checkOptions } from "./call-options.ts";
import { brokenConstraints, brokenUniques, type Finding, hasTarget } from "./row-rules.ts";
import { givenToNew, markNew, viewOf } from "./view.ts";
import { checkRelations } from "./write.ts";

/** What the parts of `fullClean()` leave out; F is the names of what may be written. */
export interface CleanOptions<F extends string = string> {
  /** Fields that are not looked at, nor the rules that they have a part in. */
  readonly exclude?: Iterable<F> | undefined;
}

/** What `fullClean()` looks at. */
export interface FullCleanOptions<F extends string = string> extends CleanOptions<F> {
  /** Whether unique fields, `uniqueTogether` and `uniqueForDate` are looked at: true when left out. */
  readonly validateUnique?: boolean | undefined;
  /** Whether constraints are looked at: true when left out. */
  readonly validateConstraints?: boolean | undefined;
}

/** Texts that Django takes for empty where they are not given. */
const TEXTS = new Set(["char", "text", "slug", "email", "url", "binary"]);

/** One instance while it is judged: what it becomes, and what is wrong with it. */
class Cleaning {
  /** The instance as it is by now, with converted values. */
  row: Row;
  readonly #model: Model;
  readonly #excluded: Set<string>;
  readonly #complaints = new Map<string, Complaint[]>();

  constructor(model: Model, row: Row, excluded: Set<string>) {
    this.#model = model;
    this.row = row;
    this.#excluded = excluded;
  }

  /** Judges and converts the value of each field. */
  cleanFields(): void {
    const view = viewOf(this.row);
    const values = startValues(this.#model, this.row);
    for (const column of this.#model.columns) {
      if (this.#excluded.has(column.field)) continue;
      const { value, complaints } = judgeValue(column, values[column.position]!);
      const isLost = complaints.length === 0 && !hasTarget(view, column, value);
      this.#add(column.field, isLost ? [lostTarget(column, value)] : complaints);
      values[column.position] = value;
    }
    this.row = withValues(this.#model, this.row, values);
  }

  /** Runs the `clean()` of the model; values that it returns are set. */
  cleanRow(): void {
    const clean = ownClean(this.#model);
    if (clean === undefined) return;
    try {
      const changes: unknown = clean.call(this.row);
      if (changes === undefined || changes === null) return;
      if (typeof changes !== "object") throw badChanges(this.#model, changes);
      this.row = withChanges(this.#model, this.row, changes as GivenValues);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      for (const [field, complaints] of Object.entries(error.errors)) this.#add(field, complaints);
    }
  }

  /** Looks at rules over several rows, or at constraints; fields with complaints are left out. */
  checkRules(broken: typeof brokenUniques): void {
    for (const field of this.#complaints.keys()) this.#excluded.add(field);
    const isLeftOut = ({ field }: Column): boolean => this.#excluded.has(field);
    const findings: Iterable<Finding> = broken(this.#model, this.row, isLeftOut);
    for (const { field, complaint } of [...findings]) this.#add(field, [complaint]);
  }

  /** @throws {ValidationError} that tells all complaints. */
  finish(): Row {
    if (this.#complaints.size === 0) return this.row;
    const errors = Array.from(this.#complaints, ([field, list]) => {
      const { name: model } = this.#model;
      const each = list.map(({ message, ...known }) => {
        return new ValidationError(message, { model, field, ...known });
      });
      return [field, each] as const;
    });
    throw new ValidationError(Object.fromEntries(errors), { model: this.#model.name });
  }

  #add(field: string, complaints: readonly Complaint[]): void {
    if (complaints.length === 0) return;
    const known = this.#complaints.get(field);
    if (known === undefined) this.#complaints.set(field, [...complaints]);
    else known.push(...complaints);
  }
}

/**
 * Judges an instance in all ways: its fields, its model's `clean()`, and of the rules those whose
 * fields are in order.
 * @throws {ValidationError} that tells all that is wrong.
 */
export function fullClean(model: Model, row: Row, options: FullCleanOptions = {}): Row {
  const call = "fullClean()";
  checkOptions(call, options, ["exclude", "validateUnique", "validateConstraints"]);
  const { validateUnique = true, validateConstraints = true } = options;
  const cleaning = new Cleaning(model, row, excludedFields(model, call, options));
  cleaning.cleanFields();
  cleaning.cleanRow();
  if (validateUnique) cleaning.checkRules(brokenUniques);
  if (validateConstraints) cleaning.checkRules(brokenConstraints);
  return cleaning.finish();
}

/** @throws {ValidationError} that tells all fields whose values are wrong. */
export function cleanFields(model: Model, row: Row, options: CleanOptions = {}): Row {
  checkOptions("cleanFields()", options, ["exclude"]);
  const cleaning = new Cleaning(model, row, excludedFields(model, "cleanFields()", options));
  cleaning.cleanFields();
  return cleaning.finish();
}

/** @throws {ValidationError} that tells all unique fields and the like that other rows stand in the way of. */
export function validateUnique(model: Model, row: Row, options: CleanOptions = {}): void {
  validateRules(model, row, { call: "validateUnique()", options, broken: brokenUniques });
}

/** @throws {ValidationError} that tells all constraints that the row breaks. */
export function validateConstraints(model: Model, row: Row, options: CleanOptions = {}): void {
  validateRules(model, row, { call: "validateConstraints()", options, broken: brokenConstraints });
}

function validateRules(
  model: Model,
  row: Row,
  given: {
    readonly call: string;
    readonly options: CleanOptions;
    readonly broken: typeof brokenUniques;
  },
): void {
  checkOptions(given.call, given.options, ["exclude"]);
  const cleaning = new Cleaning(model, row, excludedFields(model, given.call, given.options));
  cleaning.checkRules(given.broken);
  cleaning.finish();
}

/**
 * An instance with other values, judged by nobody yet.
 * @throws {ValidationError} for a name that is no column, or an instance that no key can be read of.
 */
export function withChanges(model: Model, row: Row, changes: GivenValues): Row {
  checkRelations(model, changes);
  const cleaner = RowCleaner.of(model);
  const given = cleaner.read(changes);
  const values = model.columns.map(({ name, position }) =>
    given[position] === undefined ? row[name]! : cleaner.hold(position, given[position]),
  );
  return withValues(model, row, values);
}

function withValues(model: Model, row: Row, values: readonly Value[]): Row {
  const isSame = model.columns.every(({ name, position }) => {
    const [before, after] = [row[name]!, values[position]!];
    return typeof before === typeof after && equalValues(before, after);
  });
  if (isSame) return row;
  const changed = viewOf(row).build(model, values);
  const given = givenToNew(row);
  return given === undefined ? changed : markNew(changed, given);
}

/** The values of an instance; of a new one that was given no text, the empty one. */
function startValues(model: Model, row: Row): Value[] {
  const given = givenToNew(row);
  return model.columns.map(({ name, kind, isNullable, reference }) => {
    const isText = TEXTS.has(kind.name) && reference === undefined && !isNullable;
    const isLeftOut = row[name] === null && given !== undefined && !given.has(name);
    return isText && isLeftOut ? "" : row[name]!;
  });
}

function ownClean({ options }: Model): (() => unknown) | undefined {
  const clean: unknown = Object.getOwnPropertyDescriptor(options.methods ?? {}, "clean")?.value;
  return typeof clean === "function" ? (clean as () => unknown) : undefined;
}

function lostTarget(column: Column, value: Value): Complaint {
  const { model, field, reference } = column;
  const target = `${reference!.model.name} with ${reference!.column.field} ${showValue(value)}`;
  const message = `${model.name}.${field} got ${showValue(value)}, but there is no ${target}.`;
  return complain(column, { code: "invalid", message, value });
}

/** @throws {UsageError} for a name that is no field. */
function excludedFields(model: Model, call: string, { exclude = [] }: CleanOptions): Set<string> {
  const fields = [...exclude].map((name) => {
    const target = model.names.get(name);
    if (target?.type === "column") return target.field;
    if (target?.direction === "forward") return name;
    throw new UsageError(`${call} on ${model.name} got ${showValue(name)}, which is no field.`, {
      code: "unknown-field",
      hint: suggest(
        String(name),
        model.columns.map(({ field }) => field),
      ),
    });
  });
  return new Set(fields);
}

function badChanges(model: Model, changes: unknown): UsageError {
  return new UsageError(
    `clean() of a ${model.name} returned ${showValue(changes)}; expected nothing, or an object of values.`,
    { code: "bad-changes" },
  );
}
