import { LookupError, UsageError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import type { ConditionTree } from "../schema/condition.ts";
import type { Kind } from "../schema/kind.ts";
import type { Column, Model } from "../schema/registry.ts";
import { aliasesOf } from "./aliases.ts";
import { findCustomTransform } from "./custom-lookups.ts";
import { containsAggregate, containsWindow, type Expr } from "./expression.ts";
import { typeOf } from "./expression-type.ts";
import { findTransform, transformNames } from "./functions/functions.ts";
import type { ScalarFunction } from "./functions/scalar-function.ts";
import { jsonKeyTransform } from "./json-key.ts";
import { changePlan, type FilteredPath, type LogicalPlan } from "./logical-plan.ts";
import { findLookup, lookupNames } from "./lookups.ts";
import type { Parameter, Prepare } from "./parameter.ts";
import { type Walk, walkPath, walkWhole } from "./path.ts";
import { type JoinedPath, type Reuse, SourceList } from "./source-list.ts";

/** How the names in an expression may be resolved. */
export interface Scope {
  /** Aliases that its joins may share; undefined means all. */
  readonly reuse: Reuse;
  /** Whether annotations are referred to rather than computed again: in `aggregate()`. */
  readonly summarize: boolean;
  /** Resolves a condition inside the expression. */
  condition(builder: PlanBuilder, tree: ConditionTree, scope: Scope): Expr;
}

/** A column or expression at the end of a path, and what may be compared with it. */
export interface ResolvedPath {
  readonly expression: Expr;
  readonly walk: Walk | undefined;
  /** Aliases that were joined for it, those included that are not needed in the end. */
  readonly joined: readonly number[];
  /** Aliases that are needed. */
  readonly aliases: readonly number[];
}

/** What builders of parts of one plan share. */
interface SharedParts {
  readonly prepares?: Prepare[];
  readonly firstParameter?: number;
  readonly list?: SourceList;
  /** How many values were lifted out of the step. */
  readonly slotCount?: number;
}

/** A plan while a step of a chain changes it. */
export class PlanBuilder {
  readonly base: LogicalPlan;
  readonly model: Model;
  readonly list: SourceList;
  readonly annotations: Map<string, Expr>;
  readonly filtered: Map<string, FilteredPath>;
  /** What prepares the value of each slot of the step. */
  readonly prepares: Prepare[];
  /** Number of the parameter that slot 0 becomes. */
  readonly firstParameter: number;
  readonly slotCount: number;

  constructor(base: LogicalPlan, shared: SharedParts = {}) {
    const { prepares = [], firstParameter = base.parameterCount, list, slotCount = 0 } = shared;
    this.base = base;
    this.model = base.model;
    this.list = list ?? new SourceList(base.sources);
    this.annotations = new Map(base.annotations);
    this.filtered = new Map(base.filtered);
    this.prepares = prepares;
    this.firstParameter = firstParameter;
    this.slotCount = slotCount;
  }

  /** The plan with changes. */
  build(changes: Partial<LogicalPlan>): LogicalPlan {
    return changePlan(this.base, {
      sources: this.list.sources,
      annotations: this.annotations,
      filtered: this.filtered,
      shared: [],
      parameterCount: this.base.parameterCount + this.slotCount,
      ...changes,
    });
  }

  /** The parameter that a slot becomes, whose values are prepared by `prepare`. */
  parameter(slot: number, type: Kind, prepare: Prepare): Expr {
    this.prepares[slot] = prepare;
    return { kind: "parameter", parameter: this.firstParameter + slot, type };
  }

  /** Joins along a path, without the joins that a foreign key answers by itself. */
  follow(walk: Walk, scope: Scope, allowMany = true): { full: JoinedPath; trimmed: JoinedPath } {
    const full = this.list.follow(walk, {
      reuse: scope.reuse,
      allowMany,
      from: this.base.root,
      restrict: (name, alias) => this.#restriction(name, alias, scope),
    });
    const trimmed = this.list.trim(full);
    if (scope.reuse !== undefined) for (const alias of trimmed.aliases) scope.reuse.add(alias);
    return { full, trimmed };
  }

  /** The condition of a filtered relation; values in it speak of the model asked. */
  #restriction(name: string, alias: number, scope: Scope): Expr {
    const { path, condition, firstParameter } = this.filtered.get(name)!;
    const { annotations, filtered, list } = this;
    const builder = new PlanBuilder(changePlan(this.base, { annotations, filtered }), {
      firstParameter,
      list,
      // Its values are prepared in the step that gives it; later ones only refer to them.
      ...(firstParameter === this.firstParameter ? { prepares: this.prepares } : {}),
    });
    const own = renamePaths(condition as ConditionTree, path, { name, model: this.model });
    const near = list.wayTo(alias);
    const reuse = scope.reuse && new Set([...scope.reuse, ...near]);
    const uses = list.sources.map(({ references }) => references);
    const resolved = scope.condition(builder, own, { ...scope, reuse, summarize: false });
    // What it reads is there as long as its relation is.
    for (const [at, references] of uses.entries()) list.sources[at]!.references = references;
    this.#checkRestriction(resolved, { name, near, path });
    return resolved;
  }

  /** @throws {UsageError} for a condition that reads more than the rows on the way of its relation. */
  #checkRestriction(
    condition: Expr,
    {
      name,
      near,
      path,
    }: { readonly name: string; readonly near: readonly number[]; readonly path: string },
  ): void {
    const { model } = this;
    const what = `The filtered relation "${name}" on ${model.name}`;
    if (containsAggregate(condition) || containsWindow(condition)) {
      throw new UsageError(`${what} has a condition on an aggregate or a window function.`, {
        code: "bad-filtered-relation",
      });
    }
    if ([...aliasesOf(condition)].every((each) => near.includes(each))) return;
    throw new UsageError(`${what} has a condition that reaches beyond ${path}.`, {
      code: "bad-filtered-relation",
      hint: `It may read columns of ${path}, and compare them with columns of ${model.name}.`,
    });
  }

  /** The walk of a path; names of filtered relations are paths too. */
  walk(path: string): Walk {
    return walkPath(this.model, path, this.#aliases());
  }

  walkWhole(path: string): Walk {
    return walkWhole(this.model, path, this.#aliases());
  }

  #aliases() {
    const { filtered, annotations } = this;
    return {
      get: (name: string) => filtered.get(name),
      keys: () => [...filtered.keys(), ...annotations.keys()],
    };
  }

  /**
   * What a path stands for where no lookup follows: an annotation or a column, with transforms.
   * @throws {LookupError} for a name that does not exist, with the nearest ones.
   */
  reference(path: string, scope: Scope): ResolvedPath {
    const annotation = this.annotation(path, scope);
    if (annotation !== undefined) {
      const { expression, rest } = annotation;
      return {
        expression: this.transformAll(expression, rest, { path }),
        walk: undefined,
        joined: [],
        aliases: [],
      };
    }
    const walk = this.walk(path);
    if (walk.rest.length > 0) this.#checkTransforms(walk);
    const { full, trimmed } = this.follow(walk, scope);
    const column = columnAt(trimmed);
    return {
      expression: this.transformAll(column, walk.rest, { path }),
      walk,
      joined: full.aliases,
      aliases: trimmed.aliases,
    };
  }

  #checkTransforms(walk: Walk): void {
    const kind = walk.named.kind;
    const [first] = walk.rest;
    if (walk.relatedTo === undefined && transformOf(first!, kind) !== undefined) return;
    walkWhole(this.model, walk.text, this.#aliases());
  }

  /** The annotation that a path starts with, and the transforms after it. */
  annotation(
    path: string,
    { summarize }: Pick<Scope, "summarize">,
  ): { readonly expression: Expr; readonly rest: readonly string[] } | undefined {
    if (this.annotations.size === 0) return undefined;
    const whole = this.annotations.get(path);
    const refer = (name: string, expression: Expr): Expr =>
      summarize ? { kind: "reference", name, expression } : expression;
    if (whole !== undefined) return { expression: refer(path, whole), rest: [] };
    const segments = path.split("__");
    for (let end = segments.length - 1; end > 0; end--) {
      const name = segments.slice(0, end).join("__");
      const expression = this.annotations.get(name);
      if (expression !== undefined) {
        return { expression: refer(name, expression), rest: segments.slice(end) };
      }
    }
    return undefined;
  }

  /**
   * An expression with the words of a path after it applied as transforms, such as `year`: all of
   * them, or those before the place `until`.
   */
  transformAll(
    expression: Expr,
    words: readonly string[],
    { path, until = words.length }: { readonly path: string; readonly until?: number },
  ): Expr {
    let at = expression;
    for (let i = 0; i < until; i++) {
      const fn = transformOf(words[i]!, typeOf(at));
      if (fn === undefined) throw this.#noTransform(at, words.slice(i), path);
      at = { kind: "call", fn, args: [at] };
    }
    return at;
  }

  #noTransform(expression: Expr, words: readonly string[], path: string): LookupError {
    const isLookup = findLookup(words[0]!) !== undefined && words.length > 1;
    return isLookup
      ? this.afterLookup(path, words)
      : this.unknownLookup(expression, words[0]!, path);
  }

  /** The error for a path that goes on after a lookup; `words` are the lookup and what follows it. */
  afterLookup(path: string, words: readonly string[]): LookupError {
    const [name, extra] = words;
    return new LookupError(
      `Nothing can follow the lookup "${name}" in "${path}" on ${this.model.name}; got "${extra}".`,
      {
        code: "unknown-lookup",
        model: this.model.name,
        path,
        position: path.split("__").length - words.length + 1,
      },
    );
  }

  /** The error for a word that is neither a transform nor a lookup of an expression. */
  unknownLookup(expression: Expr, name: string, path: string): LookupError {
    const kind = typeOf(expression);
    const parts = kind === undefined ? [] : transformNames(kind);
    const known = [...lookupNames(), ...parts];
    const segments = path.split("__");
    const what =
      expression.kind === "column"
        ? `${expression.column.model.name}.${expression.column.field}`
        : `"${segments[0]}"`;
    return new LookupError(
      `${what} has no lookup "${name}" (in "${path}" on ${this.model.name}).`,
      {
        code: "unknown-lookup",
        model: this.model.name,
        path,
        position: Math.max(0, segments.lastIndexOf(name)),
        suggestions: known,
        hint: suggest(name, known),
      },
    );
  }
}

/** The expression for the column that a joined path ends at. */
export function columnAt({ aliases, column }: JoinedPath): Expr {
  return { kind: "column", alias: aliases.at(-1)!, column };
}

/** The function that a word after a value of this kind stands for, unless it is a lookup. */
export function transformOf(name: string, kind: Kind | undefined): ScalarFunction | undefined {
  if (kind === undefined) return undefined;
  if (kind.name === "json") {
    return findLookup(name) === undefined ? jsonKeyTransform(name) : undefined;
  }
  return findTransform(name, kind) ?? findCustomTransform(name, kind);
}

/** The model whose instances a path may be compared with, and the column of it that counts. */
export function relatedEnd(walk: Walk | undefined): {
  readonly relatedTo: Model | undefined;
  readonly named: Column | undefined;
} {
  const { relatedTo, named } = walk ?? {};
  if (relatedTo !== undefined) return { relatedTo, named };
  // The column of a foreign key stands for the relation.
  return { relatedTo: named?.reference?.model, named: named?.reference?.column };
}

/** A condition whose paths start with the name of a filtered relation in place of the relation's path. */
function renamePaths(
  tree: ConditionTree,
  relation: string,
  at: { readonly name: string; readonly model: Model },
): ConditionTree {
  switch (tree.kind) {
    case "lookups": {
      const lookups: { [path: string]: unknown } = Object.create(null);
      for (const path of Object.keys(tree.lookups)) {
        if (path !== relation && !path.startsWith(`${relation}__`)) {
          throw new UsageError(
            `The filtered relation "${at.name}" on ${at.model.name} has a condition on "${path}"; expected paths that start with "${relation}".`,
            { code: "bad-filtered-relation" },
          );
        }
        lookups[`${at.name}${path.slice(relation.length)}`] = tree.lookups[path];
      }
      return { kind: "lookups", lookups };
    }
    case "not":
      return { kind: "not", child: renamePaths(tree.child, relation, at) };
    case "expression":
      return tree;
    default:
      return {
        kind: tree.kind,
        children: tree.children.map((child) => renamePaths(child, relation, at)),
      };
  }
}

/** Values of a step in their canonical form, in their own array. */
export function prepareAll(
  values: unknown[],
  prepares: readonly (Prepare | undefined)[],
): readonly Parameter[] {
  for (let i = 0; i < values.length; i++) {
    const prepare = prepares[i];
    if (prepare !== undefined) values[i] = prepare(values[i]);
  }
  return values as Parameter[];
}
