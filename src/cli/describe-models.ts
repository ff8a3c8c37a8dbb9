import type { Schema, Store } from "../index.ts";
import { printable } from "../text/text-width.ts";
import { managersOf } from "./loose-store.ts";
import type { Screen } from "./style.ts";
import { wrapText } from "./wrap.ts";

type Model = Store<Schema>["database"]["registry"]["models"][number];
type Column = Model["columns"][number];
type RelationEnd = Model["accessors"] extends ReadonlyMap<string, infer End> ? End : never;

/** What a model has, and a line about it. */
type Member = readonly [name: string, text: string];

/** How many rows each model has, by its name. */
export function countRows(store: Store<Schema>): { readonly [model: string]: number } {
  return Object.fromEntries(
    [...managersOf(store)].map(([name, objects]) => [name, objects.count()]),
  );
}

/** The models with their columns and relations, as lines. */
export function describeModels(store: Store<Schema>, { style, width = 100 }: Screen): string[] {
  const counts = new Map(Object.entries(countRows(store)));
  const visible = store.database.registry.models.filter((model) => !model.isHidden);
  return visible.flatMap((model) => {
    const count = counts.get(model.name)!;
    const members = [...model.columns.map(columnLine), ...relationLines(model)];
    const longest = Math.max(...members.map(([name]) => name.length));
    const memberLines = ([name, text]: Member): string[] => {
      const [first, ...more] = wrapText(" ".repeat(longest + 4) + printable(text), width);
      return [`  ${style.code(name.padEnd(longest))}  ${first!.trimStart()}`, ...more];
    };
    return [
      "",
      `${style.heading(model.name)}  ${count} ${count === 1 ? "row" : "rows"}`,
      ...members.flatMap(memberLines),
      ...ruleLines(model).map((line) => `  ${style.faint(printable(line))}`),
    ];
  });
}

function columnLine(column: Column): Member {
  const { reference } = column;
  if (reference === undefined)
    return [column.name, [kindText(column), ...traits(column)].join(", ")];
  const target = `→ ${reference.model.name}`;
  return [
    column.field,
    [target, `stored as ${column.name}`, reference.onDelete.action, ...traits(column)].join(", "),
  ];
}

function kindText({ kind, place }: Column): string {
  if (place.maxLength !== undefined) return `${kind.name}(${place.maxLength})`;
  if (place.maxDigits !== undefined)
    return `${kind.name}(${place.maxDigits}, ${place.decimalPlaces})`;
  return kind.name;
}

/** What is worth knowing of a column besides its kind. */
function traits(column: Column): string[] {
  const { isPrimaryKey, isUnique, isNullable, isIndexed, choices } = column;
  return [
    ...(isPrimaryKey ? ["primary key"] : []),
    ...(isUnique && !isPrimaryKey ? ["unique"] : []),
    ...(isIndexed && !isUnique && !isPrimaryKey && !column.reference ? ["indexed"] : []),
    ...(isNullable ? ["may be null"] : []),
    ...(choices === undefined ? [] : [`one of ${[...choices].map(valueText).join(" ")}`]),
    ...(column.hasDefault ? [`default ${valueText(column.default)}`] : []),
  ];
}

function valueText(value: unknown): string {
  if (typeof value === "function") return "computed";
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

function relationLines(model: Model): Member[] {
  return [...model.accessors]
    .filter(([, end]) => end.isToMany || end.direction === "reverse")
    .map(([accessor, end]): Member => [accessor, relationText(accessor, end)]);
}

function relationText(accessor: string, end: RelationEnd): string {
  const { isToMany, target, hops, declaredBy, queryName } = end;
  const through = hops.length === 2 && !hops[0]!.to.isHidden ? ` through ${hops[0]!.to.name}` : "";
  const what = `${isToMany ? "many" : "one"} ${target.name}${through}`;
  if (end.direction === "forward") return `→ ${what}`;
  const word = queryName === null || queryName === accessor ? "" : `, "${queryName}" in lookups`;
  return `← ${what} (${declaredBy.model}.${declaredBy.field})${word}`;
}

function ruleLines({ ordering, indexes, uniques }: Model): string[] {
  const names = (columns: readonly Column[]): string =>
    columns.map((column) => column.field).join(", ");
  const together = uniques.filter(({ columns }) => columns.length > 1);
  return [
    ...(ordering.length === 0 ? [] : [`ordered by ${ordering.join(", ")}`]),
    ...indexes.map(({ columns }) => `index on ${names(columns)}`),
    ...together.map(({ columns }) => `unique together: ${names(columns)}`),
  ];
}
