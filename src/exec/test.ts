import type { Condition, Test } from "../planner/conditions.ts";
import type { Members } from "../query/lookups.ts";
import type { Parameter } from "../query/parameter.ts";
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
