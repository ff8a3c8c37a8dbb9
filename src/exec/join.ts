import { openJoin } from "../planner/access-path.ts";
import type { JoinStep } from "../planner/physical-plan.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { compileCountedJoin } from "./counted-join.ts";
import { type Compiler, compileCondition, type Decide } from "./evaluate.ts";
import { knownOf, NEXT, type Run, type Signal, type Stage } from "./run.ts";

/** Pairs the row at hand of one alias with its rows of another; a parent repeats for each match. */
export function compileJoin(step: JoinStep, next: Stage, compiler: Compiler): Stage {
  if (step.isCounted) return compileCountedJoin(step, next);
  const { from, to, isLeft, restriction } = step;
  const join =
    restriction === undefined
      ? joinRows(step, next)
      : joinRestricted(step, next, compileCondition(restriction, compiler));
  const fromName = step.fromColumn.name;
  return (run) => {
    const key = run.rows[from]?.[fromName];
    if (key !== null && key !== undefined) return join(run, key);
    return isLeft ? withoutMatch(run, to, next) : NEXT;
  };
}

type JoinByValue = (run: Run, key: Value) => Signal;

function withoutMatch(run: Run, alias: number, next: Stage): Signal {
  run.rows[alias] = null;
  return next(run);
}

function joinRows(step: JoinStep, next: Stage): JoinByValue {
  if (step.by === "key") return joinByKey(step, next);
  return step.by === "index" ? joinByIndex(step, next) : joinByHash(step, next);
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

function joinByIndex(step: JoinStep, next: Stage): JoinByValue {
  const { to, model, index, isLeft } = step;
  const open = openJoin(step);
  return (run, key) => {
    const table = run.database.tables[model.position]!;
    const { rows, from, to: end } = open(table.index(index!.position), key, run.parameters);
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

/** Joins without an index: the first key of a run sorts all rows by theirs. */
function joinByHash({ to, model, toColumn, isLeft }: JoinStep, next: Stage): JoinByValue {
  const place = {};
  const { name } = toColumn;
  const hash = (run: Run): ReadonlyMap<Value, readonly Row[]> => {
    const known = run.known?.get(place) as ReadonlyMap<Value, readonly Row[]> | undefined;
    if (known !== undefined) return known;
    const rows = new Map<Value, Row[]>();
    run.database.tables[model.position]!.rows.forEach((row) => {
      run.visited++;
      const same = rows.get(row[name]!);
      if (same === undefined) rows.set(row[name]!, [row]);
      else same.push(row);
    });
    knownOf(run).set(place, rows);
    return rows;
  };
  return (run, key) => {
    const rows = hash(run).get(key);
    if (rows === undefined) return isLeft ? withoutMatch(run, to, next) : NEXT;
    for (const row of rows) {
      run.rows[to] = row;
      const signal = next(run);
      if (signal !== NEXT) return signal;
    }
    return NEXT;
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
  const join = joinRows(inner, meeting);
  return (run, key) => {
    const before = hasMatch;
    hasMatch = false;
    try {
      const signal = join(run, key);
      if (hasMatch || !step.isLeft) return signal;
    } finally {
      hasMatch = before;
    }
    return withoutMatch(run, step.to, next);
  };
}
