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
  const [first, ...rest] = conditions.map((condition) => compileOne(condition, compiler));
  if (first === undefined || rest.length === 0) return first;
  return (run) => first(run) && rest.every((test) => test(run));
}

/** Whether one row meets a test, with the values of a run. */
export type MeetsTest = (row: Row) => boolean;

/**
 * Tests of single rows, bound to the values of a run at its start; undefined where a condition looks
 * at more than one row of an alias, or where there is none.
 */
export function compileRowTests(
  conditions: readonly Condition[],
  alias: number,
): ((parameters: readonly Parameter[]) => MeetsTest) | undefined {
  const binds: ((parameters: readonly Parameter[]) => MeetsTest)[] = [];
  for (const condition of conditions) {
    if (condition.kind !== "test" || condition.alias !== alias) return undefined;
    binds.push(compileRowTest(condition));
  }
  const [first, second] = binds;
  if (first === undefined || second === undefined) return first;
  return (parameters) => {
    const tests = binds.map((bind) => bind(parameters));
    return (row) => {
      for (const meets of tests) if (!meets(row)) return false;
      return true;
    };
  };
}

function compileRowTest({
  column: { name, kind },
  lookup,
  parameter,
}: Test): (parameters: readonly Parameter[]) => MeetsTest {
  const matches = lookup.matcher(kind) as (value: Value, parameter: Parameter) => boolean;
  if (lookup.operand === "list") {
    return (parameters) => {
      const members = parameters[parameter] as Members;
      return (row) => isMember(row[name] ?? null, members, matches) === true;
    };
  }
  return (parameters) => {
    const given = parameters[parameter];
    // Null meets no lookup.
    if (given === null || given === undefined) return () => false;
    return (row) => {
      const value = row[name];
      return value !== null && value !== undefined && matches(value, given);
    };
  };
}

function compileOne(condition: Condition, compiler: Compiler): RowTest {
  if (condition.kind === "test") return compileTest(condition);
  const decide = compileCondition(condition.expression, compiler);
  return (run) => decide(run) === true;
}

function compileTest({ alias, column, lookup, parameter }: Test): RowTest {
  const { name, kind } = column;
  const matches = lookup.matcher(kind) as (value: Value, parameter: Parameter) => boolean;
  if (lookup.operand === "list") {
    return (run) => {
      const value = run.rows[alias]?.[name] ?? null;
      return isMember(value, run.parameters[parameter] as Members, matches) === true;
    };
  }
  return (run) => {
    const value = run.rows[alias]?.[name];
    const given = run.parameters[parameter];
    // Null meets no lookup.
    if (value === null || value === undefined || given === null || given === undefined)
      return false;
    return matches(value, given);
  };
}
