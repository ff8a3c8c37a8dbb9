import { openJoin } from "../planner/access-path.ts";
import type { JoinStep } from "../planner/physical-plan.ts";
import type { Value } from "../value.ts";
import { NEXT, type Run, type Stage } from "./run.ts";

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
