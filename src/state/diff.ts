import type { Change } from "./change.ts";
import type { Database } from "./database.ts";

/**
 * The changes that lead from one database to another of the same schema: by model, rows in order of
 * their primary keys, also those that were made again as they were. Cost: O(changes · log n), since
 * parts that both share are skipped.
 */
export function diffDatabases(before: Database, after: Database): readonly Change[] {
  const changes: Change[] = [];
  for (const model of before.registry.models) {
    const [old, now] = [before.table(model), after.table(model)];
    old.diff(now, (was, is) => changes.push({ model, before: was, after: is }));
  }
  return changes;
}
