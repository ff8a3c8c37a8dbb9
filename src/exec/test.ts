import type { Test } from "../query/logical-plan.ts";
import type { Parameter } from "../query/resolve.ts";
import type { Value } from "../value.ts";
import type { Run } from "./run.ts";

/** Whether the row at hand of one alias meets a test. */
export type RowTest = (run: Run) => boolean;

/** Compiles tests into one; undefined when there are none. */
export function compileTests(tests: readonly Test[]): RowTest | undefined {
  const [first, ...rest] = tests.map(compileTest);
  if (first === undefined || rest.length === 0) return first;
  return (run) => first(run) && rest.every((test) => test(run));
}

function compileTest({ alias, column, lookup, parameter }: Test): RowTest {
  const { name } = column;
  if (lookup.operand === "flag") {
    return (run) => {
      const row = run.rows[alias]!;
      return (row === null || row[name] === null) === run.parameters[parameter];
    };
  }
  const matches = lookup.matcher(column) as (value: Value, parameter: Parameter) => boolean;
  return (run) => {
    const value = run.rows[alias]?.[name];
    // Null meets no test but that for null.
    if (value === null || value === undefined) return false;
    return matches(value, run.parameters[parameter]!);
  };
}
