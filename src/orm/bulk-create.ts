import { IntegrityError, UsageError } from "../errors.ts";
import type { GivenValues } from "../schema/clean.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { Draft } from "../state/apply.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { type BatchOptions, checkBatchOptions } from "./call-options.ts";
import { columnsNamed, writableColumns } from "./column-names.ts";
import { givenList } from "./given.ts";
import { ownRow, rowIn, type View } from "./view.ts";
import { buildValues, createRow, saveRow, timeFor, updateRow } from "./write.ts";

/** What `bulkCreate()` does with rows that are in conflict with a unique rule. */
export interface BulkCreateOptions extends BatchOptions {
  /** Skip them. */
  readonly ignoreConflicts?: boolean;
  /** Change the rows in their way. */
  readonly updateConflicts?: boolean;
  /** The fields that change in a row that is in the way. */
  readonly updateFields?: readonly string[];
  /** The fields of the unique rule by which a row is in the way. */
  readonly uniqueFields?: readonly string[];
}

/** Stores one of the rows given. */
type StoreRow = (draft: Draft, given: GivenValues) => Row;

/**
 * Stores new rows in one commit, all or none.
 * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
 */
export function createRows(
  view: View,
  model: Model,
  rows: Iterable<object>,
  options: BulkCreateOptions = {},
): Row[] {
  const store = rowStorer(view, model, options);
  const given = givenList(`bulkCreate() on ${model.name}`, rows);
  const { ignoreConflicts = false, updateConflicts = false } = options;
  // Functions are to be called for no row after one that is refused.
  const isAsked = model.columns.some((column) => typeof column.default === "function");
  const made = view.write((draft) => {
    const before = draft.savepoint();
    if (!ignoreConflicts && !updateConflicts && !isAsked) draft.judgeLater([model], given.length);
    try {
      return given.map((values) => store(draft, values as GivenValues));
    } finally {
      // A conflict that came before something else is told in its place.
      draft.judgeSince(before);
    }
  });
  return view.own === undefined ? made : made.map((row) => ownRow(view, model, row));
}

/**
 * Stores a new row.
 * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
 */
export function createOne(view: View, model: Model, values: object): Row {
  const row = view.write((draft) => createRow(draft, model, values as GivenValues, view));
  return ownRow(view, model, row);
}

function rowStorer(view: View, model: Model, options: BulkCreateOptions): StoreRow {
  checkBatchOptions("bulkCreate()", options, [
    ...["ignoreConflicts", "updateConflicts", "updateFields", "uniqueFields"],
  ]);
  const { ignoreConflicts = false, updateConflicts = false } = options;
  if (ignoreConflicts && updateConflicts) {
    throw new UsageError(
      `bulkCreate() on ${model.name} either ignores conflicts or updates the rows in the way.`,
      { code: "bad-options" },
    );
  }
  if (ignoreConflicts) return skipConflicts(view, model);
  if (updateConflicts) return resolveConflicts(view, model, options);
  return (draft, given) => createRow(draft, model, given, view);
}

/** The rows come back as they were given, since it is not told which of them were stored. */
function skipConflicts(view: View, model: Model): StoreRow {
  return (draft, given) => {
    const built = view.build(model, buildValues(model, given));
    try {
      saveNew(draft, built);
    } catch (error) {
      if (!isConflict(error)) throw error;
      rowIn(view, draft, model, error.conflictingPk as Value);
      spendId(draft, model, built[model.pk.name]!);
    }
    return built;
  };

  function saveNew(draft: Draft, built: Row): void {
    const key = built[model.pk.name];
    const isTaken = key !== null && rowIn(view, draft, model, key as Value) !== undefined;
    if (!isTaken) saveRow(draft, model, built as unknown as GivenValues, view);
  }
}

function resolveConflicts(
  view: View,
  model: Model,
  { updateFields = [], uniqueFields = [] }: BulkCreateOptions,
): StoreRow {
  if (updateFields.length === 0 || uniqueFields.length === 0) {
    throw new UsageError(
      `bulkCreate() on ${model.name} with updateConflicts needs updateFields and uniqueFields.`,
      {
        code: "bad-options",
        hint: "Say which fields change in a row that is in the way, and by which unique rule it is.",
      },
    );
  }
  const changed = writableColumns(model, "bulkCreate()", updateFields);
  const rule = uniqueRule(model, uniqueFields);
  return (draft, given) => {
    try {
      return createRow(draft, model, given, view);
    } catch (error) {
      if (!(isConflict(error) && isRule(error, rule))) throw error;
      const old = rowIn(view, draft, model, error.conflictingPk as Value)!;
      const built = buildValues(model, given);
      spendId(draft, model, built[model.pk.position]!);
      const values = Object.fromEntries(
        changed.map((column) => {
          const { name, position, clock } = column;
          return [name, clock === undefined ? built[position] : timeFor(column, view)];
        }),
      );
      return updateRow(draft, model, { old, values });
    }
  };
}

/** A row that is in conflict has taken an id before that is found out, in Django's databases too. */
function spendId(draft: Draft, model: Model, given: Value): void {
  if (model.pk.isAuto && given === null) draft.skipId(model);
}

function isConflict(error: unknown): error is IntegrityError {
  return error instanceof IntegrityError && error.conflictingPk !== undefined;
}

function isRule({ fields }: IntegrityError, rule: readonly Column[]): boolean {
  return fields.length === rule.length && rule.every(({ field }) => fields.includes(field));
}

/** @throws {UsageError} where no unique rule has just these fields. */
function uniqueRule(model: Model, names: readonly string[]): readonly Column[] {
  const columns = columnsNamed(model, "bulkCreate()", names);
  const [first] = columns;
  const isOwn = columns.length === 1 && (first!.isUnique || first!.isPrimaryKey);
  const isRuled = model.uniques.some(
    ({ columns: ruled, condition }) =>
      condition === undefined &&
      ruled.length === columns.length &&
      ruled.every((column) => columns.includes(column)),
  );
  if (isOwn || isRuled) return columns;
  throw new UsageError(
    `bulkCreate() on ${model.name} goes by a unique rule; there is none on ${names.join(", ")}.`,
    { code: "not-unique" },
  );
}
