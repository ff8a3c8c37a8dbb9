/** Names that only tell what else will be read; here it is at hand already, so they are checked only. */
import { LookupError, UsageError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import type { Column, Model, RelationEnd } from "../schema/registry.ts";
import { showValue } from "../value.ts";

/** A call with a path, whose segment at `position` is wrong. */
interface WrongName {
  readonly model: Model;
  readonly call: string;
  readonly path: string;
  readonly position: number;
}

function unknown(
  { model, call, path, position }: WrongName,
  at: Model,
  known: readonly string[],
): LookupError {
  const name = path.split("__")[position]!;
  const where = position === 0 ? "" : ` (in "${path}" on ${model.name})`;
  return new LookupError(`${call} on ${at.name} got "${name}", which it does not have${where}.`, {
    code: "unknown-field",
    model: model.name,
    path,
    position,
    suggestions: known,
    hint: suggest(name, known),
  });
}

function beyondEnd({ model, call, path, position }: WrongName): LookupError {
  const [end, next] = path.split("__").slice(position - 1);
  return new LookupError(
    `"${next}" cannot follow "${end}" in "${path}" of ${call} on ${model.name}.`,
    {
      code: "unknown-field",
      model: model.name,
      path,
      position,
    },
  );
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
    for (const [position, segment] of path.split("__").entries()) {
      const end = at.names.get(segment);
      if (end?.type !== "relation" || end.isToMany) {
        throw unknown({ model, call, path, position }, at, relationNames(at));
      }
      at = end.target;
    }
  }
}

function relationNames(model: Model): string[] {
  return [...model.names]
    .filter(([, end]) => end.type === "relation" && !end.isToMany)
    .map(([name]) => name);
}

/** @throws {LookupError} for a name that is no field of the model's own. */
export function checkDeferred(model: Model, call: string, names: readonly unknown[]): void {
  for (const path of names) {
    checkText(model, call, path);
    let at = model;
    const segments = path.split("__");
    const isWritten = call !== "only()" && call !== "defer()";
    for (const [position, segment] of segments.entries()) {
      const found = at.names.get(segment);
      const known = [...at.names]
        .filter(([, each]) => isOwnField(each, isWritten))
        .map(([name]) => name);
      if (found === undefined || !isOwnField(found, isWritten)) {
        throw unknown({ model, call, path, position }, at, known);
      }
      const isEnd = isWritten || found.type === "column";
      if (isEnd && position < segments.length - 1) {
        throw beyondEnd({ model, call, path, position: position + 1 });
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
