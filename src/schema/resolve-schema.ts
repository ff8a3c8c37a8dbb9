import { invariant } from "../invariant.ts";
import type { Value } from "../value.ts";
import { flatChoices } from "./choices.ts";
import {
  type ClockOptions,
  type Field,
  type ForeignKeyOptions,
  field,
  type ManyToManyOptions,
  type RelationField,
  type ScalarField,
  type TextOptions,
  type Validator,
} from "./field.ts";
import { kindOf } from "./kind.ts";
import { model as define, type ModelDefinition } from "./model.ts";
import type { Column, Hop, Model, Registry, RelationEnd } from "./registry.ts";
import {
  type Definitions,
  hiddenEnds,
  hiddenThroughName,
  isSymmetrical,
  targetName,
  throughEnds,
  wayBack,
} from "./relation.ts";

import { columnOf, dateRules, resolveRules } from "./resolve-rules.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A model while its parts are put together. */
interface Draft
  extends Mutable<Omit<Model, "columns" | "names" | "accessors" | "references" | "incoming">> {
  columns: Column[];
  names: Map<string, Column | RelationEnd>;
  accessors: Map<string, RelationEnd>;
  references: Column[];
  incoming: Column[];
}

/** The definitions with an implicit id where no field is the primary key, and hidden through models. */
function completeDefinitions(definitions: Definitions): Map<string, ModelDefinition> {
  const complete = new Map<string, ModelDefinition>();
  for (const [name, definition] of definitions) complete.set(name, withPrimaryKey(definition));
  for (const [name, definition] of definitions) {
    for (const [fieldName, entry] of Object.entries(definition.fields)) {
      if (entry.type !== "relation" || entry.relation !== "manyToMany") continue;
      if ((entry.options as ManyToManyOptions).through !== undefined) continue;
      complete.set(hiddenThroughName(name, fieldName), hiddenThrough(name, entry));
    }
  }
  return complete;
}

function withPrimaryKey(definition: ModelDefinition): ModelDefinition {
  const hasKey = Object.values(definition.fields).some(
    (entry) => (entry.options as ForeignKeyOptions).primaryKey === true,
  );
  if (hasKey) return definition;
  return { ...definition, fields: { id: field.auto({ primaryKey: true }), ...definition.fields } };
}

function hiddenThrough(modelName: string, relation: RelationField): ModelDefinition {
  const target = targetName(modelName, relation);
  const ends = hiddenEnds(modelName, target);
  const options = { onDelete: { action: "CASCADE" }, relatedName: "+" } as const;
  return withPrimaryKey(
    define(
      {
        [ends[0]]: field.foreignKey(modelName, options),
        [ends[1]]: field.foreignKey(target, options),
      },
      { uniqueTogether: [ends] },
    ) as ModelDefinition,
  );
}

/**
 * Resolves definitions that passed the system checks.
 * Models come in the order of declaration, columns in that of the fields.
 */
export function resolveSchema(definitions: Definitions): Registry {
  const complete = completeDefinitions(definitions);
  const drafts = new Map<string, Draft>();
  for (const [name, definition] of complete) {
    drafts.set(name, draftModel(name, definition, drafts.size, !definitions.has(name)));
  }
  const builder = new ColumnBuilder(complete, drafts);
  for (const name of complete.keys()) builder.addColumns(name);
  for (const name of complete.keys()) addRelations(name, complete, drafts);
  for (const [name, { options }] of complete) {
    const draft = drafts.get(name)!;
    Object.assign(draft, resolveRules(draft, options));
  }
  for (const draft of drafts.values()) Object.freeze(draft);
  return Object.freeze({ models: Object.freeze([...drafts.values()]), byName: drafts });
}

function draftModel(
  name: string,
  definition: ModelDefinition,
  position: number,
  isHidden: boolean,
): Draft {
  const { ordering = [], getLatestBy = [] } = definition.options;
  return {
    name,
    position,
    isHidden,
    columns: [],
    pk: undefined as never,
    names: new Map(),
    accessors: new Map(),
    uniques: [],
    checks: [],
    indexes: [],
    references: [],
    incoming: [],
    ordering,
    latestBy: typeof getLatestBy === "string" ? [getLatestBy] : getLatestBy,
    options: definition.options,
  };
}

/** Makes columns; a foreign key's needs its target's first, whatever the order of declaration. */
class ColumnBuilder {
  readonly #definitions: Definitions;
  readonly #drafts: ReadonlyMap<string, Draft>;

  constructor(definitions: Definitions, drafts: ReadonlyMap<string, Draft>) {
    this.#definitions = definitions;
    this.#drafts = drafts;
  }

  addColumns(modelName: string): void {
    const draft = this.#drafts.get(modelName)!;
    for (const [name, entry] of Object.entries(this.#definitions.get(modelName)!.fields)) {
      if (entry.type === "relation" && entry.relation === "manyToMany") continue;
      this.#column(draft, name, entry);
    }
    const order = Object.keys(this.#definitions.get(modelName)!.fields);
    draft.columns.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
    draft.columns.forEach((column, position) => {
      (column as Mutable<Column>).position = position;
    });
    const { fields } = this.#definitions.get(modelName)!;
    for (const column of draft.columns) {
      (column as Mutable<Column>).uniqueFor = dateRules(draft, fields[column.field]!.options);
      Object.freeze(column);
    }
  }

  #column(draft: Draft, name: string, entry: Field): Column {
    const known = draft.columns.find((column) => column.field === name);
    if (known !== undefined) return known;
    const column =
      entry.type === "scalar"
        ? scalarColumn(draft, name, entry)
        : this.#keyColumn(draft, name, entry);
    draft.columns.push(column);
    if (column.isPrimaryKey) {
      draft.pk = column;
      draft.names.set("pk", column);
    }
    if (column.reference !== undefined) {
      draft.references.push(column);
      (column.reference.model as Draft).incoming.push(column);
    }
    draft.names.set(column.name, column);
    return column;
  }

  #keyColumn(draft: Draft, name: string, entry: RelationField): Column {
    const options = entry.options as ForeignKeyOptions;
    const target = this.#drafts.get(targetName(draft.name, entry))!;
    const fields = this.#definitions.get(target.name)!.fields;
    const toField =
      options.toField ??
      Object.keys(fields).find((key) => (fields[key]!.options as ForeignKeyOptions).primaryKey)!;
    const isSelf = target === draft && toField === name;
    invariant(!isSelf, `${draft.name}.${name} points at itself`);
    const column = this.#column(target, toField, fields[toField]!);
    const own = {
      name: `${name}_id`,
      kind: column.kind,
      place: { ...column.place, model: draft.name, field: name },
      isUnique: options.unique === true || entry.relation === "oneToOne",
      isIndexed: true,
      reference: {
        model: target,
        column,
        isConstrained: options.dbConstraint !== false,
        onDelete: options.onDelete,
      },
    } satisfies Partial<Column>;
    return Object.assign(baseColumn(draft, name, options), own);
  }
}

/** What all columns begin as, in one layout, so that V8 reads each of them by the same code. */
function baseColumn(draft: Draft, name: string, options: ForeignKeyOptions | TextOptions): Column {
  return {
    type: "column",
    name,
    field: name,
    model: draft,
    position: 0,
    kind: kindOf("integer"),
    place: { model: draft.name, field: name },
    isNullable: options.null === true,
    isUnique: options.unique === true,
    isPrimaryKey: options.primaryKey === true,
    isIndexed: options.index === true,
    isAuto: false,
    hasDefault: options.default !== undefined,
    default: options.default,
    clock: undefined,
    choices: undefined,
    validators: [],
    reference: undefined,
    isBlank: options.blank === true,
    isEditable: options.editable !== false,
    errorMessages: new Map(Object.entries(options.errorMessages ?? {})),
    // Known when all columns are.
    uniqueFor: [],
  };
}

/** Longest text of kinds that have a limit of their own, as in Django. */
export const MAX_LENGTHS: { readonly [kind: string]: number } = { slug: 50, email: 254, url: 200 };

function scalarColumn(draft: Draft, name: string, entry: ScalarField): Column {
  const options = entry.options as TextOptions &
    ClockOptions & { maxDigits?: number; decimalPlaces?: number };
  const { maxLength = MAX_LENGTHS[entry.kind], maxDigits, decimalPlaces } = options;
  const place = { model: draft.name, field: name, maxLength, maxDigits, decimalPlaces };
  const kind = kindOf(entry.kind);
  const choices = options.choices && flatChoices(options.choices);
  const isAuto = entry.kind === "auto" || entry.kind === "bigAuto";
  const clock = options.autoNow ? "save" : options.autoNowAdd ? "create" : undefined;
  const own = {
    kind,
    place,
    isAuto,
    clock,
    isBlank: options.blank === true || isAuto || clock !== undefined,
    isEditable: options.editable !== false && !isAuto && clock === undefined,
    choices: choices && new Set(choices.map(([value]) => kind.clean(value, place))),
    validators: (options.validators ?? []) as readonly Validator<Value>[],
  } satisfies Partial<Column>;
  return Object.assign(baseColumn(draft, name, options), own);
}

function forwardHop(column: Column): Hop {
  const reference = column.reference!;
  return {
    from: column.model,
    fromColumn: column,
    to: reference.model,
    toColumn: reference.column,
    isForward: true,
    isToMany: false,
    isNullable: column.isNullable,
  };
}

function reverseHop(column: Column): Hop {
  const reference = column.reference!;
  return {
    from: reference.model,
    fromColumn: reference.column,
    to: column.model,
    toColumn: column,
    isForward: false,
    isToMany: !column.isUnique && !column.isPrimaryKey,
    isNullable: true,
  };
}

function addRelations(
  name: string,
  complete: Definitions,
  drafts: ReadonlyMap<string, Draft>,
): void {
  const draft = drafts.get(name)!;
  const definition = complete.get(name)!;
  for (const [fieldName, entry] of Object.entries(definition.fields)) {
    if (entry.type !== "relation") continue;
    const target = drafts.get(targetName(name, entry))!;
    const [there, back] = hopsOf(draft, fieldName, entry, complete, drafts);
    const isToMany = entry.relation === "manyToMany";
    const { relation } = entry;
    const declaredBy = { model: name, field: fieldName };
    addEnd(draft, {
      type: "relation",
      queryName: fieldName,
      accessor: fieldName,
      model: draft,
      target,
      relation,
      direction: "forward",
      isToMany,
      isNullable: there.some((hop) => hop.isNullable),
      isSymmetrical: isSymmetrical(entry),
      declaredBy,
      hops: there,
    });
    const { queryName, accessor } = wayBack(name, entry, definition);
    addEnd(target, {
      type: "relation",
      queryName,
      accessor,
      model: target,
      target: draft,
      relation,
      direction: "reverse",
      // Pairs, though each row may be in one alone, are reached by a manager.
      isToMany: isToMany || back.some((hop) => hop.isToMany),
      isNullable: true,
      isSymmetrical: isSymmetrical(entry),
      declaredBy,
      hops: back,
    });
  }
}

function addEnd(draft: Draft, end: RelationEnd): void {
  Object.freeze(end);
  if (end.queryName !== null) draft.names.set(end.queryName, end);
  if (end.accessor !== null) draft.accessors.set(end.accessor, end);
}

function hopsOf(
  draft: Draft,
  fieldName: string,
  entry: RelationField,
  complete: Definitions,
  drafts: ReadonlyMap<string, Draft>,
): [there: readonly Hop[], back: readonly Hop[]] {
  if (entry.relation !== "manyToMany") {
    const column = columnOf(draft, fieldName);
    return [[forwardHop(column)], [reverseHop(column)]];
  }
  const { through } = entry.options as ManyToManyOptions;
  const throughName = through ?? hiddenThroughName(draft.name, fieldName);
  const [source, target] =
    through === undefined
      ? hiddenEnds(draft.name, targetName(draft.name, entry))
      : throughEnds(complete, draft.name, entry);
  const throughModel = drafts.get(throughName)!;
  const [from, to] = [columnOf(throughModel, source!), columnOf(throughModel, target!)];
  return [
    [reverseHop(from), forwardHop(to)],
    [reverseHop(to), forwardHop(from)],
  ];
}
