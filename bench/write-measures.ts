/** What the bench of writes measures of one contender, in a process that has done nothing else. */
import { createHash } from "node:crypto";
import type { Answers, Contender, OpenContender } from "./contenders/contender.ts";
import { openRawmaps } from "./contenders/rawmaps.ts";
import { openSqlite } from "./contenders/sqlite.ts";
import { applyAll, makeLog, openThroughline, replay } from "./contenders/throughline.ts";
import { type MembershipData, makeWorkload, type Size, type Workload } from "./data.ts";

/** What a process finds out about its contender. Times in nanoseconds for each row or event. */
export interface WriteMeasures {
  /** Digest of the answers at every station: equal for all contenders. */
  readonly digest: string;
  readonly times: { readonly [what: string]: number };
  readonly heapBytes: number;
}

const OPENERS = { throughline: openThroughline, rawmaps: openRawmaps, sqlite: openSqlite };

/** Contenders, the measure of all others first. */
export const CONTENDERS = ["rawmaps", "throughline", "sqlite"] as const;

/** Name of a contender. */
export type ContenderName = (typeof CONTENDERS)[number];

const SNAPSHOTS = 100_000;
/**
 * Rounds through a small store before anything is measured, and one through a large one, whose trees
 * are higher: code is compiled by then.
 */
const WARM_UPS = 10;

/** The stores of these rounds: when they are collected, V8 drops the code that knows their rows. */
export const kept: unknown[] = [];

/** Everything that is measured of one contender. Cost: seconds. */
export function measureWrites(name: ContenderName, size: Size): WriteMeasures {
  const open = OPENERS[name] as unknown as OpenContender<unknown>;
  const small = makeWorkload(size === "XS" ? "XS" : "S");
  const warmUp = (workload: Workload): void => {
    const contender = open(workload);
    kept.push(contender);
    runHistory(contender, workload);
  };
  for (let i = 0; i < WARM_UPS; i++) warmUp(small);
  if (size === "M" || size === "L") warmUp(makeWorkload("M"));
  const heapBytes = measureHeap(name, size);
  const workload = makeWorkload(size);
  const { times, answers } = runHistory(open(workload), workload);
  const digest = createHash("sha256").update(JSON.stringify(answers)).digest("hex");
  const replays = name === "throughline" ? measureReplay(small, workload) : {};
  return { digest, times: { ...times, ...replays }, heapBytes };
}

/** What a contender answers along the history of the bench. Cost: as the bench. */
export function answersOf(name: ContenderName, size: Size): readonly Answers[] {
  const workload = makeWorkload(size);
  const open = OPENERS[name] as unknown as OpenContender<unknown>;
  return runHistory(open(workload), workload).answers;
}

/** Loads, writes row by row and asks in between. */
function runHistory<M>(
  contender: Contender<M>,
  { memberships, extra }: Workload,
): { readonly times: { [what: string]: number }; readonly answers: readonly Answers[] } {
  const times: { [what: string]: number } = {};
  times["bulk load, per row"] = timeEach(memberships.length, () => contender.load(memberships));
  const answers = [ask(contender, memberships)];
  let rows: M[] = [];
  times["create one"] = timeEach(extra.length, () => {
    rows = extra.map((row) => contender.create(row));
  });
  answers.push(ask(contender, extra));
  times["update one"] = timeEach(extra.length, () => {
    rows = rows.map((row) => contender.update(row, "Another reason."));
  });
  answers.push(ask(contender, extra));
  times["delete one"] = timeEach(extra.length, () => {
    for (const row of rows) contender.delete(row);
  });
  answers.push(ask(contender, memberships));
  const { snapshot } = contender;
  if (snapshot !== undefined) {
    times["take a snapshot"] = timeEach(SNAPSHOTS, () => {
      for (let i = 0; i < SNAPSHOTS; i++) snapshot();
    });
  }
  return { times, answers };
}

function timeEach(count: number, work: () => void): number {
  globalThis.gc?.();
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / count;
}

function ask<M>(contender: Contender<M>, rows: readonly MembershipData[]): Answers {
  const [first, second] = rows;
  return contender.answer({
    pairs: rows.slice(0, 100),
    group: first!.group_id,
    person: first!.person_id,
    before: second!.date_joined,
  });
}

/** Bytes for each membership that a loaded store keeps, the given texts counted. */
function measureHeap(name: ContenderName, size: Size): number {
  const before = heapUsed();
  const kept = [loaded(name, size)];
  const bytes = heapUsed() - before;
  const { nativeBytes } = kept[0]!.contender;
  return (nativeBytes?.() ?? bytes) / kept[0]!.count;
}

function loaded(name: ContenderName, size: Size) {
  const workload = makeWorkload(size);
  const contender = (name === "throughline"
    ? openThroughline(workload, "none")
    : OPENERS[name](workload)) as unknown as Contender<unknown>;
  contender.load(workload.memberships);
  return { contender, count: workload.memberships.length };
}

function heapUsed(): number {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function measureReplay(small: Workload, workload: Workload): { [what: string]: number } {
  const warm = makeLog(small);
  for (let i = 0; i < WARM_UPS; i++) kept.push(replay(warm), applyAll(warm));
  const log = makeLog(workload);
  return {
    "replay, per event": timeEach(log.length, () => replay(log)),
    "apply(), per event": timeEach(log.length, () => applyAll(log)),
  };
}
