/** Managers of the rows whose foreign key points at one instance. */
import { DoesNotExist, ValidationError } from "../errors.ts";
import { MODEL } from "../schema/model.ts";
import type { Column } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { equalValues, showValue, type Value } from "../value.ts";
import { type BulkCreateOptions, createRows } from "./bulk-create.ts";
import { checkOptions } from "./call-options.ts";
import type { Named } from "./chain-steps.ts";
import type { GetOrCreateOptions, RowCreated, UpdateOrCreateOptions } from "./get-or-create.ts";
import { labelOf } from "./inspect.ts";
import {
  findOrCreate,
  RelatedRows,
  type RelatedState,
  relatedCall,
  relatedState,
} from "./related-rows.ts";
import { ask } from "./view.ts";
import { updateRow } from "./write.ts";

/** Where every row has to point at some instance, so that none can be taken out. */
export class KeyManager extends RelatedRows {
  add(...rows: readonly unknown[]): void {
    const state = relatedState(this);
    setKeys(state, storedKeys(state, "add", rows), state.key);
  }

  set(rows: Iterable<unknown>, options: object = {}): void {
    checkOptions(relatedCall(relatedState(this), "set"), options, ["clear"]);
    this.add(...rows);
  }

  create(values: object): Row {
    return this.bulkCreate([values])[0]!;
  }

  bulkCreate(rows: Iterable<object>, options?: BulkCreateOptions): Row[] {
    const { view, end, key } = relatedState(this);
    const { field, name } = keyColumn(relatedState(this));
    const related = Array.from(rows, (values) => ({ ...values, [field]: undefined, [name]: key }));
    return createRows(view, end.target, related, options);
  }

  getOrCreate(lookup: Named, options?: GetOrCreateOptions): RowCreated {
    const request = { lookup, options, isUpdated: false };
    return findOrCreate(this, (values) => this.create(values), request);
  }

  updateOrCreate(lookup: Named, options?: UpdateOrCreateOptions): RowCreated {
    const request = { lookup, options, isUpdated: true };
    return findOrCreate(this, (values) => this.create(values), request);
  }
}

/** Where rows may point at no instance. */
export class NullableKeyManager extends KeyManager {
  override set(rows: Iterable<unknown>, options: { readonly clear?: boolean } = {}): void {
    const state = relatedState(this);
    checkOptions(relatedCall(state, "set"), options, ["clear"]);
    const wanted = new Set(storedKeys(state, "set", rows));
    state.view.atomic(() => {
      const pk = state.end.target.pk.name;
      const present = Array.from(this.all(), (row): Value => (row as Row)[pk]!);
      const isKept = (key: Value): boolean => options.clear !== true && wanted.has(key);
      const [olds, kept] = [present.filter((key) => !isKept(key)), new Set(present.filter(isKept))];
      setKeys(state, olds, null);
      setKeys(
        state,
        [...wanted].filter((key) => !kept.has(key)),
        state.key,
      );
    });
  }

  remove(...rows: readonly unknown[]): void {
    const state = relatedState(this);
    const keys = storedKeys(state, "remove", rows);
    state.view.atomic(() => {
      for (const [i, key] of keys.entries()) checkRelated(state, rows[i] as Row, key);
      setKeys(state, keys, null);
    });
  }

  clear(): void {
    this.all().update({ [keyColumn(relatedState(this)).field]: null });
  }
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
      const old = draft.table(target).get(pk);
      if (old !== undefined) updateRow(draft, target, { old, values: { [name]: key } }, view);
    }
  });
}

/**
 * The primary keys of instances.
 * @throws {ValidationError} for what is no instance of the related model, or not stored.
 */
function storedKeys(state: RelatedState, method: string, rows: Iterable<unknown>): Value[] {
  const { target } = state.end;
  const call = relatedCall(state, method);
  return Array.from(rows, (row) => {
    const model = (row as { readonly [MODEL]?: string } | null | undefined)?.[MODEL];
    if (model !== target.name) {
      const what = model === undefined ? showValue(row) : `an instance of ${model}`;
      throw new ValidationError(`${call} got ${what}; expected instances of ${target.name}.`, {
        code: "wrong-model",
        model: target.name,
        value: row,
      });
    }
    const key = (row as Row)[target.pk.name];
    if (key !== null && key !== undefined) return key;
    throw new ValidationError(`${call} got a ${target.name} that is not saved; save it first.`, {
      code: "unsaved",
      model: target.name,
      value: row,
    });
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
