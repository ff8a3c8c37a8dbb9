import type { PlantData } from "./plants.ts";

/** Bugs that make wrong what is stored, or what is told of it. */
export const WRITE_PLANTS: readonly PlantData[] = [
  // Tables and indexes.
  {
    name: "stale-index",
    breaks: "an index forgets the last edit when it is read after more than one",
    file: "tables/edits.ts",
    search: "for (let at = from; at < to; at += 2) {",
    replace: "for (let at = from; at < Math.max(from + 2, to - 2); at += 2) {",
  },
  {
    name: "stale-key",
    breaks: "a row whose key in an index changes stays at its old place",
    file: "tables/edits.ts",
    search: "if (!equalValues(before[name]!, after[name]!)) return false;",
    replace: "if (equalValues(before[name]!, after[name]!)) return true;",
  },
  {
    name: "stale-partial-index",
    breaks: "a row that leaves the condition of an index stays in it",
    file: "tables/edits.ts",
    search: "if (!isIn) return index.remove(before, owner);",
    replace: "if (!isIn) return after === undefined ? index.remove(before, owner) : index;",
  },
  {
    name: "waiting-row-removed",
    breaks: "a row is removed from an index before the index has it",
    file: "tables/edits.ts",
    search:
      "edited = afterEdit(withAll(edited, added, owner), before, after, owner);\n    added = [];",
    replace: "edited = afterEdit(edited, before, after, owner);",
  },
  {
    name: "edits-of-others",
    breaks: "two versions that go on from one write their edits to the same list",
    file: "tables/table.ts",
    search: "if (this.#edits.length > this.#edited || ",
    replace: "if (",
  },
  {
    name: "index-of-others",
    breaks: "an index that follows in one version changes nodes that later ones have",
    file: "tables/table.ts",
    search: "const own = owner !== undefined && owner === this.#owner ? owner : new Owner();",
    replace: "const own = this.#owner ?? new Owner();",
  },
  {
    name: "empty-posting",
    breaks: "the posting of a key stays when its last row goes",
    file: "tables/relation-index.ts",
    search: "if (edited.size > 0) return this.#withPosting(",
    replace: "if (edited.size >= 0) return this.#withPosting(",
  },
  {
    name: "next-id",
    breaks: "the id after one that was given is that one again",
    file: "tables/table.ts",
    search: "table.#nextId = Math.floor(pk) + 1;",
    replace: "table.#nextId = Math.floor(pk);",
  },
  {
    name: "unique-after-update",
    breaks: "a row may be updated to break a unique rule",
    file: "state/apply.ts",
    search: "this.#checkUnique(this.table(model), row);\n    this.#swap(model, old, row);",
    replace: "this.#swap(model, old, row);",
  },
  {
    name: "check-after-update",
    breaks: "a row may be updated to break a check",
    file: "state/apply.ts",
    search:
      "this.#rules.constraints.checkRow(model, row);\n    this.#checkUnique(this.table(model), row);\n    this.#swap(model, old, row);",
    replace: "this.#checkUnique(this.table(model), row);\n    this.#swap(model, old, row);",
  },

  // One commit.
  {
    name: "foreign-keys-unchecked",
    breaks: "nobody looks at foreign keys at the end of a commit",
    file: "state/apply.ts",
    search: "this.#pending.check(this.#tables, this.#base.tables);",
    replace: "",
  },
  {
    name: "abandoned-keys",
    breaks: "rows may be deleted that others still point at",
    file: "state/constraints.ts",
    search: "for (const column of model.incoming) checkAbandoned(",
    replace: "for (const column of model.incoming.slice(1)) checkAbandoned(",
  },
  {
    name: "cascade-one-level",
    breaks: "a cascade takes the rows that refer to a row, and not those that refer to these",
    file: "state/on-delete.ts",
    search: "queue.push([column.model, referrer]);",
    replace: "this.#deletes.set(referrer, column.model);",
  },
  {
    name: "restrict-in-cascade",
    breaks: "RESTRICT refuses rows that fall in the same cascade",
    file: "state/on-delete.ts",
    search: "this.#restricted.filter(({ row }) => !this.#deletes.has(row));",
    replace: "this.#restricted.filter(({ row }) => row !== undefined);",
  },
  {
    name: "rollback-forgets-index",
    breaks: "a rollback brings a row back into all indexes but the last",
    file: "tables/table.ts",
    search:
      "return after === undefined ? this.remove(before, owner) : this.replace(before, after, owner);",
    replace:
      "const last = this.#indexes.at(-1);\n    const table = after === undefined ? this.remove(before, owner) : this.replace(before, after, owner);\n    if (last !== undefined) table.#indexes[table.#indexes.length - 1] = last;\n    return table;",
  },
  {
    name: "rollback-order",
    breaks: "a rollback takes changes back in the order in which they were made",
    file: "state/apply.ts",
    search: "for (let i = this.#changes.length - 1; i >= changes; i--) {",
    replace: "for (let i = changes; i < this.#changes.length; i++) {",
  },
  {
    name: "rollback-ids",
    breaks: "a rollback leaves the ids spent",
    file: "state/apply.ts",
    search: "table.withNextId(this.#idsBefore[i]!, this.#owner);",
    replace: "table;",
  },
  {
    name: "rollback-events",
    breaks: "a rollback leaves its events in the commit",
    file: "state/apply.ts",
    search: "this.#events.length = events;",
    replace: "",
  },

  // Time.
  {
    name: "undo-order",
    breaks: "undo takes changes back in the order in which they were made",
    file: "state/change.ts",
    search: "({ model, before: after, after: before }))\n    .reverse();",
    replace: "({ model, before: after, after: before }));",
  },
  {
    name: "undo-wrong-row",
    breaks: "undo of an update stores the row that was there",
    file: "state/apply.ts",
    search: "this.#replace(model, old, { row: after, changes",
    replace: "this.#replace(model, old, { row: before, changes",
  },
  {
    name: "redo-after-other",
    breaks: "redo is offered although something else came after",
    file: "store/undo-stack.ts",
    search: "(this.#under(this.#undone) ?? 0) : 0;",
    replace: "(this.#under(this.#undone) ?? 0) : this.#undone;",
  },
  {
    name: "past-ids",
    breaks: "a past database has the id counters of the present",
    file: "state/change.ts",
    search: "tables[model.position] = tables[model.position]!.withNextId(after, owner);",
    replace: "",
  },
  {
    name: "sealed-ids",
    breaks: "of several commits taken at once, each is said to move the ids from the first",
    file: "state/apply.ts",
    search: "sealed[model.position] = after;",
    replace: "",
  },
  {
    name: "skipped-id",
    breaks: "undo of a create leaves its id to be given again",
    file: "state/apply.ts",
    search: "const next = this.nextId(model) + 1;",
    replace: "const next = this.nextId(model);",
  },
  {
    name: "restore-deletes",
    breaks: "the events of a restore lack the deletes",
    file: "store/restore.ts",
    search: "const events = [...changes.map(eventOf), ",
    replace: "const events = [...changes.filter(({ after }) => after !== undefined).map(eventOf), ",
  },
  {
    name: "restore-ids",
    breaks: "the events of a restore lack the next ids, so a replay gives other ones",
    file: "store/restore.ts",
    search: "...ids.map(sequenceOf)];",
    replace: "];",
  },

  // Transactions.
  {
    name: "phantom-reads",
    breaks: "a transaction commits although what it read has changed",
    file: "store/transaction.ts",
    search: "if (!sameAnswer(answer, reading.ask(draft.snapshot())))",
    replace: "if (answer === reading)",
  },
  {
    name: "phantom-rows",
    breaks: "an answer with more rows than before counts as the same",
    file: "store/same-answer.ts",
    search: "return a.length === b.length && a.every(",
    replace: "return a.every(",
  },
  {
    name: "late-referrers",
    breaks: "a transaction deletes a row to which others refer meanwhile",
    file: "store/transaction.ts",
    search: "if (before !== undefined && after === undefined) this.#refuseReferrers(",
    replace: "if (before === undefined && after === undefined) this.#refuseReferrers(",
  },
  {
    name: "lost-update",
    breaks: "a transaction writes over a row that others changed meanwhile",
    file: "store/transaction.ts",
    search: "if (now === undefined || !isSameRow(model, now, before))",
    replace: "if (now === undefined)",
  },
  {
    name: "shared-ids",
    breaks: "two transactions are given the same ids",
    file: "store/ids.ts",
    search: "this.#reserved.set(model, id + 1);",
    replace: "this.#reserved.set(model, id);",
  },
  {
    name: "dispatched-rollback",
    breaks: "domain events of what was rolled back are logged",
    file: "store/work.ts",
    search: "this.#dispatched.length = dispatched;",
    replace: "",
  },

  // Related managers.
  {
    name: "set-keeps-pairs",
    breaks: "set() keeps pairs that are not wanted",
    file: "orm/pair-manager.ts",
    search: "[...isPresent].filter((key) => !isWanted.has(key)),",
    replace: "[...isPresent].filter((key) => isWanted.size < 0 && key !== null),",
  },
  {
    name: "one-way-pairs",
    breaks: "a symmetrical pair holds in one direction",
    file: "orm/pair-manager.ts",
    search: "return end.isSymmetrical ? [way, { near: way.far, far: way.near }] : [way];",
    replace: "return [way];",
  },
  {
    name: "remove-keeps-key",
    breaks: "remove() of a reverse foreign key leaves the last row where it is",
    file: "orm/key-manager.ts",
    search: "setKeys(state, keys, null);",
    replace: "setKeys(state, keys.slice(0, -1), null);",
  },
];
