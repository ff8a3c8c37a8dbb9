import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { expect } from "vitest";
import {
  ConflictError,
  field,
  IntegrityError,
  MemoryLog,
  model,
  openStore,
  type Store,
} from "../../src/index.ts";
import { runs } from "../runs.ts";

const models = {
  Badge: model({ code: field.char({ maxLength: 2, unique: true }) }),
  Note: model({ text: field.char({ maxLength: 2 }) }),
};

const code = fc.constantFrom("a", "b", "c", "d", "e", "f");
const codes = fc.array(code, { maxLength: 3 });
const pk = fc.integer({ min: 1, max: 9 });

/** What a projection does: writes one after the other, of which the last may fail and be taken back. */
const deed = fc.oneof(
  fc.record({ kind: fc.constant("note" as const), codes }),
  fc.record({ kind: fc.constant("place" as const), pk, code }),
  fc.record({ kind: fc.constant("import" as const), codes }),
  fc.record({ kind: fc.constant("add" as const), codes }),
  fc.record({ kind: fc.constant("remove" as const), pk }),
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

const step = fc.record({
  kind: fc.constantFrom("dispatch", "dispatch", "write", "begin", "commit", "rollback"),
  /** Which open transaction, or the store itself. */
  on: fc.nat(2),
  deeds: fc.array(deed, { minLength: 1, maxLength: 3 }),
});

type Models = Store<typeof models>["models"];

function open(log: MemoryLog, replay: "rows" | "domain" = "rows") {
  return openStore(models, {
    log,
    replay,
    events: { Done: (tx, deeds: readonly Deed[]) => doAll(tx, deeds) },
  });
}

function doAll(tx: Models, deeds: readonly Deed[]): void {
  for (const each of deeds) {
    try {
      doOne(tx, each);
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
    }
  }
}

function doOne({ Badge, Note }: Models, given: Deed): void {
  switch (given.kind) {
    case "note":
      for (const text of given.codes) Note.objects.create({ text });
      return;
    case "place":
      Note.objects.create({ id: given.pk, text: given.code });
      return;
    case "import":
      Badge.objects.bulkCreate(
        given.codes.map((each) => ({ code: each })),
        { ignoreConflicts: true },
      );
      return;
    case "add":
      Badge.objects.bulkCreate(given.codes.map((each) => ({ code: each })));
      return;
    case "remove":
      Badge.objects.filter({ pk: given.pk }).delete();
      Note.objects.filter({ pk: given.pk }).delete();
  }
}

function contentOf({ models: { Badge, Note } }: { readonly models: Models }): unknown {
  return [
    Badge.objects.values("id", "code").toArray(),
    Note.objects.values("id", "text").toArray(),
  ];
}

test.prop([fc.array(step, { maxLength: 25, size: "max" })], { numRuns: runs(150) })(
  "domain events come to the same rows, ids included, when they are projected anew",
  (steps) => {
    const log = new MemoryLog();
    const store = open(log);
    const transactions: ReturnType<typeof store.begin>[] = [];
    for (const { kind, on, deeds } of steps) {
      const transaction = transactions[on];
      const place = transaction ?? store;
      try {
        if (kind === "dispatch") place.dispatch("Done", deeds);
        else if (kind === "write") doAll(place.models, deeds);
        else if (kind === "begin") transactions.push(store.begin());
        else if (transaction !== undefined) {
          transactions.splice(on, 1);
          transaction[kind === "commit" ? "commit" : "rollback"]();
        }
      } catch (error) {
        if (!(error instanceof ConflictError || error instanceof IntegrityError)) throw error;
      }
    }

    const byEvents = open(log, "domain");

    expect(contentOf(byEvents)).toEqual(contentOf(store));
    byEvents.database.verify();
  },
);
