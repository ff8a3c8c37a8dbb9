import type { Value } from "../value.ts";
import type { ConditionTree } from "./condition.ts";
import type { OnDelete, RelationKind, Validator } from "./field.ts";
import type { Kind, Place } from "./kind.ts";
import type { ModelOptions } from "./model.ts";

/** What a foreign key column points at. */
export interface Reference {
  readonly model: Model;
  readonly column: Column;
  /** False where the key may point at rows that do not exist. */
  readonly isConstrained: boolean;
  readonly onDelete: OnDelete;
}

/** A stored column of a model. */
export interface Column {
  readonly type: "column";
  /** Property of rows: the field's name, or `person_id` for a foreign key `person`. */
  readonly name: string;
  /** Name of the field as the user wrote it. */
  readonly field: string;
  readonly model: Model;
  readonly position: number;
  readonly kind: Kind;
  readonly place: Place;
  readonly isNullable: boolean;
  readonly isUnique: boolean;
  readonly isPrimaryKey: boolean;
  readonly isIndexed: boolean;
  /** Whether the store counts its values up. */
  readonly isAuto: boolean;
  readonly hasDefault: boolean;
  /** The default, or the function that makes it. */
  readonly default: unknown;
  /** When the store's clock sets it. */
  readonly clock: "save" | "create" | undefined;
  readonly choices: ReadonlySet<Value> | undefined;
  readonly validators: readonly Validator<Value>[];
  readonly reference: Reference | undefined;
  /** Whether `fullClean()` lets it be empty. */
  readonly isBlank: boolean;
  /** Whether `fullClean()` asks for a value and for choices. */
  readonly isEditable: boolean;
  /** The user's texts for what `fullClean()` finds, by code. */
  readonly errorMessages: ReadonlyMap<string, string>;
  readonly uniqueFor: readonly DateRule[];
}

/** No two rows whose dates have this part in common have the same value, as `fullClean()` sees it. */
export interface DateRule {
  readonly part: "date" | "year" | "month";
  readonly dates: Column;
}

/** What `fullClean()` says when a constraint is broken. */
export interface Violation {
  readonly message: string | undefined;
  readonly code: string | undefined;
}

/** One step from a row to the rows of another model whose column equals one of its own. */
export interface Hop {
  readonly from: Model;
  readonly fromColumn: Column;
  readonly to: Model;
  readonly toColumn: Column;
  /** From the foreign key to its target, or back. */
  readonly isForward: boolean;
  readonly isToMany: boolean;
  /** Whether there may be no row at the other end. */
  readonly isNullable: boolean;
}

/** One of the two ends of a relation, as a model has it. */
export interface RelationEnd {
  readonly type: "relation";
  /** The word in lookups; null where the way back is hidden. */
  readonly queryName: string | null;
  /** The property of instances; null where the way back is hidden. */
  readonly accessor: string | null;
  readonly model: Model;
  readonly target: Model;
  readonly relation: RelationKind;
  readonly direction: "forward" | "reverse";
  readonly isToMany: boolean;
  readonly isNullable: boolean;
  /** Whether it is a many-to-many to its own model whose pairs hold in both directions. */
  readonly isSymmetrical: boolean;
  /** Name of the field that declares the relation, and of the model that has it. */
  readonly declaredBy: { readonly model: string; readonly field: string };
  /** One for a foreign key, two for a many-to-many. */
  readonly hops: readonly Hop[];
}

/** No two rows agree in these columns. */
export interface UniqueRule {
  readonly name: string;
  /** Whether the user chose the name. */
  readonly isNamed: boolean;
  readonly columns: readonly Column[];
  readonly condition: ConditionTree | undefined;
  /** Of a constraint; undefined where a field or `uniqueTogether` makes the rule. */
  readonly violation: Violation | undefined;
}

/** No row fails this condition. */
export interface CheckRule {
  readonly name: string;
  readonly condition: ConditionTree;
  readonly violation: Violation;
}

/** An ordered index that the user asked for. */
export interface IndexRule {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** A model with all its names resolved. */
export interface Model {
  readonly name: string;
  readonly position: number;
  /** True for the through model of a plain many-to-many. */
  readonly isHidden: boolean;
  readonly columns: readonly Column[];
  readonly pk: Column;
  /** What the first word of a lookup stands for: fields, columns, `pk`, ways back. */
  readonly names: ReadonlyMap<string, Column | RelationEnd>;
  /** Relations by the property of instances that reads them. */
  readonly accessors: ReadonlyMap<string, RelationEnd>;
  readonly uniques: readonly UniqueRule[];
  readonly checks: readonly CheckRule[];
  readonly indexes: readonly IndexRule[];
  /** Its own foreign key columns. */
  readonly references: readonly Column[];
  /** Foreign key columns, its own among them, that point at it. */
  readonly incoming: readonly Column[];
  readonly ordering: readonly string[];
  readonly latestBy: readonly string[];
  readonly options: ModelOptions;
}

/** All models of a store. */
export interface Registry {
  /** In the order of declaration, hidden through models last. */
  readonly models: readonly Model[];
  readonly byName: ReadonlyMap<string, Model>;
}
