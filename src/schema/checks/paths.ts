import { suggest } from "../../near-names.ts";
import type { FieldOutline, ModelOutline, SchemaOutline } from "./outline.ts";

/** What keeps a path from naming something to order by. */
export interface PathProblem {
  readonly what: string;
  readonly hint: string | undefined;
}

/** What a name stands for: the model that a relation leads to, or a column, where paths end. */
type Step = { readonly to: string; readonly isManyToMany: boolean } | "column";

function stepOf(field: FieldOutline): Step {
  if (field.type === "scalar") return "column";
  return { to: field.target, isManyToMany: field.relation === "manyToMany" };
}

/** What each name in a path stands for: ways back, columns, fields and "pk". */
function stepsOf(schema: SchemaOutline, model: ModelOutline): Map<string, Step> {
  const steps = new Map<string, Step>();
  for (const { queryName, model: from } of schema.incoming.get(model.name) ?? []) {
    if (queryName !== null) steps.set(queryName, { to: from, isManyToMany: false });
  }
  for (const field of model.fields.values()) {
    if (field.column !== undefined) steps.set(field.column, "column");
  }
  for (const field of model.fields.values()) steps.set(field.name, stepOf(field));
  return steps.set("pk", "column");
}

/**
 * What is wrong with a path to order by, undefined when it is fine. As in Django, a many-to-many
 * field may stand within a path or at the end of a longer one, but not alone.
 */
export function pathProblem(
  schema: SchemaOutline,
  model: ModelOutline,
  path: string,
): PathProblem | undefined {
  const segments = path.split("__");
  let at: ModelOutline | undefined = model;
  let column: string | undefined;
  for (const segment of segments) {
    if (column !== undefined) {
      const what = `"${segment}" cannot follow ${column}, which is no relation`;
      return { what, hint: undefined };
    }
    // A target that is missing is reported where the relation is.
    if (at === undefined) return undefined;
    const steps = stepsOf(schema, at);
    const step = steps.get(segment);
    if (step === undefined) {
      const what = `${at.name} has no field "${segment}"`;
      return { what, hint: suggest(segment, [...steps.keys()]) };
    }
    if (step === "column") column = `${at.name}.${segment}`;
    else if (step.isManyToMany && segments.length === 1) {
      const what = "rows cannot be ordered by a many-to-many field itself";
      return { what, hint: `Name one of its fields: ${path}__…` };
    } else at = schema.models.get(step.to);
  }
  return undefined;
}
