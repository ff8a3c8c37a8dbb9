import { equalValues } from "../value.ts";
import type { Row } from "./key-order.ts";
import type { Owner } from "./owner.ts";
import type { TableIndex } from "./table-index.ts";

/**
 * Edits of a table, oldest first, each two places: the row that went, then the row that came; either
 * may be missing.
 */
export type Edits = (Row | undefined)[];

/** An index after the edits at the places `from` to `to` - 1. Rows that came together go in together. */
export function afterEdits(
  index: TableIndex,
  edits: Edits,
  { from, to }: { readonly from: number; readonly to: number },
  owner: Owner,
): TableIndex {
  if (to - from === 2) return afterEdit(index, edits[from], edits[from + 1], owner);
  let edited = index;
  let added: Row[] = [];
  for (let at = from; at < to; at += 2) {
    const before = edits[at];
    const after = edits[at + 1];
    if (before === undefined) {
      if (after !== undefined) added.push(after);
      continue;
    }
    edited = afterEdit(withAll(edited, added, owner), before, after, owner);
    added = [];
  }
  return withAll(edited, added, owner);
}

/** An index after one edit. */
function afterEdit(
  index: TableIndex,
  before: Row | undefined,
  after: Row | undefined,
  owner: Owner,
): TableIndex {
  const wasIn = before !== undefined && holds(index, before);
  const isIn = after !== undefined && holds(index, after);
  if (!wasIn) return isIn ? index.insert(after, owner) : index;
  if (!isIn) return index.remove(before, owner);
  if (keepsKey(index, before, after)) return index.replace(after, owner);
  return index.remove(before, owner).insert(after, owner);
}

function keepsKey({ spec }: TableIndex, before: Row, after: Row): boolean {
  for (const { name } of spec.order.columns) {
    if (!equalValues(before[name]!, after[name]!)) return false;
  }
  return true;
}

/** Whether an index holds a row. */
export function holds({ spec }: TableIndex, row: Row): boolean {
  return spec.holds === undefined || spec.holds(row);
}

function withAll(index: TableIndex, rows: readonly Row[], owner: Owner): TableIndex {
  const { holds: isHeld } = index.spec;
  const held = isHeld === undefined ? rows : rows.filter(isHeld);
  if (held.length === 0) return index;
  return held.length === 1 ? index.insert(held[0]!, owner) : index.insertMany(held, owner);
}
