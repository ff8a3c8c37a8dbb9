/** Time and memory of work, as far as the runtime tells them. */

/** What a piece of work takes each time. */
export interface Measured {
  readonly milliseconds: number;
  /** Bytes allocated; undefined where the runtime does not tell. */
  readonly bytes: number | undefined;
}

/** How long each work is run before it counts, and how long one round takes at least. */
const WARM_MILLISECONDS = 20;
const ROUND_MILLISECONDS = 1;
/** No round repeats work more often than this, however short it is. */
const MOST_REPEATS = 1000;

type Work = () => unknown;

/**
 * Measures works side by side: all are warmed, then each round runs each of them in turn. The median
 * of the rounds counts; bytes that a garbage collection took meanwhile are left out.
 */
export function measureAll(works: readonly Work[], rounds: number): readonly Measured[] {
  const repeats = works.map(warm);
  const taken: Measured[][] = works.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, work] of works.entries()) taken[at]!.push(measure(work, repeats[at]!));
  }
  return taken.map((each) => ({
    milliseconds: median(each.map(({ milliseconds }) => milliseconds))!,
    bytes: median(each.flatMap(({ bytes }) => bytes ?? [])),
  }));
}

/** Runs work until it is warm; gives how often it is to be run in a round. */
function warm(work: Work): number {
  const began = performance.now();
  let count = 0;
  let elapsed = 0;
  do {
    work();
    count++;
    elapsed = performance.now() - began;
  } while (elapsed < WARM_MILLISECONDS && count < MOST_REPEATS);
  const repeats = Math.ceil((ROUND_MILLISECONDS * count) / Math.max(elapsed, Number.MIN_VALUE));
  return Math.min(MOST_REPEATS, repeats);
}

function measure(work: Work, repeats: number): Measured {
  const before = bytesUsed();
  const began = performance.now();
  for (let i = 0; i < repeats; i++) work();
  const milliseconds = (performance.now() - began) / repeats;
  const after = bytesUsed();
  const isKnown = before !== undefined && after !== undefined && after >= before;
  return { milliseconds, bytes: isKnown ? Math.round((after - before) / repeats) : undefined };
}

/** What runtimes tell of their heap: Node, Deno and Bun by `process`, Chromium by `performance`. */
interface Runtime {
  readonly process?: { memoryUsage?(): { readonly heapUsed: number } };
  readonly performance?: { readonly memory?: { readonly usedJSHeapSize: number } };
}

function bytesUsed(): number | undefined {
  const { process, performance } = globalThis as Runtime;
  return process?.memoryUsage?.().heapUsed ?? performance?.memory?.usedJSHeapSize;
}

function median(numbers: readonly number[]): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
