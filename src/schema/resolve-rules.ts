/** Rules of a model, from names of fields to columns. */
import { invariant } from "../invariant.ts";
import { conditionTree } from "./condition.ts";
import type { CleanedOptions } from "./field.ts";
import type { ModelOptions } from "./model.ts";
import type { CheckRule, Column, DateRule, Model, UniqueRule } from "./registry.ts";

/** The column of a field, by the name of either. */
export function columnOf(draft: Model, fieldName: string): Column {
  const column = draft.columns.find((each) => each.field === fieldName || each.name === fieldName);
  invariant(column !== undefined, `${draft.name} has no column for ${fieldName}`);
  return column;
}

/** The rules of `uniqueForDate` and its like, in Django's order. */
export function dateRules(draft: Model, options: object): readonly DateRule[] {
  const { uniqueForDate, uniqueForYear, uniqueForMonth } = options as CleanedOptions;
  const given = { date: uniqueForDate, year: uniqueForYear, month: uniqueForMonth };
  return Object.entries(given).flatMap(([part, name]) =>
    name === undefined ? [] : [{ part: part as DateRule["part"], dates: columnOf(draft, name) }],
  );
}

/** The unique rules, checks and indexes of a model whose columns are known. */
export function resolveRules(
  draft: Model,
  { uniqueTogether = [], constraints = [], indexes = [] }: ModelOptions,
): Pick<Model, "uniques" | "checks" | "indexes"> {
  const columns = (names: readonly string[]): Column[] =>
    names.map((name) => columnOf(draft, name));
  const nameOf = (names: readonly string[], end: string): string =>
    `${[draft.name.toLowerCase(), ...names].join("_")}_${end}`;
  const uniques: UniqueRule[] = draft.columns
    .filter((column) => column.isUnique && !column.isPrimaryKey)
    .map((column) => ({
      name: nameOf([column.field], "uniq"),
      isNamed: false,
      columns: [column],
      condition: undefined,
      violation: undefined,
    }));
  const checks: CheckRule[] = [];
  for (const names of uniqueTogether) {
    uniques.push({
      name: nameOf(names, "uniq"),
      isNamed: false,
      columns: columns(names),
      condition: undefined,
      violation: undefined,
    });
  }
  for (const rule of constraints) {
    const condition = rule.condition === undefined ? undefined : conditionTree(rule.condition);
    const violation = { message: rule.violationErrorMessage, code: rule.violationErrorCode };
    if (rule.kind === "check") {
      checks.push({
        name: rule.name ?? `${draft.name.toLowerCase()}_check_${checks.length + 1}`,
        condition: condition!,
        violation,
      });
    } else {
      uniques.push({
        name: rule.name ?? nameOf(rule.fields, "uniq"),
        isNamed: rule.name !== undefined,
        columns: columns(rule.fields),
        condition,
        violation,
      });
    }
  }
  const indexRules = indexes.map((index) => {
    const isList = Array.isArray(index);
    const given = index as { fields: readonly string[]; name?: string };
    const names = (isList ? index : given.fields).map((name: string) => name.replace(/^-/, ""));
    return {
      name: (isList ? undefined : given.name) ?? nameOf(names, "idx"),
      columns: columns(names),
    };
  });
  return { uniques, checks, indexes: indexRules };
}
