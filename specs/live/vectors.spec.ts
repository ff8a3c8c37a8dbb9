/** The questions of recorded answers, live while their rows come a few at a time, and go again. */
import { readdirSync } from "node:fs";
import type { Observable } from "rxjs";
import { describe, expect, it } from "vitest";
import { applyDelta, type Delta, type Event, IntegrityError, openStore } from "../../src/index.ts";
import type { VectorFile } from "../vectors/judge-queries.ts";
import { dataEvents, readVectors } from "../vectors/load.ts";
import { callMethod, type LooseStore } from "../vectors/loose-api.ts";
import { readNamed } from "../vectors/read-query.ts";
import { makeReader, type Reader } from "../vectors/reader.ts";
import type { RecordedOp } from "../vectors/recorded-query.ts";
import type { VectorCase } from "../vectors/run-query.ts";
import { sameRows, sameValue } from "../vectors/same-value.ts";
import { schemaFromVector } from "../vectors/schema-from-vector.ts";

const FILES = readdirSync(new URL("../fixtures/vectors", import.meta.url))
  .filter((name) => /^query-.*\.json$/.test(name))
  .sort();

/** Rows in a commit, and commits between comparisons. */
const BATCH = 8;
const STRIDE = 9;

/** Calls that end a chain, by the live form of each; the others are left away. */
const ENDS: { readonly [op: string]: string | undefined } = {
  count: "liveCount",
  exists: "liveExists",
  first: "liveFirst",
  aggregate: "liveAggregate",
  ...{ get: undefined, last: undefined, earliest: undefined, latest: undefined },
  ...{ index: undefined, in_bulk: undefined, contains: undefined },
  ...{ update: undefined, delete: undefined },
};

/** What a live question tells, beside what asking tells. */
interface Watched {
  readonly id: string;
  /** What is wrong with it now; undefined where nothing is. */
  fault(): string | undefined;
}

/** Answers as data, to be compared. */
function plain(answer: unknown): unknown {
  if (answer === undefined) return "nothing was told";
  return JSON.parse(
    JSON.stringify(answer, (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
  );
}

/** Listens to a question; `ask` asks it anew. */
function watch(id: string, source: Observable<unknown>, ask: () => unknown, isOrdered: boolean) {
  let told: unknown;
  let failure: unknown;
  source.subscribe({
    next: (answer) => {
      told = answer;
    },
    error: (error) => {
      failure = error;
    },
  });
  const same = isOrdered ? sameValue : sameRows;
  return {
    id,
    told: () => told,
    fault: () => {
      if (failure !== undefined) return `${id} failed: ${(failure as Error).stack}`;
      const [live, asked] = [plain(told), plain(ask())];
      if (same(live, asked)) return undefined;
      return `${id} tells ${JSON.stringify(live)}, asking ${JSON.stringify(asked)}`;
    },
  };
}

/** A QuerySet or a manager of any model. */
interface AnyRows {
  all(): AnyRows;
  toArray(): readonly unknown[];
  live(): Observable<readonly unknown[]>;
  changes(): Observable<Delta<unknown>>;
}

/** Listens to the rows of a chain, and to their changes, which must lead to the same. */
function watchRows(id: string, asked: AnyRows, isOrdered: boolean): Watched {
  const rows = watch(id, asked.live(), () => asked.all().toArray(), isOrdered);
  let folded: readonly unknown[] = [];
  asked.changes().subscribe({
    next: (delta) => {
      folded = applyDelta(folded, delta);
    },
    error: () => {},
  });
  return {
    id,
    fault: () => {
      const fault = rows.fault();
      if (fault !== undefined) return fault;
      const told = rows.told() as readonly unknown[];
      const isFolded =
        folded.length === told.length && folded.every((row, place) => row === told[place]);
      return isFolded ? undefined : `${id}: its changes lead to another answer`;
    },
  };
}

/** Listens to a recorded question; undefined where it is refused. */
function watchCase(reader: Reader, each: VectorCase): (() => Watched) | undefined {
  const { id, from, ops, ordered = true } = each;
  const last = ops.at(-1);
  const isEnded = last !== undefined && last[0] in ENDS;
  const chain: readonly RecordedOp[] = isEnded ? ops.slice(0, -1) : ops;
  const args = isEnded && last[0] === "aggregate" ? [readNamed(reader, last[1])] : [];
  try {
    const asked = reader.query({ from, ops: chain }) as AnyRows;
    asked.all().toArray();
    const call = isEnded ? ENDS[last[0]] : undefined;
    if (call === undefined) return () => watchRows(id, asked, ordered);
    const ask = (): unknown => callMethod(asked.all(), last![0], args);
    ask();
    return () => watch(id, callMethod(asked, call, args) as Observable<unknown>, ask, ordered);
  } catch {
    // It is refused, or asks for one row of which there is none: no question to keep true.
    return undefined;
  }
}

/** Applies events a few at a time; those that point at rows to come wait for these. */
function applyInParts(store: LooseStore, events: readonly Event[], after: () => void): void {
  let waiting = events;
  let size = BATCH;
  while (waiting.length > 0) {
    const left: Event[] = [];
    for (let at = 0; at < waiting.length; at += size) {
      const part = waiting.slice(at, at + size);
      try {
        store.apply([{ events: part }]);
        after();
      } catch (error) {
        if (!(error instanceof IntegrityError)) throw error;
        left.push(...part);
      }
    }
    // Rows that point at each other come together.
    if (left.length === waiting.length) size *= 2;
    waiting = left;
  }
}

describe.each(FILES)("the questions in %s", (name) => {
  it("are kept true while their rows come and go", () => {
    const { schema, data, cases } = readVectors<VectorFile>(name);
    const store = openStore(schemaFromVector(schema));
    const loose = store as unknown as LooseStore;
    const events = dataEvents(data, schema);
    const empty = store.snapshot();
    store.apply([{ events }]);
    const reader = makeReader(loose);
    const begin = cases.flatMap((each) => watchCase(reader, each) ?? []);
    store.restore(empty);
    const watched = begin.map((each) => each());
    let commits = 0;
    const faults = new Set<string>();
    const check = (): void => {
      for (const each of watched) {
        const fault = each.fault();
        if (fault !== undefined) faults.add(fault);
      }
    };
    const checkSome = (): void => {
      commits++;
      if (commits % STRIDE === 0) check();
    };

    applyInParts(loose, events, checkSome);
    check();
    const pks = new Map(
      store.database.tables.map((table) => [table.layout.model.name, table.layout.model.pk.name]),
    );
    const gone = events.toReversed().map((event): Event => {
      const { model, row } = event as Event & { readonly type: "created" };
      return { type: "deleted", model, pk: row[pks.get(model)!]! };
    });
    applyInParts(loose, gone, checkSome);
    check();

    expect([...faults]).toEqual([]);
    expect(watched.length).toBeGreaterThan(0.8 * cases.length);
  });
});
