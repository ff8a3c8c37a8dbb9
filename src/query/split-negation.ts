import type { Column } from "../schema/registry.ts";
import { aliasesOf } from "./aliases.ts";
import { copySource, type LogicalPlan, type OpenSource, type Source } from "./logical-plan.ts";
import type { PathStep } from "./path.ts";
import { isSyntax } from "./syntax.ts";

/** A question whose first joins are left away, to be tied to the row that it is asked for. */
export interface TrimmedStart {
  readonly sources: readonly Source[];
  /** The alias that the others hang on now. */
  readonly root: number;
  /** The column that is tied, and its alias. */
  readonly column: Column;
  readonly alias: number;
  /** The path to what it is tied to, on the row that it is asked for. */
  readonly name: string;
  /** Whether a join that was left away may have no match. */
  readonly crossesLeft: boolean;
}

/**
 * Leaves away the joins before the first multi-valued hop, and that hop itself where its rows are
 * needed: what remains starts at the far side. Where what remains reads the row that is asked for on
 * its own account, nothing is left away, and it is that row which is tied.
 */
export function trimStart(plan: LogicalPlan, steps: readonly PathStep[]): TrimmedStart {
  const hops = steps.flatMap((step) => step.hops);
  const aliases = followExisting(plan, steps);
  const sources = plan.sources.map(copySource);
  const crossing = hops.length - 1;
  let crossesLeft = false;
  for (let i = 0; i < crossing; i++) {
    if (sources[aliases[i + 1]!]!.kind === "left") crossesLeft = true;
    sources[aliases[i]!]!.references--;
  }
  const hop = hops[crossing]!;
  const near = aliases[crossing]!;
  const far = aliases[crossing + 1]!;
  const { kind, restriction } = sources[far]!;
  const name = [...namesWithin(steps, crossing), hop.fromColumn.name].join("__");
  const keepsNear = kind === "left" || restriction !== undefined;
  if (!keepsNear) sources[near]!.references--;
  const root = makeRoot(sources);
  if (isTorn(sources, root)) {
    const { model } = plan.sources[0]!;
    return { sources: plan.sources, root: 0, column: model.pk, alias: 0, name: "pk", crossesLeft };
  }
  return keepsNear
    ? { sources, root, column: hop.fromColumn, alias: near, name, crossesLeft }
    : { sources, root, column: hop.toColumn, alias: far, name, crossesLeft };
}

/** The first source that is still used has nothing before it to be joined to. */
function makeRoot(sources: OpenSource[]): number {
  const root = sources.findIndex(({ references }) => references > 0);
  Object.assign(sources[root]!, { parent: -1, hop: undefined, kind: "inner" });
  return root;
}

/** Whether a source is still used that hangs on one that is not, or reads it. */
function isTorn(sources: readonly Source[], root: number): boolean {
  const isGone = (alias: number): boolean => sources[alias]!.references === 0;
  return sources.some(({ references, parent, restriction }, alias) => {
    if (references === 0 || alias === root) return false;
    const read = restriction === undefined ? [] : [...aliasesOf(restriction.condition)];
    return parent < 0 || [parent, ...read].some(isGone);
  });
}

/** The aliases of a path that has been joined already. */
function followExisting(plan: LogicalPlan, steps: readonly PathStep[]): number[] {
  const aliases = [0];
  for (const { hops, filtered } of steps) {
    for (const [index, hop] of hops.entries()) {
      const parent = aliases.at(-1)!;
      const name = index === hops.length - 1 ? filtered : undefined;
      const found = plan.sources.findIndex(
        (source) =>
          source.parent === parent &&
          source.hop?.fromColumn === hop.fromColumn &&
          source.hop.toColumn === hop.toColumn &&
          source.restriction?.name === name,
      );
      aliases.push(found);
    }
  }
  return aliases;
}

/** Names of the steps that lie wholly within the first hops. */
function namesWithin(steps: readonly PathStep[], hopCount: number): string[] {
  const names: string[] = [];
  let left = hopCount;
  for (const step of steps) {
    left -= step.hops.length;
    if (left < 0) break;
    names.push(step.name);
  }
  return names;
}

/** A value that names a column of the row that is asked for, as the query inside sees it. */
export function outward(value: unknown): unknown {
  if (!isSyntax(value)) return value;
  if (value.kind === "path") return { kind: "outer", path: value.path, depth: 1 };
  if (value.kind === "outer") return { ...value, depth: value.depth + 1 };
  return value;
}
