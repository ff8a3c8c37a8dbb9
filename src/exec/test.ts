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

/** Tests of single rows; undefined where there is none, or one looks at more than a row of an alias. */
export function compileRowTests(
  conditions: readonly Condition[],
  alias: number,
): MeetsTest | undefined {
  const tests: MeetsTest[] = [];
  for (const condition of conditions) {
    if (condition.kind !== "test" || condition.alias !== alias) return undefined;
    tests.push(compileTest(condition));
  }
  const [only] = tests;
  if (tests.length < 2) return only;
  return (row, parameters) => {
    for (const meets of tests) if (!meets(row, parameters)) return false;
    return true;
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
