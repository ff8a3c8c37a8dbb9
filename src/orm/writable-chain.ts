import type { DeletedCounts } from "../state/on-delete.ts";
import type { Row } from "../tables/key-order.ts";
import { type BulkCreateOptions, createRows } from "./bulk-create.ts";
import { bulkUpdateChain } from "./bulk-update.ts";
import { deleteChain, updateChain } from "./bulk-writes.ts";
import type { BatchOptions } from "./call-options.ts";
import { Chain, modelOf, refuseValues, stateOf } from "./chain.ts";
import type { Named } from "./chain-steps.ts";
import {
  type GetOrCreateOptions,
  getOrCreate,
  type RowCreated,
  type RowSource,
  type UpdateOrCreateOptions,
  updateOrCreate,
} from "./get-or-create.ts";

/** The methods of QuerySets that write. New rows need not meet the conditions of the chain. */
export abstract class WritableChain extends Chain {
  abstract get(...conditions: readonly unknown[]): unknown;

  create(values: object): Row {
    return this.bulkCreate([values])[0]!;
  }

  bulkCreate(rows: Iterable<object>, options?: BulkCreateOptions): Row[] {
    return createRows(stateOf(this).view, modelOf(this), rows, options);
  }

  bulkUpdate(rows: Iterable<object>, fields: readonly string[], options?: BatchOptions): number {
    return bulkUpdateChain(this, rows, fields, options);
  }

  getOrCreate(lookup: Named, options?: GetOrCreateOptions): RowCreated {
    refuseValues(this, "getOrCreate()");
    return getOrCreate(sourceOf(this), lookup, options);
  }

  updateOrCreate(lookup: Named, options?: UpdateOrCreateOptions): RowCreated {
    refuseValues(this, "updateOrCreate()");
    return updateOrCreate(sourceOf(this), lookup, options);
  }

  update(values: Named): number {
    return updateChain(this, values);
  }

  delete(): DeletedCounts {
    return deleteChain(this);
  }
}

function sourceOf(chain: WritableChain): RowSource {
  return {
    view: stateOf(chain).view,
    model: modelOf(chain),
    get: (lookup) => chain.get(lookup),
    create: (values) => chain.create(values),
  };
}
