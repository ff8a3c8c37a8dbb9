/**
 * The tables of a plan while it is changed. Joins are shared and turned from inner to left and back
 * as Django does, since repeats and nulls in the answer depend on it.
 * Source: https://docs.djangoproject.com/en/5.2/topics/db/queries/#spanning-multi-valued-relationships
 */
import type { Column, Hop, Model } from "../schema/registry.ts";
import { type Expr, TRUE } from "./expression.ts";
import { copySource, type OpenSource, type Restriction, type Source } from "./logical-plan.ts";
import type { Walk } from "./path.ts";

/** The aliases that a path led to. */
export interface JoinedPath {
  /** The base, then one alias for each hop. */
  readonly aliases: readonly number[];
  readonly hops: readonly Hop[];
  readonly column: Column;
}

/** Thrown where a path crosses a multi-valued relation that may not be joined. */
export class MultiValuedPath {
  /** Names of the path up to the one that crosses. */
  readonly steps: Walk["steps"];

  constructor(steps: Walk["steps"]) {
    this.steps = steps;
  }
}

/** Aliases that a path may share; undefined means all. */
export type Reuse = Set<number> | undefined;

interface Joining {
  readonly reuse: Reuse;
  /** Whether multi-valued relations may be joined. */
  readonly allowMany?: boolean;
  /** The alias to start at. */
  readonly from?: number;
  /** Restrictions of filtered relations, by name. */
  readonly restrict?: (name: string, alias: number) => Expr;
}

export class SourceList {
  readonly sources: OpenSource[];

  constructor(sources: readonly Source[]) {
    this.sources = sources.map(copySource);
  }

  at(alias: number): Source {
    return this.sources[alias]!;
  }

  modelOf(alias: number): Model {
    return this.sources[alias]!.model;
  }

  /** The aliases that an alias hangs on, itself first. */
  wayTo(alias: number): readonly number[] {
    const way: number[] = [];
    for (let at = alias; at >= 0; at = this.at(at).parent) way.push(at);
    return way;
  }

  use(alias: number): void {
    this.sources[alias]!.references++;
  }

  release(alias: number): void {
    this.sources[alias]!.references--;
  }

  /** Aliases of inner joins. */
  innerAliases(): number[] {
    const aliases: number[] = [];
    for (let alias = 1; alias < this.sources.length; alias++) {
      if (this.sources[alias]!.kind === "inner") aliases.push(alias);
    }
    return aliases;
  }

  /** Joins along a path; single-valued joins are always shared, others as `reuse` allows. */
  follow(walk: Walk, joining: Joining): JoinedPath {
    const { reuse, allowMany = true, from = 0 } = joining;
    const aliases = [from];
    const hops: Hop[] = [];
    this.use(from);
    for (const [index, step] of walk.steps.entries()) {
      for (const hop of step.hops) {
        if (hop.isToMany && !allowMany) {
          throw new MultiValuedPath(crossing(walk.steps.slice(0, index + 1)));
        }
      }
    }
    for (const { hops: own, filtered } of walk.steps) {
      for (const [index, hop] of own.entries()) {
        const isLast = index === own.length - 1;
        const name = isLast ? filtered : undefined;
        const parent = aliases.at(-1)!;
        const isOpen = hop.isToMany || name !== undefined;
        const alias = this.join(parent, hop, isOpen ? reuse : undefined, name);
        if (name !== undefined && this.at(alias).restriction?.condition === undefined) {
          // The condition may speak of its own rows.
          this.sources[alias]!.restriction = { name, condition: TRUE };
          const condition = joining.restrict!(name, alias);
          this.sources[alias]!.restriction = { name, condition };
        }
        aliases.push(alias);
        hops.push(hop);
      }
    }
    return { aliases, hops, column: walk.named };
  }

  /** Drops last joins that a foreign key answers by itself, and says where the column is then. */
  trim({ aliases, hops, column }: JoinedPath): JoinedPath {
    let [at, target] = [aliases.length - 1, column];
    while (at > 0) {
      const hop = hops[at - 1]!;
      const alias = aliases[at]!;
      if (!hop.isForward || hop.toColumn !== target) break;
      if (this.at(alias).restriction !== undefined) break;
      target = hop.fromColumn;
      this.release(alias);
      at--;
    }
    return { aliases: aliases.slice(0, at + 1), hops: hops.slice(0, at), column: target };
  }

  /** The alias of a join: one that exists already and may be shared, else a new one. */
  join(parent: number, hop: Hop, reuse: Reuse, restriction?: string): number {
    for (let alias = this.sources.length - 1; alias > 0; alias--) {
      const source = this.sources[alias]!;
      const isSame =
        source.parent === parent &&
        source.hop?.fromColumn === hop.fromColumn &&
        source.hop.toColumn === hop.toColumn &&
        source.restriction?.name === restriction;
      if (isSame && (reuse === undefined || reuse.has(alias))) {
        source.references++;
        return alias;
      }
    }
    return this.#add(parent, hop, restriction);
  }

  #add(parent: number, hop: Hop, name: string | undefined): number {
    const isLeft = hop.isNullable || this.at(parent).kind === "left";
    const isTaken = this.sources.some((source) => source.model === hop.to);
    this.sources.push({
      model: hop.to,
      name: isTaken ? `T${this.sources.length + 1}` : hop.to.name,
      parent,
      hop,
      kind: isLeft ? "left" : "inner",
      isNullable: hop.isNullable,
      references: 1,
      restriction: name === undefined ? undefined : ({ name } as Restriction),
    });
    return this.sources.length - 1;
  }

  /** Makes joins left ones, and those that hang on them, where there may be no match. */
  promote(aliases: Iterable<number>): void {
    const open = [...aliases];
    for (let alias = open.shift(); alias !== undefined; alias = open.shift()) {
      if (alias === 0) continue;
      const source = this.sources[alias]!;
      const isBelowLeft = source.parent >= 0 && this.at(source.parent).kind === "left";
      if (source.kind === "left" || !(source.isNullable || isBelowLeft)) continue;
      source.kind = "left";
      for (const [child, { parent }] of this.sources.entries()) {
        if (parent === alias && !open.includes(child)) open.push(child);
      }
    }
  }

  /** Makes joins inner ones. */
  demote(aliases: Iterable<number>): void {
    for (const alias of aliases) this.sources[alias]!.kind = "inner";
  }
}

/** The steps up to the first multi-valued hop of the last one, which is cut there. */
function crossing(steps: Walk["steps"]): Walk["steps"] {
  const last = steps.at(-1)!;
  const end = last.hops.findIndex((hop) => hop.isToMany) + 1;
  // It is the last hop of a filtered relation that has its condition.
  const filtered = end === last.hops.length ? last.filtered : undefined;
  return [...steps.slice(0, -1), { ...last, hops: last.hops.slice(0, end), filtered }];
}
