/** What the bench of versions measures of one contender, in a process that has done nothing else. */
import {
  type Branch,
  openSqliteVersions,
  openThroughlineVersions,
  type VersionContender,
} from "./contenders/versions.ts";
import { type MembershipData, makeWorkload, type Size } from "./data.ts";

const OPENERS = { throughline: openThroughlineVersions, sqlite: openSqliteVersions };

/** Contenders, ours first. */
export const VERSION_CONTENDERS = ["throughline", "sqlite"] as const;

/** Name of a contender. */
export type VersionContenderName = (typeof VERSION_CONTENDERS)[number];

/** What a process finds out about its contender. */
export interface VersionMeasures {
  /** Memberships at the end: as many as at the beginning. */
  readonly count: number;
  /** Nanoseconds for each operation. */
  readonly times: { readonly [what: string]: number };
}

/** Writes that are gone back behind. */
const WRITES = 100;

/**
 * So many times as often at the least as they are measured, operations run before, with a small store;
 * then once with a large one, whose trees are higher: what a hundred writes go before is compiled by
 * then.
 */
const WARM_UPS = 400;

/** The stores of that: when they are collected, V8 drops the code that knows their rows. */
const kept: Subject[] = [];

/** How long one operation is measured, in milliseconds, and how many times at least. */
export interface Patience {
  readonly time: number;
  readonly fewest: number;
}

/** Everything that is measured of one contender. Cost: seconds. */
export function measureVersions(
  name: VersionContenderName,
  size: Size,
  patience: Patience = { time: 300, fewest: 5 },
): VersionMeasures {
  const warmUp = (like: Size, effort: Patience): void => {
    const warm = openSubject(name, like);
    kept.push(warm);
    measureTimes(warm, effort);
  };
  warmUp("XS", { ...patience, fewest: WARM_UPS * patience.fewest });
  if (size === "M" || size === "L") warmUp("M", patience);
  const subject = openSubject(name, size);
  const times = measureTimes(subject, patience);
  return { count: subject.contender.count(), times };
}

/** A loaded contender, and rows that it does not have. */
interface Subject {
  readonly contender: VersionContender;
  readonly rows: readonly MembershipData[];
}

function openSubject(name: VersionContenderName, size: Size): Subject {
  const workload = makeWorkload(size);
  return { contender: OPENERS[name](workload), rows: workload.extra.slice(0, WRITES) };
}

/** The data of a contender and of a fork of it along each kind of operation. */
export function dataOfVersions(
  name: VersionContenderName,
  size: Size,
): readonly (readonly string[])[] {
  const { contender, rows } = openSubject(name, size);
  const before = contender.read();
  const fork = contender.fork();
  fork.write(rows.slice(0, 1));
  const forked = [fork.read(), contender.read()];
  contender.enter();
  contender.write(rows);
  const written = [contender.read(), fork.read()];
  contender.goBack();
  const restored = contender.read();
  contender.fail(rows);
  return [before, ...forked, ...written, restored, contender.read()];
}

function measureTimes(
  { contender, rows }: Subject,
  patience: Patience,
): { readonly [what: string]: number } {
  const writeMany = (): void => {
    contender.enter();
    contender.write(rows);
  };
  const onFork = (work: (fork: Branch) => void): void => {
    const fork = contender.fork();
    work(fork);
    fork.close?.();
  };
  const goBack = (): number => medianTime(patience, contender.goBack, writeMany);
  const times: { [what: string]: number } = {
    "take a snapshot": medianTime(patience, contender.snapshot),
    fork: medianTime(patience, () => onFork(() => {})),
    "fork, and one write in it": medianTime(patience, () =>
      onFork((fork) => fork.write(rows.slice(0, 1))),
    ),
    [`restore after ${WRITES} writes`]: goBack(),
    [`atomic() with ${WRITES} writes, rolled back`]: medianTime(patience, () =>
      contender.fail(rows),
    ),
  };
  if (contender.subscribe !== undefined) {
    contender.subscribe();
    times[`restore after ${WRITES} writes, events read`] = goBack();
  }
  return times;
}

/** Nanoseconds of a call; `prepare` runs before each one, outside of the clock. */
function medianTime({ time, fewest }: Patience, work: () => void, prepare?: () => void): number {
  const timeOf = (calls: number): number => {
    prepare?.();
    const start = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) work();
    return Number(process.hrtime.bigint() - start) / calls;
  };
  const first = timeOf(1);
  // Single short calls are below the grain of the clock.
  const calls = prepare === undefined ? Math.min(1000, Math.ceil(100_000 / first)) : 1;
  const until = performance.now() + time;
  const times: number[] = [];
  while (times.length < fewest || performance.now() < until) times.push(timeOf(calls));
  return times.sort((a, b) => a - b)[times.length >>> 1]!;
}
