import type { ManyToManyOptions, RelationField } from "./field.ts";
import type { ModelDefinition } from "./model.ts";

/** The models of a schema by name, before they are resolved. */
export type Definitions = ReadonlyMap<string, ModelDefinition>;

/** Names under which the target of a relation sees its way back; null where there is none. */
export interface WayBack {
  /** The property of instances. */
  readonly accessor: string | null;
  /** The word in lookups. */
  readonly queryName: string | null;
}

/** Name of the model that a relation points at. */
export function targetName(modelName: string, relation: RelationField): string {
  return relation.to === "self" ? modelName : relation.to;
}

/** Whether a relation is a many-to-many to "self" whose pairs hold in both directions. */
export function isSymmetrical(relation: RelationField): boolean {
  if (relation.relation !== "manyToMany" || relation.to !== "self") return false;
  return (relation.options as ManyToManyOptions).symmetrical !== false;
}

/** The related name as given for the relation or for all of its model, placeholder filled in. */
function givenRelatedName(
  modelName: string,
  relation: RelationField,
  definition: ModelDefinition,
): string | undefined {
  const { relatedName } = relation.options as ManyToManyOptions;
  return fillClass(relatedName ?? definition.options.defaultRelatedName, modelName);
}

function fillClass(name: string | undefined, modelName: string): string | undefined {
  return typeof name === "string" ? name.replaceAll("%(class)s", modelName.toLowerCase()) : name;
}

/**
 * Names of a relation as its target sees it.
 * Source: https://docs.djangoproject.com/en/5.2/ref/models/fields/#django.db.models.ForeignKey.related_name
 */
export function wayBack(
  modelName: string,
  relation: RelationField,
  definition: ModelDefinition,
): WayBack {
  const given = givenRelatedName(modelName, relation, definition);
  const lower = modelName.toLowerCase();
  const queryName = fillClass((relation.options as ManyToManyOptions).relatedQueryName, modelName);
  if (given?.endsWith("+") || isSymmetrical(relation)) {
    return { accessor: null, queryName: queryName ?? null };
  }
  const standard = relation.relation === "oneToOne" ? lower : `${lower}_set`;
  return { accessor: given ?? standard, queryName: queryName ?? given ?? lower };
}

/** Name of the hidden model that holds the pairs of a many-to-many field without `through`. */
export function hiddenThroughName(modelName: string, fieldName: string): string {
  return `${modelName}_${fieldName}`;
}

/** Names of the two foreign keys of a hidden through model: to the field's model, to its target. */
export function hiddenEnds(modelName: string, target: string): [source: string, target: string] {
  const [from, to] = [modelName.toLowerCase(), target.toLowerCase()];
  const taken = ["id", "pk", `${from}_id`, `${to}_id`];
  const isClash = from === to || taken.includes(from) || taken.includes(to);
  return isClash ? [`from_${from}`, `to_${to}`] : [from, to];
}

/** Names of the foreign keys of a model that point at another, in order. */
function foreignKeysTo(definitions: Definitions, modelName: string, target: string): string[] {
  return Object.entries(definitions.get(modelName)?.fields ?? {})
    .filter(
      ([, field]) =>
        field.type === "relation" &&
        field.relation !== "manyToMany" &&
        targetName(modelName, field) === target,
    )
    .map(([name]) => name);
}

/**
 * Names of the two foreign keys of the through model that a many-to-many field goes by:
 * `throughFields`, or the only ones that fit (for a relation to "self" the first and the second).
 * Undefined in a place where there is none.
 */
export function throughEnds(
  definitions: Definitions,
  modelName: string,
  relation: RelationField,
): [source: string | undefined, target: string | undefined] {
  const { through, throughFields } = relation.options as ManyToManyOptions;
  if (throughFields !== undefined) return [throughFields[0], throughFields[1]];
  const target = targetName(modelName, relation);
  const toSource = foreignKeysTo(definitions, through ?? "", modelName);
  if (target === modelName) return [toSource[0], toSource[1]];
  return [toSource[0], foreignKeysTo(definitions, through ?? "", target)[0]];
}
