/** Lookup paths of a model, up to a number of relations. */
import type { Column, Model, RelationEnd } from "../schema/registry.ts";

/** A path to a column. */
export interface ColumnPath {
  readonly text: string;
  readonly column: Column;
  readonly ends: readonly RelationEnd[];
}

/** A path to a relation, which it crosses. */
export interface RelationPath {
  readonly text: string;
  readonly end: RelationEnd;
  readonly ends: readonly RelationEnd[];
}

/** All paths of a model, those over fewer relations first. */
export interface Paths {
  readonly columns: readonly ColumnPath[];
  readonly relations: readonly RelationPath[];
}

const KNOWN = new WeakMap<Model, Map<number, Paths>>();

/** The paths of a model that cross at most `depth` relations. */
export function pathsOf(model: Model, depth: number): Paths {
  const byDepth = KNOWN.get(model) ?? new Map<number, Paths>();
  KNOWN.set(model, byDepth);
  const known = byDepth.get(depth) ?? findPaths(model, depth);
  byDepth.set(depth, known);
  return known;
}

function findPaths(model: Model, depth: number): Paths {
  const columns: ColumnPath[] = [];
  const relations: RelationPath[] = [];
  let level: { readonly at: Model; readonly prefix: string; readonly ends: RelationEnd[] }[] = [
    { at: model, prefix: "", ends: [] },
  ];
  for (let crossed = 0; crossed <= depth; crossed++) {
    const next: typeof level = [];
    for (const { at, prefix, ends } of level) {
      for (const [name, what] of at.names) {
        const text = prefix + name;
        if (what.type === "column") columns.push({ text, column: what, ends });
        else {
          if (crossed < depth) relations.push({ text, end: what, ends: [...ends, what] });
          next.push({ at: what.target, prefix: `${text}__`, ends: [...ends, what] });
        }
      }
    }
    level = next;
  }
  return { columns, relations };
}

/** The kind of a relation's end, for tables of what has been tried. */
export function relationName({ relation, direction, model, target }: RelationEnd): string {
  return `${direction} ${relation}${model === target ? " to itself" : ""}`;
}
