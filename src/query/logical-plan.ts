import type { Hop, Model } from "../schema/registry.ts";
import type { EmbeddedQuery, Expr } from "./expression.ts";
import type { OrderTermSyntax } from "./syntax.ts";

/**
 * A table in the FROM of a question, under an alias: its place in the plan's list. The first is the
 * base; each other one is joined to the one it came from.
 */
export interface Source {
  readonly model: Model;
  /** The name that Django would give the alias: two queries may mean the same one by it. */
  readonly name: string;
  /** Alias that it is joined to, -1 for the base. */
  readonly parent: number;
  readonly hop: Hop | undefined;
  /** A left join keeps rows without a match. */
  readonly kind: "inner" | "left";
  /** Whether there may be no match. */
  readonly isNullable: boolean;
  /** How often it is used; a source without uses is not joined. */
  readonly references: number;
  /** The name of a filtered relation, and what its rows must meet to be joined. */
  readonly restriction: Restriction | undefined;
}

/** A source that may still change. */
export type OpenSource = { -readonly [K in keyof Source]: Source[K] };

/** What a joined row must meet beside the equality of the keys. */
export interface Restriction {
  readonly name: string;
  readonly condition: Expr;
}

/** One term of an order whose names have been resolved. */
export interface OrderTerm {
  readonly expression: Expr;
  readonly isDescending: boolean;
  readonly nulls: "first" | "last" | undefined;
}

/** A term of an order as it was asked for; its values follow `firstParameter`. */
export interface GivenOrder {
  readonly term: string | OrderTermSyntax;
  readonly firstParameter: number;
}

/** The columns that `values()` and `valuesList()` ask for. */
export interface ValuesClause {
  /** Names in the order given, annotations among them. */
  readonly names: readonly string[];
  /** Names that are columns, and what they stand for. */
  readonly fields: readonly string[];
  readonly columns: readonly Expr[];
}

/** Rows of several questions put together. */
export interface Combination {
  readonly operator: "union" | "intersection" | "difference";
  readonly isAll: boolean;
  readonly queries: readonly EmbeddedQuery[];
  /** Names that `values()` asks of the parts that give rows; undefined asks for the rows. */
  readonly selected: readonly string[] | undefined;
}

/** Aggregates over all rows, in place of the rows. */
export interface Summary {
  readonly columns: ReadonlyMap<string, Expr>;
  /** The question whose output they go over, where it has groups, repeats to drop or a slice. */
  readonly inner: LogicalPlan | undefined;
}

/** A relation under another name, with a condition of its own. */
export interface FilteredPath {
  readonly path: string;
  readonly condition: object;
  readonly firstParameter: number;
}

/**
 * What is asked, not how: tables, conditions and output as SQL would have them. Its rows are those
 * of every combination of joined rows that meets all conditions, so a base row repeats. Plans are
 * changed by {@link changePlan}.
 */
export interface LogicalPlan {
  readonly kind: "select";
  readonly model: Model;
  readonly sources: readonly Source[];
  /** The alias that the others hang on: 0 but in queries made from the middle of a path. */
  readonly root: number;
  /** Conditions, all of which hold. */
  readonly where: readonly Expr[];
  readonly annotations: ReadonlyMap<string, Expr>;
  /** Names of the annotations that are part of the result; undefined means all. */
  readonly mask: ReadonlySet<string> | undefined;
  readonly filtered: ReadonlyMap<string, FilteredPath>;
  readonly values: ValuesClause | undefined;
  /** "row" groups by the base row; undefined does not group. */
  readonly groupBy: "row" | readonly Expr[] | undefined;
  /** The order asked for; undefined is the model's own, an empty list is none. */
  readonly ordering: readonly GivenOrder[] | undefined;
  readonly isReversed: boolean;
  readonly isDistinct: boolean;
  /** Paths of which only the first row of each value is kept. */
  readonly distinctOn: readonly string[];
  /** Asks for nothing. */
  readonly isNone: boolean;
  readonly combination: Combination | undefined;
  readonly summary: Summary | undefined;
  /** Aliases that the next filter shares although they are multi-valued: a related manager's own. */
  readonly shared: readonly number[];
  readonly parameterCount: number;
  /** How many questions lie one within the other in it: as parts, or inside expressions. */
  readonly depth: number;
  /** Whether the answer may hang on the time at which it is asked. */
  readonly readsClock: boolean;
}

/** A plan whose order and grouping have been resolved, ready to be planned. */
export interface OrderedPlan extends LogicalPlan {
  readonly order: readonly OrderTerm[];
  /** Terms to group by; undefined does not group. */
  readonly groups: readonly Expr[] | undefined;
  /** The columns that `distinctOn` names. */
  readonly distinctTerms: readonly Expr[];
  /** Whether the order is that of the model, which a grouped question does not follow. */
  readonly isModelOrder: boolean;
}

/** All rows of a model. */
export function makeSelect(model: Model): LogicalPlan {
  const base: Source = {
    model,
    name: model.name,
    parent: -1,
    hop: undefined,
    kind: "inner",
    isNullable: false,
    references: 1,
    restriction: undefined,
  };
  const plan: OrderedPlan = {
    kind: "select",
    model,
    sources: [base],
    root: 0,
    where: [],
    annotations: new Map(),
    mask: undefined,
    filtered: new Map(),
    values: undefined,
    groupBy: undefined,
    ordering: undefined,
    isReversed: false,
    isDistinct: false,
    distinctOn: [],
    isNone: false,
    combination: undefined,
    summary: undefined,
    shared: [],
    parameterCount: 0,
    depth: 0,
    readsClock: false,
    order: [],
    groups: undefined,
    distinctTerms: [],
    isModelOrder: true,
  };
  return plan;
}

/**
 * The plan with changes. All plans have the layout that {@link makeSelect} gives them, with places for
 * what resolving adds: in V8 each spread of a spread has a layout of its own, and where a line has met
 * more than four of them, the next spread takes 5 µs in place of 0.1.
 */
export function changePlan<P extends LogicalPlan>(plan: P, changes: Partial<P>): P {
  return Object.assign(copyPlan(plan as LogicalPlan as OrderedPlan), changes) as LogicalPlan as P;
}

/** A source of one's own, in the layout that all have, as plans do. */
export function copySource(source: Source): OpenSource {
  return {
    model: source.model,
    name: source.name,
    parent: source.parent,
    hop: source.hop,
    kind: source.kind,
    isNullable: source.isNullable,
    references: source.references,
    restriction: source.restriction,
  };
}

function copyPlan(plan: OrderedPlan): OrderedPlan {
  return {
    kind: plan.kind,
    model: plan.model,
    sources: plan.sources,
    root: plan.root,
    where: plan.where,
    annotations: plan.annotations,
    mask: plan.mask,
    filtered: plan.filtered,
    values: plan.values,
    groupBy: plan.groupBy,
    ordering: plan.ordering,
    isReversed: plan.isReversed,
    isDistinct: plan.isDistinct,
    distinctOn: plan.distinctOn,
    isNone: plan.isNone,
    combination: plan.combination,
    summary: plan.summary,
    shared: plan.shared,
    parameterCount: plan.parameterCount,
    depth: plan.depth,
    readsClock: plan.readsClock,
    order: plan.order,
    groups: plan.groups,
    distinctTerms: plan.distinctTerms,
    isModelOrder: plan.isModelOrder,
  };
}
