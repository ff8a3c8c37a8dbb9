import { keepLayout } from "../keep-layout.ts";
import type { Model } from "../schema/registry.ts";
import type { Change } from "../state/change.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { append, NOTHING } from "./add-to.ts";

/** What became of one row: `before` is missing where it was created, `after` where it was deleted. */
export interface RowChange {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** What became of the rows of a model, which is told by its position. */
interface ModelChanges {
  readonly model: number;
  readonly changes: readonly RowChange[];
}

/** What somebody found out. */
interface Finding {
  readonly who: object;
  readonly what: unknown;
}

/** The step from one database to the next: what one commit did, or several that are seen as one. */
export class Step {
  readonly before: Database;
  readonly after: Database;
  /** Positions of the models of which rows were made again as they were: other objects that say the same. */
  readonly remade: readonly number[];
  /** The models with changes: one change for each row. */
  readonly changed: readonly ModelChanges[];
  /** What was found out about this step first, and what by others. */
  #first: Finding | undefined;
  #others: Map<object, unknown> | undefined;

  constructor(before: Database, after: Database, changes: readonly Change[]) {
    this.before = before;
    this.after = after;
    this.changed = netChanges(changes);
    this.remade = remadeIn(this.changed);
  }

  /** The rows of a model that are not what they were. */
  changesOf(model: Model): readonly RowChange[] {
    // Without a closure, as `touching`: each live query that a commit concerns comes here.
    const { changed } = this;
    for (let i = 0; i < changed.length; i++) {
      if (changed[i]!.model === model.position) return changed[i]!.changes;
    }
    return NOTHING;
  }

  /** What somebody finds out about this step, and asks for more than once. */
  once<T>(who: object, find: () => T): T {
    if (this.#first?.who === who) return this.#first.what as T;
    if (this.#others?.has(who)) return this.#others.get(who) as T;
    const what = find();
    if (this.#first === undefined) this.#first = { who, what };
    else {
      this.#others ??= new Map();
      this.#others.set(who, what);
    }
    return what;
  }
}

/** Changes of the same row as one; those that lead back to where they began are none. */
function netChanges(changes: readonly Change[]): readonly ModelChanges[] {
  if (changes.length === 1) {
    const only = changes[0]!;
    return isChange(only) ? [{ model: only.model.position, changes }] : [];
  }
  const byModel = new Map<number, Map<Value, RowChange>>();
  for (const change of changes) {
    const { model, before, after } = change;
    if (!isChange(change)) continue;
    const pk = (after ?? before)![model.pk.name]!;
    let rows = byModel.get(model.position);
    if (rows === undefined) {
      rows = new Map();
      byModel.set(model.position, rows);
    }
    const known = rows.get(pk);
    rows.set(pk, known === undefined ? change : { before: known.before, after });
  }
  const net: ModelChanges[] = [];
  for (const [model, rows] of byModel) {
    const kept = [...rows.values()].filter(isChange);
    if (kept.length > 0) net.push({ model, changes: kept });
  }
  return net;
}

function remadeIn(changed: readonly ModelChanges[]): readonly number[] {
  let remade: number[] | undefined;
  for (const { model, changes } of changed) {
    for (const change of changes) {
      if (!isRemade(change)) continue;
      remade = append(remade, model);
      break;
    }
  }
  return remade ?? NOTHING;
}

function isRemade({ before, after }: RowChange): boolean {
  if (before === undefined || after === undefined) return false;
  for (const name in before) if (before[name] !== after[name]) return false;
  return true;
}

/** An id may be spent on no row, and a row come back as it was. */
function isChange({ before, after }: RowChange): boolean {
  return before !== after;
}

keepLayout(new Step({} as Database, {} as Database, []));
