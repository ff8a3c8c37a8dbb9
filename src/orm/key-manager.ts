/** Managers of the rows whose foreign key points at one instance. */
import { DoesNotExist, ValidationError } from "../errors.ts";
import { MODEL } from "../schema/model.ts";
import type { Column } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { equalValues, showValue, type Value } from "../value.ts";
import { type BulkCreateOptions, createRows } from "./bulk-create.ts";
import { checkOptions, type KeyOptions, type SetOptions } from "./call-options.ts";
import type { Named } from "./chain-steps.ts";
import {
  type GetOrCreateOptions,
  getOrCreate,
  type RowCreated,
  type RowSource,
  type UpdateOrCreateOptions,
  updateOrCreate,
} from "./get-or-create.ts";
import { givenList } from "./given.ts";
import { labelOf } from "./inspect.ts";
import {
  RelatedRows,
  type RelatedState,
  relatedCall,
  relatedSource,
  relatedState,
  splitOptions,
} from "./related-rows.ts";
import { ask, rowIn } from "./view.ts";
import { saveRow, updateRow } from "./write.ts";

/** Where every row has to point at some instance, so that none can be taken out. */
export class KeyManager extends RelatedRows {
  add(...args: readonly unknown[]): void {
    const state = relatedState(this);
    const [rows, options] = splitOptions(args);
    checkOptions(relatedCall(state, "add"), options, ["bulk"]);
    addRows(state, "add", rows, options);
  }

  set(rows: Iterable<unknown>, options: SetOptions = {}): void {
    const state = relatedState(this);
    checkOptions(relatedCall(state, "set"), options, ["clear", "bulk"]);
    addRows(state, "set", givenList(relatedCall(state, "set"), rows), options);
  }

  create(values: object): Row {
    return this.bulkCreate([values])[0]!;
  }

  bulkCreate(rows: Iterable<object>, options?: BulkCreateOptions): Row[] {
    const state = relatedState(this);
    const { view, end, key } = state;
    const { field, name } = keyColumn(state);
    const given = givenList(relatedCall(state, "bulkCreate"), rows);
    const related = given.map((values) => ({ ...values, [field]: undefined, [name]: key }));
    return createRows(view, end.target, related, options);
  }

  getOrCreate(lookup: Named, options?: GetOrCreateOptions): RowCreated {
    return getOrCreate(keySource(this), lookup, options);
  }

  updateOrCreate(lookup: Named, options?: UpdateOrCreateOptions): RowCreated {
    return updateOrCreate(keySource(this), lookup, options);
  }
}

/** Where rows may point at no instance. */
export class NullableKeyManager extends KeyManager {
  override set(given: Iterable<unknown>, options: SetOptions = {}): void {
    const state = relatedState(this);
    checkOptions(relatedCall(state, "set"), options, ["clear", "bulk"]);
    const rows = givenList(relatedCall(state, "set"), given);
    const wanted = rows.map((row) => keyOf(state, "set", row));
    state.view.atomic(() => {
      const pk = state.end.target.pk.name;
      const present = Array.from(this.all(), (row): Value => (row as Row)[pk]!);
      const isWanted = new Set(options.clear === true ? [] : wanted);
      const isKept = new Set(present.filter((key) => isWanted.has(key)));
      setKeys(
        state,
        present.filter((key) => !isKept.has(key)),
        null,
      );
      const others = rows.filter((_, at) => !isKept.has(wanted[at]!));
      addRows(state, "set", others, options);
    });
  }

  remove(...args: readonly unknown[]): void {
    const state = relatedState(this);
    const [rows, options] = splitOptions(args);
    checkOptions(relatedCall(state, "remove"), options, ["bulk"]);
    const keys = storedKeys(state, "remove", rows);
    state.view.atomic(() => {
      for (const [i, key] of keys.entries()) checkRelated(state, rows[i] as Row, key);
      setKeys(state, keys, null);
    });
  }

  clear(options: KeyOptions = {}): void {
    checkOptions(relatedCall(relatedState(this), "clear"), options, ["bulk"]);
    this.all().update({ [keyColumn(relatedState(this)).field]: null });
  }
}

function keySource(manager: KeyManager): RowSource {
  return relatedSource(manager, (values) => manager.create(values));
}

/** The foreign key that makes rows related. */
function keyColumn({ end }: RelatedState): Column {
  return end.hops[0]!.toColumn;
}

/** Lets stored rows point at a key; those that are gone are left out. */
function setKeys({ view, end }: RelatedState, pks: readonly Value[], key: Value): void {
  const { target } = end;
  const { name } = end.hops[0]!.toColumn;
  view.write((draft) => {
    for (const pk of pks) {
      const old = rowIn(view, draft, target, pk);
      if (old !== undefined) updateRow(draft, target, { old, values: { [name]: key } });
    }
  });
}

/** Lets rows point at the instance: by their keys, or by saving each as it was given. */
function addRows(
  state: RelatedState,
  method: string,
  rows: readonly unknown[],
  { bulk = true }: KeyOptions,
): void {
  if (bulk) {
    setKeys(state, storedKeys(state, method, rows), state.key);
    return;
  }
  const { view, end, key } = state;
  const { name } = keyColumn(state);
  for (const row of rows) keyOf(state, method, row);
  view.write((draft) => {
    for (const row of rows) {
      saveRow(draft, end.target, { ...(row as Row), [name]: key }, view);
    }
  });
}

/**
 * The primary keys of instances.
 * @throws {ValidationError} for what is no instance of the related model, or not stored.
 */
function storedKeys(state: RelatedState, method: string, rows: Iterable<unknown>): Value[] {
  const { target } = state.end;
  return Array.from(rows, (row) => {
    const key = keyOf(state, method, row);
    if (key !== null) return key;
    const call = relatedCall(state, method);
    throw new ValidationError(`${call} got a ${target.name} that is not saved.`, {
      code: "unsaved",
      model: target.name,
      value: row,
      hint: "Save it first, or give { bulk: false }, which saves each row.",
    });
  });
}

/**
 * The primary key of an instance, null where it has none yet.
 * @throws {ValidationError} for what is no instance of the related model.
 */
function keyOf(state: RelatedState, method: string, row: unknown): Value {
  const { target } = state.end;
  const model = (row as { readonly [MODEL]?: string } | null | undefined)?.[MODEL];
  if (model === target.name) return (row as Row)[target.pk.name] ?? null;
  const what = model === undefined ? showValue(row) : `an instance of ${model}`;
  const call = relatedCall(state, method);
  throw new ValidationError(`${call} got ${what}; expected instances of ${target.name}.`, {
    code: "wrong-model",
    model: target.name,
    value: row,
  });
}

/** @throws {DoesNotExist} for a row that does not point at the instance. */
function checkRelated(state: RelatedState, row: Row, pk: Value): void {
  const { view, end, key } = state;
  const { target } = end;
  const now = ask(view, [target], (database) => database.table(target).get(pk));
  if (now !== undefined && equalValues(now[keyColumn(state).name]!, key)) return;
  throw new DoesNotExist(
    `${relatedCall(state, "remove")} got ${labelOf(target, row)}, which is not among its rows.`,
    { code: "not-related", model: target.name },
  );
}
