/** What the bench of live queries measures of one contender, in a process that has done nothing else. */
import { strictEqual } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { aloneBeside, COMMIT_ALONE } from "./commit-alone.ts";
import type { MembershipData, Size } from "./data.ts";
import type { LiveContender, OpenLiveContender, Stop, Watch } from "./live-contenders/contender.ts";
import { openRawmapsLive } from "./live-contenders/rawmaps.ts";
import { openSqliteLive } from "./live-contenders/sqlite.ts";
import { isTanstackInstalled, openTanstackLive } from "./live-contenders/tanstack.ts";
import { openThroughlineLive, openWithoutHistory } from "./live-contenders/throughline.ts";
import { type LiveData, type MembersQuestion, makeLiveData, WINDOW } from "./live-data.ts";

const OPENERS = {
  rawmaps: openRawmapsLive,
  throughline: openThroughlineLive,
  "without history": openWithoutHistory,
  sqlite: openSqliteLive,
  tanstack: openTanstackLive,
};

/** Name of a contender. */
export type LiveContenderName = keyof typeof OPENERS;

/** Contenders, the measure of all others first; some only where their package is installed. */
export const LIVE_CONTENDERS = (Object.keys(OPENERS) as LiveContenderName[]).filter(
  (name) => name !== "tanstack" || isTanstackInstalled,
);

/** What a process finds out about its contender. */
export interface LiveMeasures {
  /** Answers after all measures: those of all contenders are equal. */
  readonly answers: LiveAnswers;
  /** Nanoseconds of each call; what a contender cannot do is not there. */
  readonly times: { readonly [what: string]: number };
}

/** What was heard, as texts: by the kind of question, one list of rows for each answer. */
export interface LiveAnswers {
  readonly [question: string]: readonly (readonly string[])[];
}

/** How the measures are taken. */
export interface LiveEffort {
  /** How long one operation is measured, in milliseconds of the processor, and how many times at least. */
  readonly time: number;
  readonly fewest: number;
  /**
   * Numbers of live queries that stand for many and very many. For one of them to be concerned by each
   * row there must be one on each group, or 1,000.
   */
  readonly many: number;
  readonly veryMany: number;
  /** What is measured: all that have this in their names. */
  readonly only: string;
}

/** The effort of the bench. */
export const WHOLE_EFFORT: LiveEffort = {
  time: 1000,
  fewest: 9,
  many: 1000,
  veryMany: 10_000,
  only: "",
};

/** What is so slow that it takes this many times the time is not measured as often. */
const SLOW = 10;

/** Calls between two looks at the clock: few, so that most turns are not interrupted. */
const CALLS = 64;

/**
 * Turns that are one time together: a store may put work off for some hundred writes, and what it puts
 * off counts as well, be it done in the turns that are measured or in those that undo them.
 */
const TOGETHER = 32;

/** The part of the time that is spent before, while code is compiled. */
const WARM_UP = 4;

type AnyContender = LiveContender<unknown, unknown, unknown>;

/** Everything that is measured of one contender. Cost: seconds. */
export async function measureLive(
  name: LiveContenderName,
  size: Size,
  effort: LiveEffort = WHOLE_EFFORT,
): Promise<LiveMeasures> {
  const subject = open(name, size);
  const idle = open(name, size).contender;
  // Code is compiled with the same stores: rows of others would be of other shapes.
  await measureTimes(subject, idle, { ...effort, time: effort.time / WARM_UP, fewest: 1 });
  const times = await measureTimes(subject, idle, effort);
  return { answers: answersOf(subject), times };
}

/** What a contender answers at a size. Cost: seconds. */
export function liveAnswersOf(name: LiveContenderName, size: Size): LiveAnswers {
  return answersOf(open(name, size));
}

interface Subject {
  readonly contender: AnyContender;
  readonly data: LiveData;
}

function open(name: LiveContenderName, size: Size): Subject {
  const data = makeLiveData(size);
  const openContender = OPENERS[name] as unknown as OpenLiveContender<unknown, unknown, unknown>;
  return { contender: openContender(data.workload), data };
}

/** Subscribes, writes rows, takes them back, and notes what is heard of it. */
function answersOf({ contender, data }: Subject): LiveAnswers {
  const show = (rows: readonly unknown[]): string[] =>
    rows.map((row) => {
      const { person_id, group_id, date_joined, invite_reason } = contender.show(row);
      return `${person_id} ${group_id} ${date_joined} ${invite_reason}`;
    });
  const answers: { [question: string]: string[][] } = {};
  const note = (question: string, written: readonly MembershipData[], begin: Begin): void => {
    const heard: string[][] = [];
    answers[question] = heard;
    const stop = begin((lines) => {
      // Who asks again after each write hears the same again.
      if (!isDeepStrictEqual(lines, heard.at(-1))) heard.push(lines);
    });
    const rows = written.map((row) => contender.create(row));
    for (const row of rows) contender.delete(row);
    stop();
  };
  const { members, deltas, latest, counts } = contender;
  for (const asked of [data.members, ...data.aside(4), ...data.ofGroups(2)]) {
    const written = [...data.rows.slice(0, 3), ...data.rowsOfGroups.slice(0, 2)];
    const what = `${asked.by} ${asked.id} ${asked.since}`;
    note(what, written, (hear) => members(asked, (rows) => hear(show(rows))));
    if (deltas === undefined) continue;
    note(`deltas of ${what}`, written, (hear) =>
      deltas(asked, (delta) => {
        const { added, removed } = contender.read(delta);
        hear([...show(added), ...show(removed).map((line) => `- ${line}`)]);
      }),
    );
  }
  const others = data.rowsOfGroups.slice(0, 3);
  note("latest", [...data.rowsOfWindow, ...others], (hear) =>
    latest(WINDOW, (rows) => hear(show(rows))),
  );
  note("counts", others, (hear) =>
    counts(undefined, (groups) => hear(groups.map(({ id, n }) => `${id} ${n}`))),
  );
  return answers;
}

type Begin = (hear: (lines: string[]) => void) => Stop;

/** Some calls of one kind. `work` is measured; the rest runs beside the clock. */
interface Turn {
  readonly calls: number;
  prepare?(): void;
  work(): void;
  undo?(): void;
  /** After the last turn of all. */
  end?(): void;
  /** The same in a store that nobody listens to: what the machine does meanwhile, it does to both. */
  readonly alone?: Turn;
}

async function measureTimes(
  { contender, data }: Subject,
  idle: AnyContender,
  effort: LiveEffort,
): Promise<{ [what: string]: number }> {
  const { many, veryMany } = effort;
  const times: { [what: string]: number } = {};
  const take = async (what: string, turns: readonly Turn[], watching?: Watching): Promise<void> => {
    if (!what.includes(effort.only)) return;
    const watched = watching?.() ?? { stop: () => {}, heard: () => 0, perCall: 0 };
    globalThis.gc?.();
    const before = watched.heard();
    const { time, calls, alone } = await timeEach(turns, effort);
    // Each call is undone, and that is heard too.
    strictEqual(watched.heard() - before, 2 * calls * watched.perCall, `deliveries of ${what}`);
    times[what] = time;
    if (alone !== undefined) times[aloneBeside(what)] = alone;
    for (const { end } of turns) end?.();
    watched.stop();
  };
  const inserts = (rows: readonly MembershipData[]): Turn[] => {
    const alone = insertsOf(idle, rows);
    return insertsOf(contender, rows).map((turn, at) => ({ ...turn, alone: alone[at]! }));
  };
  const { members, deltas, latest, counts } = contender;
  const { rows, rowsOfGroups, rowsOfWindow } = data;
  const isAble = (count: number): boolean => count <= contender.most;

  await take("subscribe to the members", subscriptionsTo(members, data.likeMembers));
  await take(COMMIT_ALONE, insertsOf(contender, rows));
  await take("relevant insert, new array", inserts(rows), watch(members, [data.members], 1));
  if (deltas !== undefined) {
    await take("relevant insert, delta", inserts(rows), watch(deltas, [data.members], 1));
  }
  await take(`subscribe, each of ${many}`, subscriptionsTo(members, data.ofGroups(many)));
  if (isAble(many)) {
    const aside = watch(members, data.aside(many), 0);
    await take(`irrelevant insert, ${many} live queries`, inserts(rows), aside);
  }
  for (const count of [many, veryMany].filter(isAble)) {
    const concerned = watch(members, data.ofGroups(count), 1);
    await take(`relevant insert, ${count} live queries`, inserts(rowsOfGroups), concerned);
  }
  const window = watch(latest, [WINDOW], 1);
  await take(`insert into the latest ${WINDOW}`, inserts(rowsOfWindow), window);
  const deletes = deletesOf(contender, rowsOfWindow);
  await take(`delete from the latest ${WINDOW}`, deletes, window);
  await take("insert, counts of all groups", inserts(rowsOfGroups), watch(counts, [undefined], 1));
  return times;
}

/** What turns took. */
interface Timed {
  /** The median over means of a few. */
  readonly time: number;
  /** How many calls there were in all. */
  readonly calls: number;
  /** The same as `time`, of the turns that stood beside. */
  readonly alone: number | undefined;
}

async function timeEach(turns: readonly Turn[], { time, fewest }: LiveEffort): Promise<Timed> {
  const times: number[] = [];
  const beside: number[] = [];
  let done = 0;
  const begin = process.cpuUsage();
  for (let spent = 0; spent <= time || (times.length < fewest && spent < SLOW * time); ) {
    const turn = turns[times.length % turns.length]!;
    const { alone } = turn;
    // Each goes first as often as the other.
    const isFirst = times.length % 2 === 0;
    if (alone !== undefined && isFirst) beside.push(timeOf(alone));
    times.push(timeOf(turn));
    if (alone !== undefined && !isFirst) beside.push(timeOf(alone));
    done += turn.calls;
    // Promises that contenders left behind have their turn.
    await new Promise((resolve) => setImmediate(resolve));
    // What other processes take of the machine does not count.
    const { user, system } = process.cpuUsage(begin);
    spent = (user + system) / 1000;
  }
  const alone = beside.length === 0 ? undefined : middleOf(beside);
  return { time: middleOf(times), calls: done, alone };
}

function timeOf({ calls, prepare, work, undo }: Turn): number {
  prepare?.();
  const start = process.hrtime.bigint();
  work();
  const time = Number(process.hrtime.bigint() - start) / calls;
  undo?.();
  return time;
}

function middleOf(times: readonly number[]): number {
  const means = meansOf(times).sort((a, b) => a - b);
  return means[means.length >>> 1]!;
}

/** Means of so many turns, one after the other; of fewer where there are no more. */
function meansOf(times: readonly number[]): number[] {
  const count = Math.max(1, Math.floor(times.length / TOGETHER));
  const size = Math.ceil(times.length / count);
  return Array.from({ length: count }, (_, i) => {
    const some = times.slice(i * size, (i + 1) * size);
    return some.reduce((sum, each) => sum + each, 0) / some.length;
  });
}

/** Begins to watch; `perCall`: how often something is heard for each call. */
type Watching = () => {
  readonly stop: Stop;
  readonly heard: () => number;
  readonly perCall: number;
};

function watch<Asked>(
  begin: Watch<Asked, unknown>,
  questions: readonly Asked[],
  perCall: number,
): Watching {
  return () => {
    let heard = 0;
    const stops = questions.map((asked) =>
      begin(asked, () => {
        heard++;
      }),
    );
    return { stop: () => stops.forEach((stop) => void stop()), heard: () => heard, perCall };
  };
}

/** What is measured, in turns: each has a few of the items, from everywhere among them. */
function turnsOf<T, R extends Turn>(items: readonly T[], turn: (some: readonly T[]) => R): R[] {
  const count = Math.ceil(items.length / CALLS);
  return Array.from({ length: count }, (_, at) => turn(items.filter((_, i) => i % count === at)));
}

/** Subscribes to all in turn; the others stay. */
function subscriptionsTo(
  members: AnyContender["members"],
  questions: readonly MembersQuestion[],
): Turn[] {
  return turnsOf(questions, (some) => {
    let stops: Stop[] = [];
    const stop = (): void => {
      for (const each of stops) each();
      stops = [];
    };
    return {
      calls: some.length,
      prepare: stop,
      work() {
        stops = some.map((asked) => members(asked, () => {}));
      },
      end: stop,
    };
  });
}

/** Writes rows and takes them back. */
function insertsOf({ create, delete: remove }: AnyContender, rows: readonly MembershipData[]) {
  return turnsOf(rows, (some) => {
    let written: unknown[] = [];
    return {
      calls: some.length,
      work() {
        written = some.map((row) => create(row));
      },
      undo() {
        for (const row of written) remove(row);
      },
    };
  });
}

/** Deletes rows that were written for it. */
function deletesOf(contender: AnyContender, rows: readonly MembershipData[]): Turn[] {
  return insertsOf(contender, rows).map(({ calls, work, undo }) => ({
    calls,
    prepare: work,
    work: undo,
  }));
}
