import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Heap that `make` keeps, in bytes for each of `count` entries; what existed before, such as the
 * rows themselves, is not counted. Cost: four full collections.
 */
export function bytesPerEntry(make: () => unknown, count: number): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  // What the first collection promotes or finalizes, the second takes.
  collect();
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = [make()];
  collect();
  collect();
  const bytes = process.memoryUsage().heapUsed - before;
  // Read after the measurement, so that it cannot be collected earlier.
  return kept.length === 1 ? bytes / count : Number.NaN;
}
