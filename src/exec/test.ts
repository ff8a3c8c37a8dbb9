import type { Condition, Test } from "../planner/conditions.ts";
import type { Members } from "../query/lookups.ts";
import type { Parameter } from "../query/parameter.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { isMember } from "./compare.ts";
import { type Compiler, compileCondition } from "./evaluate.ts";
import type { Run } from "./run.ts";

/** Whether the rows at hand meet a condition. */
export type RowTest = (run: Run) => boolean;

/** Compiles conditions into one; undefined when there are none. */
export function compileConditions(
  conditions: readonly Condition[],
  compiler: Compiler,
): RowTest | undefined {
  const tests = conditions.map((condition) => compileOne(condition, compiler));
  const [first, second] = tests;
  if (first === undefined || second === undefined) return first;
  if (tests.length === 2) return (run) => first(run) && second(run);
  return (run) => {
    for (const test of tests) if (!test(run)) return false;
    return true;
  };
}

/** Whether a row of one alias, which may be missing, meets a test with the values of a run. */
export type MeetsTest = (row: Row | null | undefined, parameters: readonly Parameter[]) => boolean;

/**
 * Finds, in a block of rows with gaps, the first from a place on that is wanted, before the place
 * `to`; `to` where there is none. The rows that it looks at are counted as visited.
 */
export type FindNext = (
  run: Run,
  block: readonly (Row | undefined)[],
  from: number,
  to: number,
) => number;

/** Tests of the rows of a scan; undefined where one looks at more than a row of its alias. */
export function compileScanTests(
  conditions: readonly Condition[],
  alias: number,
): FindNext | undefined {
  const tests: Test[] = [];
  for (const condition of conditions) {
    if (condition.kind !== "test" || condition.alias !== alias) return undefined;
    tests.push(condition);
  }
  const [only] = tests;
  return tests.length === 1 && only!.lookup.operand !== "list"
    ? findMatching(only!)
    : findMeeting(tests.map(compileTest));
}

/** Finds the rows that meet all of some tests. */
export function findMeeting(tests: readonly MeetsTest[]): FindNext {
  return (run, block, from, to) => {
    let visited = 0;
    let at = from;
    search: for (; at < to; at++) {
      const row = block[at];
      if (row === undefined) continue;
      visited++;
      for (const meets of tests) if (!meets(row, run.parameters)) continue search;
      break;
    }
    run.visited += visited;
    return at;
  };
}

/** The same for one test, with a call less for each row: a scan for a text takes a tenth less. */
function findMatching({ column: { name, kind }, lookup, parameter }: Test): FindNext {
  const matches = lookup.matcher(kind) as (value: Value, parameter: Parameter) => boolean;
  return (run, block, from, to) => {
    const given = run.parameters[parameter] ?? null;
    let visited = 0;
    let at = from;
    for (; at < to; at++) {
      const row = block[at];
      if (row === undefined) continue;
      visited++;
      const value = row[name]!;
      // Null meets no lookup.
      if (value !== null && given !== null && matches(value, given)) break;
    }
    run.visited += visited;
    return at;
  };
}

function compileOne(condition: Condition, compiler: Compiler): RowTest {
  if (condition.kind === "test") {
    const { alias } = condition;
    const meets = compileTest(condition);
    return (run) => meets(run.rows[alias], run.parameters);
  }
  const decide = compileCondition(condition.expression, compiler);
  return (run) => decide(run) === true;
}

function compileTest({ column: { name, kind }, lookup, parameter }: Test): MeetsTest {
  const matches = lookup.matcher(kind) as (value: Value, parameter: Parameter) => boolean;
  if (lookup.operand === "list") {
    return (row, parameters) =>
      isMember(row?.[name] ?? null, parameters[parameter] as Members, matches) === true;
  }
  return (row, parameters) => {
    const value = row?.[name];
    const given = parameters[parameter];
    // Null meets no lookup.
    if (value === null || value === undefined || given === null || given === undefined)
      return false;
    return matches(value, given);
  };
}
