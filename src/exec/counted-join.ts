import { openJoin } from "../planner/access-path.ts";
import type { JoinStep } from "../planner/physical-plan.ts";
import type { Value } from "../value.ts";
import { NEXT, type Run, type Stage } from "./run.ts";
import type { FindNext } from "./test.ts";

/** Hands each row on once, with the number of rows that it would be joined to. */
export function compileCountedJoin(step: JoinStep, next: Stage): Stage {
  const { from, to, fromColumn, isLeft } = step;
  const { name } = fromColumn;
  const count = compileCount(step);
  return (run) => {
    const key = run.rows[from]?.[name];
    const matches = key === null || key === undefined ? 0 : count(run, key);
    if (matches === 0 && !isLeft) return NEXT;
    run.rows[to] = null;
    run.counted = to;
    run.matches = matches;
    return next(run);
  };
}

/** Whether a join does nothing but count all rows with a key. */
export function countsAll({ isCounted, equal, range, conditions }: JoinStep): boolean {
  return isCounted && equal.length + range.length + conditions.length === 0;
}

/**
 * The counted join of a scan, as a test of its rows: keys come in order, and rows whose number puts
 * them behind the first that are wanted go no further.
 */
export function compileCountedTest({ to, fromColumn, isLeft, model, index }: JoinStep) {
  const { name } = fromColumn;
  const { position } = index!;
  return (run: Run): FindNext => {
    const count = run.database.tables[model.position]!.index(position).counter();
    const ranking = run.rankedBy === to ? run.ranking : undefined;
    run.rows[to] = null;
    run.counted = to;
    // Numbers that were found to be behind the first: those between them are so too.
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    return (_, block, from, end) => {
      let visited = 0;
      let at = from;
      for (; at < end; at++) {
        const row = block[at];
        if (row === undefined) continue;
        visited++;
        const key = row[name]!;
        const matches = key === null ? 0 : count(key);
        if ((matches === 0 && !isLeft) || (matches >= low && matches <= high)) continue;
        if (ranking?.isBehind(matches)) {
          low = Math.min(low, matches);
          high = Math.max(high, matches);
          continue;
        }
        run.matches = matches;
        break;
      }
      run.visited += visited;
      return at;
    };
  };
}

function compileCount(step: JoinStep): (run: Run, key: Value) => number {
  const { model, index, equal, range } = step;
  const { position } = index!;
  if (equal.length + range.length === 0) {
    return (run, key) => run.database.tables[model.position]!.index(position).countOf(key);
  }
  const open = openJoin(step);
  return (run, key) => {
    const found = run.database.tables[model.position]!.index(position);
    const { from, to } = open(found, key, run.parameters);
    return to - from;
  };
}
