import type { JoinStep } from "../planner/physical-plan.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { NEXT, type Run, type Signal, type Stage } from "./run.ts";
import { compileTests } from "./test.ts";

/** Pairs the row at hand of one alias with its rows of another; a parent repeats for each match. */
export function compileJoin(step: JoinStep, next: Stage): Stage {
  const test = compileTests(step.tests);
  const guarded: Stage = test === undefined ? next : (run) => (test(run) ? next(run) : NEXT);
  const join = step.index === undefined ? joinByKey(step, guarded) : joinByIndex(step, guarded);
  const { from, to } = step;
  const fromName = step.fromColumn.name;
  return (run) => {
    const key = run.rows[from]?.[fromName];
    if (key !== null && key !== undefined) return join(run, key);
    return step.isLeft ? withoutMatch(run, to, guarded) : NEXT;
  };
}

type JoinByValue = (run: Run, key: Value) => Signal;

function withoutMatch(run: Run, alias: number, next: Stage): Signal {
  run.rows[alias] = null;
  return next(run);
}

function joinByKey({ to, model, isLeft }: JoinStep, next: Stage): JoinByValue {
  return (run, key) => {
    const row = run.database.tables[model.position]!.get(key);
    if (row === undefined) return isLeft ? withoutMatch(run, to, next) : NEXT;
    run.visited++;
    run.rows[to] = row;
    return next(run);
  };
}

function joinByIndex({ to, model, index, isLeft }: JoinStep, next: Stage): JoinByValue {
  return (run, key) => {
    const table = run.database.tables[model.position]!;
    const { rows, from, to: end } = table.indexes[index!.position]!.range({ key: [key] });
    if (from === end) return isLeft ? withoutMatch(run, to, next) : NEXT;
    let signal: Signal = NEXT;
    rows.forEach(from, end, (row: Row) => {
      run.visited++;
      run.rows[to] = row;
      signal = next(run);
      return signal !== NEXT;
    });
    return signal;
  };
}
