import type { JoinStep } from "../planner/physical-plan.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { type Compiler, compileCondition, type Decide } from "./evaluate.ts";
import { NEXT, type Run, type Signal, type Stage } from "./run.ts";
import { compileConditions } from "./test.ts";

/** Pairs the row at hand of one alias with its rows of another; a parent repeats for each match. */
export function compileJoin(step: JoinStep, next: Stage, compiler: Compiler): Stage {
  const test = compileConditions(step.conditions, compiler);
  const guarded: Stage = test === undefined ? next : (run) => (test(run) ? next(run) : NEXT);
  const { from, to, isLeft, restriction } = step;
  const restricts = restriction === undefined ? undefined : compileCondition(restriction, compiler);
  const join =
    restricts !== undefined
      ? joinRestricted(step, guarded, restricts)
      : step.index === undefined
        ? joinByKey(step, guarded)
        : joinByIndex(step, guarded);
  const fromName = step.fromColumn.name;
  return (run) => {
    const key = run.rows[from]?.[fromName];
    if (key !== null && key !== undefined) return join(run, key);
    return isLeft ? withoutMatch(run, to, guarded) : NEXT;
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

/** Joins only rows that meet a condition: those that do not are as if they were not there. */
function joinRestricted(step: JoinStep, next: Stage, restricts: Decide): JoinByValue {
  let hasMatch = false;
  const meeting: Stage = (run) => {
    if (restricts(run) !== true) return NEXT;
    hasMatch = true;
    return next(run);
  };
  const inner = { ...step, isLeft: false };
  const join = step.index === undefined ? joinByKey(inner, meeting) : joinByIndex(inner, meeting);
  return (run, key) => {
    const before = hasMatch;
    hasMatch = false;
    const signal = join(run, key);
    const isMissing = !hasMatch;
    hasMatch = before;
    return isMissing && step.isLeft ? withoutMatch(run, step.to, next) : signal;
  };
}
