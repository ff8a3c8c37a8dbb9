/** A row as the structures see it: about ten rows share an `fk`, one day holds many dates. */
export interface BenchRow {
  readonly id: number;
  readonly fk: number;
  readonly date: number;
  readonly reason: string;
}

const ROWS_PER_FK = 10;
const DAYS = 7300;
/** So many that their places are seldom in the caches, and that a key seldom comes back. */
const EXTRA = 10_000;
const REASONS = ["friend", "colleague", "neighbour", "family", "chance"];

/**
 * `count` rows with ascending ids from `firstId` on, the same at every run. Foreign keys come in no
 * order, as they do in a log of events. Cost: O(count).
 */
export function makeRows(count: number, firstId = 0, fkCount = count / ROWS_PER_FK): BenchRow[] {
  const random = mulberry32(firstId + 1);
  return Array.from({ length: count }, (_, i) => ({
    id: firstId + i,
    fk: Math.floor(random() * fkCount),
    date: Math.floor(random() * DAYS),
    reason: REASONS[i % REASONS.length]!,
  }));
}

/** What one bench of a size works with. */
export interface BenchData {
  readonly rows: readonly BenchRow[];
  /** 10,000 rows that are not among `rows`: one-entry commits bring them in and take them out. */
  readonly extra: readonly BenchRow[];
  /** Rows to ask for, all over `rows`. */
  readonly questions: readonly BenchRow[];
}

/** The data of a bench over `size` rows. Cost: O(size). */
export function makeData(size: number): BenchData {
  const rows = makeRows(size);
  const extra = makeRows(EXTRA, size, size / ROWS_PER_FK);
  // A stride prime to the size visits rows far apart, as requests do.
  const questions = Array.from({ length: 1000 }, (_, i) => rows[(i * 7919) % size]!);
  return { rows, extra, questions };
}

/** By foreign key, date and id. */
export function compareEntries(a: BenchRow, b: BenchRow): number {
  return a.fk - b.fk || a.date - b.date || a.id - b.id;
}

/** Numbers in [0, 1). Source: Tommy Ettinger's mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
