/** What changes() tells of each commit, and what applying it makes. */
import type { Observable } from "rxjs";
import { describe, expect, it } from "vitest";
import { applyDelta, type Delta } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";
import { listen } from "./listen.ts";

/** A delta in short: `+Ed@4`, `-Cy@2`, `Cy@2>3` for a move, `Cy~Cyd@2>3` for an update. */
function brief({ added, removed, updated, moved }: Delta<string>): string {
  return [
    ...removed.map(({ row, from }) => `-${row}@${from}`),
    ...added.map(({ row, at }) => `+${row}@${at}`),
    ...updated.map(({ before, row, from, at }) => `${before}~${row}@${from}>${at}`),
    ...moved.map(({ row, from, at }) => `${row}@${from}>${at}`),
  ].join(" ");
}

/** The changes of names, in short. */
function watch(source: { changes(): Observable<Delta<string>> }) {
  const heard = listen(source.changes());
  return () => heard.values.map(brief);
}

/** What is common to QuerySets of any rows. */
interface Live {
  live(): Observable<readonly unknown[]>;
  changes(): Observable<Delta<unknown>>;
}

const bothOf = (asked: Live) => [listen(asked.live()), listen(asked.changes())] as const;

/** The club, and the names of its people in their order. */
function openNames() {
  const club = openSmallClub();
  const names = club.Person.objects.orderBy("name").valuesList("name", { flat: true });
  return { ...club, names };
}

describe("changes()", () => {
  it("gives all rows as added at first, also none", () => {
    const { names } = openNames();

    expect(watch(names)()).toEqual(["+Ann@0 +Bo@1 +Cy@2 +Di@3"]);
    expect(watch(names.filter({ age: 1 }))()).toEqual([""]);
  });

  it("tells what came and went, with places", () => {
    const { Person, cy, names } = openNames();
    const seen = watch(names);

    Person.objects.create({ name: "Bob" });
    cy.delete();
    Person.objects.bulkCreate([{ name: "Abe" }, { name: "Zoe" }]);

    expect(seen().slice(1)).toEqual(["+Bob@2", "-Cy@3", "+Abe@0 +Zoe@5"]);
  });

  it("tells an update of a row from one that came in place of another", () => {
    const { store, Person, cy, names } = openNames();
    const seen = watch(names);

    cy.update({ name: "Cyd" });
    cy.refresh().update({ name: "Zed" });
    store.atomic(() => {
      Person.objects.get({ name: "Zed" }).delete();
      Person.objects.create({ name: "Zac" });
    });

    expect(seen().slice(1)).toEqual(["Cy~Cyd@2>2", "Cyd~Zed@2>3", "-Zed@3 +Zac@3"]);
  });

  it("gives the rows before and after of what was updated", () => {
    const { Person, cy } = openNames();
    const heard = listen(Person.objects.orderBy("pk").changes());

    const after = cy.update({ age: 5 });

    expect(heard.values[1]).toEqual({
      added: [],
      removed: [],
      updated: [{ before: cy, row: after, from: 2, at: 2 }],
      moved: [],
    });
    expect(heard.values[1]!.updated[0]!.before).toBe(cy);
    expect(heard.values[1]!.updated[0]!.row).toBe(Person.objects.get({ pk: cy.id }));
  });

  it("tells what took another place, though it shows the same", () => {
    const { Person, ann } = openNames();
    const seen = watch(Person.objects.orderBy("age", "pk").valuesList("name", { flat: true }));

    ann.update({ age: 1 });

    expect(seen()).toEqual(["+Cy@0 +Di@1 +Bo@2 +Ann@3", "Ann@3>1"]);
  });

  it("leaves out rows that only gave way", () => {
    const { Person, names } = openNames();
    const seen = watch(names);

    Person.objects.create({ name: "Aaa" });

    expect(seen()[1]).toBe("+Aaa@0");
  });

  it("tells what crosses the end of a slice", () => {
    const { Person, names } = openNames();
    const seen = watch(names.slice(1, 3));

    const aaa = Person.objects.create({ name: "Aaa" });
    aaa.delete();
    Person.objects.get({ name: "Bo" }).update({ name: "Zoe" });

    expect(seen()).toEqual(["+Bo@0 +Cy@1", "-Cy@1 +Ann@0", "-Ann@0 +Cy@1", "-Bo@0 +Di@1"]);
  });

  it("goes from answer to answer, whatever happens in a commit", () => {
    const { store, Person, Membership, bo, choir, band } = openNames();
    const people = Person.objects.filter({ group__name__in: ["Choir", "Band"] });
    const heard = [
      people.orderBy("-age"),
      people.distinct().orderBy("name"),
      people.orderBy("group__name", "-name").values("name", "group__name"),
      people.orderBy("name").slice(1, 3),
    ].map(bothOf);

    store.atomic(() => {
      Membership.objects.filter({ person: bo }).delete();
      const ed = Person.objects.create({ name: "Ed", age: 50 });
      Membership.objects.create({ person: ed, group: band, date_joined: "2024-01-01" });
      Membership.objects.create({ person: ed, group: choir, date_joined: "2024-01-02" });
      Person.objects.get({ name: "Ann" }).update({ name: "Zoe", age: null });
    });
    store.undo();
    store.redo();

    for (const [live, changes] of heard) {
      let rows: readonly unknown[] = [];
      const folded = changes.values.map((delta) => {
        rows = applyDelta(rows, delta);
        return rows;
      });
      expect(folded).toEqual(live.values);
      expect(folded.at(-1)!.every((row, at) => row === live.values.at(-1)![at])).toBe(true);
      expect(live.values).toHaveLength(4);
    }
  });
});

describe("applyDelta()", () => {
  it("makes a new array, and leaves the one given as it is", () => {
    const rows = Object.freeze(["a", "b", "c"]);
    const delta: Delta<string> = {
      removed: [{ row: "a", from: 0 }],
      added: [{ row: "d", at: 0 }],
      updated: [{ before: "b", row: "B", from: 1, at: 2 }],
      moved: [{ row: "c", from: 2, at: 1 }],
    };

    expect(applyDelta(rows, delta)).toEqual(["d", "c", "B"]);
    expect(rows).toEqual(["a", "b", "c"]);
  });

  it("gives the same rows for an empty delta", () => {
    const none: Delta<string> = { added: [], removed: [], updated: [], moved: [] };

    expect(applyDelta(["a", "b"], none)).toEqual(["a", "b"]);
    expect(applyDelta([], none)).toEqual([]);
  });
});
