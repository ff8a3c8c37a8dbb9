import type { CheckMessage } from "../../errors.ts";
import { suggest } from "../../near-names.ts";
import { showValue } from "../../value.ts";
import { type Condition, conditionPaths, conditionTree } from "../condition.ts";
import { error } from "./message.ts";
import { type FieldOutline, isRecord, type ModelOutline, type SchemaOutline } from "./outline.ts";
import { pathProblem } from "./paths.ts";

type ModelCheck = (model: ModelOutline, schema: SchemaOutline) => Iterable<CheckMessage>;

/** Lookups that a foreign key answers by itself, without its target. */
const KEY_LOOKUPS = ["exact", "in", "gt", "gte", "lt", "lte", "isnull"];

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** An option that should be a list; anything else is reported once, by {@link checkShapes}. */
function listOption({ options }: ModelOutline, name: string): readonly unknown[] {
  const value = options.get(name);
  return Array.isArray(value) ? value : [];
}

/** Names and columns of the model's own fields, and "pk". */
function ownName(model: ModelOutline, name: string) {
  const byName = model.fields.get(name);
  return byName ?? [...model.fields.values()].find(({ column }) => column === name);
}

function* checkLocalFields(
  model: ModelOutline,
  names: Iterable<string>,
  option: string,
): Iterable<CheckMessage> {
  for (const name of names) {
    const field = ownName(model, name);
    if (field === undefined) {
      const text = `${option} names ${showValue(name)}, which is no field of ${model.name}.`;
      yield error("models.E012", model.name, text, suggest(name, [...model.fields.keys()]));
    } else if (field.column === undefined) {
      const text = `${option} names ${field.path}, a many-to-many field: it has no column.`;
      yield error("models.E013", model.name, text);
    }
  }
}

function* checkOrdering(model: ModelOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  const ordering = model.options.get("ordering");
  if (ordering === undefined) return;
  if (!isTextList(ordering)) {
    const text = `ordering is ${showValue(ordering)}; expected a list of names.`;
    yield error("models.E014", model.name, text, 'Write ordering: ["name", "-id"].');
    return;
  }
  for (const path of new Set(ordering)) {
    const problem = pathProblem(schema, model, path.replace(/^-/, ""));
    if (problem === undefined) continue;
    const text = `ordering names ${showValue(path)}: ${problem.what}.`;
    yield error("models.E015", model.name, text, problem.hint);
  }
}

function* checkLatest(model: ModelOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  const latest = model.options.get("getLatestBy");
  if (latest === undefined) return;
  const paths = typeof latest === "string" ? [latest] : latest;
  if (!isTextList(paths) || paths.length === 0) {
    const text = `getLatestBy is ${showValue(latest)}; expected the name of a field, or several.`;
    yield error("throughline.E003", model.name, text);
    return;
  }
  for (const path of paths) {
    const problem = pathProblem(schema, model, path.replace(/^-/, ""));
    if (problem === undefined) continue;
    const text = `getLatestBy names ${showValue(path)}: ${problem.what}.`;
    yield error("throughline.E003", model.name, text, problem.hint);
  }
}

function* checkTogether(model: ModelOutline): Iterable<CheckMessage> {
  const together = model.options.get("uniqueTogether");
  if (together === undefined) return;
  const hint = 'Write uniqueTogether: [["group", "person"]].';
  if (!Array.isArray(together)) {
    const text = `uniqueTogether is ${showValue(together)}; expected a list of lists of names.`;
    yield error("models.E010", model.name, text, hint);
    return;
  }
  const wrong = together.find((names) => !isTextList(names) || names.length === 0);
  if (wrong !== undefined || together.includes(undefined)) {
    const text = `uniqueTogether holds ${showValue(wrong)}; expected a list of names.`;
    yield error("models.E011", model.name, text, hint);
    return;
  }
  for (const names of together) yield* checkLocalFields(model, names, "uniqueTogether");
}

function* checkIndexes(model: ModelOutline): Iterable<CheckMessage> {
  for (const index of listOption(model, "indexes")) {
    const fields = isRecord(index) ? index.fields : index;
    if (!isTextList(fields) || fields.length === 0) {
      const text = `indexes holds ${showValue(index)}; expected a list of names.`;
      const hint = 'Write ["group", "date"] or { fields: ["group", "date"], name: "by_date" }.';
      yield error("throughline.E004", model.name, text, hint);
      continue;
    }
    const names = fields.map((name) => name.replace(/^-/, ""));
    yield* checkLocalFields(model, names, "indexes");
  }
}

/** The paths that a condition names; undefined where it is no condition. */
function pathsOf(condition: unknown): readonly string[] | undefined {
  try {
    return conditionPaths(conditionTree(condition as Condition));
  } catch {
    return undefined;
  }
}

function* checkCondition(model: ModelOutline, condition: unknown): Iterable<CheckMessage> {
  const paths = pathsOf(condition);
  if (paths === undefined) {
    const text = `constraints holds the condition ${showValue(condition)}; expected lookups or a Q.`;
    yield error("throughline.E004", model.name, text);
    return;
  }
  const names = new Set<string>();
  for (const path of new Set(paths)) {
    const [name = "", lookup] = path.split("__");
    if (name !== "pk") names.add(name);
    const field = ownName(model, name);
    const isKey = field?.type === "relation" && field.relation !== "manyToMany";
    if (!isKey || lookup === undefined || KEY_LOOKUPS.includes(lookup)) continue;
    const text = `constraints names ${showValue(path)}, which lies in another model.`;
    const hint = "A constraint is judged from one row alone.";
    yield error("models.E041", model.name, text, hint);
  }
  yield* checkLocalFields(model, names, "constraints");
}

function* checkConstraints(model: ModelOutline): Iterable<CheckMessage> {
  for (const rule of listOption(model, "constraints")) {
    const { kind, fields, condition, violationErrorMessage, violationErrorCode } = isRecord(rule)
      ? rule
      : {};
    for (const text of [violationErrorMessage, violationErrorCode]) {
      if (text === undefined || typeof text === "string") continue;
      const what = `constraints holds a violation of ${showValue(text)}; expected a text.`;
      yield error("throughline.E004", model.name, what);
    }
    if (kind === "unique" && isTextList(fields) && fields.length > 0) {
      yield* checkLocalFields(model, new Set(fields), "constraints");
      if (condition !== undefined) yield* checkCondition(model, condition);
    } else if (kind === "check") {
      yield* checkCondition(model, condition);
    } else {
      const text = `constraints holds ${showValue(rule)}; expected a constraint.`;
      const hint = "Make them with unique({ fields }) and check({ condition }).";
      yield error("throughline.E004", model.name, text, hint);
    }
  }
}

function* checkShapes(model: ModelOutline): Iterable<CheckMessage> {
  const { name, options } = model;
  const wrong = (option: string, expected: string) => {
    const text = `${option} is ${showValue(options.get(option))}; expected ${expected}.`;
    return error("throughline.E004", name, text);
  };
  for (const option of ["indexes", "constraints"]) {
    const value = options.get(option);
    if (value !== undefined && !Array.isArray(value)) yield wrong(option, "a list");
  }
  const label = options.get("label");
  if (label !== undefined && typeof label !== "function") yield wrong("label", "a function");
  for (const option of ["methods", "querySet"]) {
    const value = options.get(option);
    if (value !== undefined && !isRecord(value)) yield wrong(option, "an object of functions");
  }
}

const DATE_RULES = ["uniqueForDate", "uniqueForMonth", "uniqueForYear"];
const DATE_KINDS = ["date", "dateTime"];

/** Whether the options that name a date field of the model do so. */
function* checkDateRules(model: ModelOutline): Iterable<CheckMessage> {
  const isDate = (field: FieldOutline | undefined): boolean =>
    field?.type === "scalar" && DATE_KINDS.includes(field.kind.name);
  const dates = [...model.fields.values()].filter(isDate).map(({ name }) => name);
  for (const { options, path } of model.own) {
    for (const rule of DATE_RULES) {
      const name = options.get(rule);
      if (name === undefined || isDate(model.fields.get(name as string))) continue;
      const isField = typeof name === "string" && model.fields.has(name);
      const what = isField ? "which holds no dates" : `which is no field of ${model.name}`;
      const text = `${rule} names ${showValue(name)}, ${what}.`;
      yield error("throughline.E006", path, text, suggest(String(name), dates));
    }
  }
}

/** Checks of the options of every model, in order. */
export const OPTION_CHECKS: readonly ModelCheck[] = [
  checkShapes,
  checkOrdering,
  checkLatest,
  checkTogether,
  checkIndexes,
  checkConstraints,
  checkDateRules,
];

/** Findings on names that may be given once in the whole schema, each with its two ids. */
export function* checkRuleNames({ models }: SchemaOutline): Iterable<CheckMessage> {
  const kinds = [
    { option: "indexes", what: "index", ids: ["models.E029", "models.E030"] },
    { option: "constraints", what: "constraint", ids: ["models.E031", "models.E032"] },
  ] as const;
  for (const { option, what, ids } of kinds) {
    const users = new Map<string, string[]>();
    for (const model of models.values()) {
      for (const rule of listOption(model, option)) {
        const name = isRecord(rule) ? rule.name : undefined;
        if (typeof name !== "string") continue;
        users.set(name, [...(users.get(name) ?? []), model.name]);
      }
    }
    for (const [name, all] of users) {
      if (all.length < 2) continue;
      const where = [...new Set(all)];
      const text = `${all.length} of the ${option} have the name "${name}": on ${where.join(", ")}.`;
      yield error(ids[where.length === 1 ? 0 : 1], undefined, text, `Rename each ${what} but one.`);
    }
  }
}
