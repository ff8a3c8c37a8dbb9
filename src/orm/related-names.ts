/** Names that only tell what else will be read; here it is at hand already, so they are checked only. */
import { LookupError, UsageError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import type { Column, Model, RelationEnd } from "../schema/registry.ts";
import { showValue } from "../value.ts";

function unknown(model: Model, call: string, name: string, known: readonly string[]): LookupError {
  return new LookupError(`${call} on ${model.name} got "${name}", which it does not have.`, {
    code: "unknown-field",
    model: model.name,
    path: name,
    suggestions: known,
    hint: suggest(name, known),
  });
}

function checkText(model: Model, call: string, name: unknown): asserts name is string {
  if (typeof name === "string") return;
  throw new UsageError(`${call} on ${model.name} takes names, not ${showValue(name)}.`, {
    code: "bad-name",
  });
}

/** @throws {LookupError} for a name that is no relation to one row. */
export function checkSelected(model: Model, names: readonly unknown[]): void {
  const call = "selectRelated()";
  for (const path of names) {
    if (path === null) continue;
    checkText(model, call, path);
    let at = model;
    for (const segment of path.split("__")) {
      const end = at.names.get(segment);
      if (end?.type !== "relation" || end.isToMany) {
        throw unknown(at, call, segment, relationNames(at, false));
      }
      at = end.target;
    }
  }
}

function relationNames(model: Model, withMany: boolean): string[] {
  return [...model.names]
    .filter(([, end]) => end.type === "relation" && (withMany || !end.isToMany))
    .map(([name]) => name);
}

/** @throws {LookupError} for a name that is no field of the model's own. */
export function checkDeferred(model: Model, call: string, names: readonly unknown[]): void {
  for (const path of names) {
    checkText(model, call, path);
    let at = model;
    const segments = path.split("__");
    for (const [position, segment] of segments.entries()) {
      const found = at.names.get(segment);
      const isWritten = call === "update()";
      const known = [...at.names]
        .filter(([, each]) => isOwnField(each, isWritten))
        .map(([name]) => name);
      if (found === undefined || !isOwnField(found, isWritten)) {
        throw unknown(at, call, segment, known);
      }
      if (found.type === "column" && position < segments.length - 1) {
        throw unknown(at, call, segments[position + 1]!, known);
      }
      if (found.type === "relation") at = found.target;
    }
  }
}

/** Columns, and foreign keys by their own names. Many-to-many relations have nothing to be written. */
function isOwnField(field: Column | RelationEnd, isWritten: boolean): boolean {
  if (field.type === "column") return true;
  return field.direction === "forward" && !(isWritten && field.isToMany);
}
