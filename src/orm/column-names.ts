/** Columns by the names that users write, in calls that store values. */
import { UsageError } from "../errors.ts";
import type { Column, Model } from "../schema/registry.ts";
import { givenList } from "./given.ts";
import { checkDeferred } from "./related-names.ts";

/**
 * The columns that names of fields, foreign keys or columns stand for.
 * @throws {LookupError} for a name that stands for none.
 */
export function columnsNamed(
  model: Model,
  call: string,
  given: readonly string[],
): readonly Column[] {
  const names = givenList(`${call} on ${model.name}`, given);
  checkDeferred(model, call, names);
  const columns = names.map((name) => {
    const found = model.names.get(name)!;
    return found.type === "column" ? found : found.hops[0]!.fromColumn;
  });
  return [...new Set(columns)];
}

/**
 * The same, of those that can be written over.
 * @throws {UsageError} for the primary key.
 */
export function writableColumns(
  model: Model,
  call: string,
  names: readonly string[],
): readonly Column[] {
  const columns = columnsNamed(model, call, names);
  if (!columns.includes(model.pk)) return columns;
  throw new UsageError(
    `${call} on ${model.name} got its primary key "${model.pk.field}", which cannot be changed.`,
    { code: "pk-changed" },
  );
}
