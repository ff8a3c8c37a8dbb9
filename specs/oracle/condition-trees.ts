/** Random trees of conditions, and what they mean in SQL. */
import fc from "fast-check";
import { F, Q, type QCondition } from "../../src/index.ts";
import { literal } from "./sqlite.ts";

/** One column that a condition may name: our path, and the same in SQL. */
export interface Field {
  readonly path: string;
  readonly column: string;
  readonly values: fc.Arbitrary<unknown>;
  /** The joins that the column needs beside those that every question has. */
  readonly joins?: readonly string[];
  /** Columns of like values, which may be null or not. */
  readonly others?: readonly {
    readonly path: string;
    readonly column: string;
    readonly isNullable: boolean;
  }[];
}

/** A lookup with two values, the second for the plan made for the first. */
export interface Leaf {
  readonly kind: "leaf";
  readonly key: string;
  readonly values: readonly [unknown, unknown];
  sql(value: unknown): string;
  /** Columns of which a null keeps the row in a negation. */
  readonly guards: readonly string[];
  readonly field: Field;
}

/** A tree of lookups. */
export type Tree =
  | Leaf
  | { readonly kind: "not"; readonly child: Tree }
  | { readonly kind: "and" | "or" | "xor"; readonly left: Tree; readonly right: Tree };

const SIGNS = { exact: "=", gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** A random lookup on one of these fields. */
export function leafOf(fields: readonly Field[]): fc.Arbitrary<Leaf> {
  return fc.constantFrom(...fields).chain((field) => {
    const { path, column: x, values, others = [] } = field;
    const make = (
      lookup: string,
      value: fc.Arbitrary<unknown>,
      sql: (value: never) => string,
      guards: readonly string[] = [x],
    ): fc.Arbitrary<Leaf> =>
      fc.tuple(value, value).map((pair) => ({
        kind: "leaf",
        key: `${path}__${lookup}`,
        values: pair,
        sql: sql as (value: unknown) => string,
        guards,
        field,
      }));
    const signs = Object.entries(SIGNS);
    const plain = signs.map(([lookup, sign]) =>
      make(lookup, values, (value) => `${x} ${sign} ${literal(value)}`),
    );
    const list = make(
      "in",
      fc.array(values, { maxLength: 3 }),
      (given: unknown[]) => `${x} IN (${given.map((value) => literal(value)).join(", ")})`,
    );
    const compared = others.map((other) =>
      fc
        .constantFrom(...signs)
        .chain(([lookup, sign]) =>
          make(
            lookup,
            fc.constant(F(other.path)),
            () => `${x} ${sign} ${other.column}`,
            other.isNullable ? [x, other.column] : [x],
          ),
        ),
    );
    const isNull = make("isnull", fc.constant(true), () => `${x} IS NULL`, []);
    const isSet = make("isnull", fc.constant(false), () => `${x} IS NOT NULL`, []);
    return fc.oneof(...plain, ...plain, list, isNull, isSet, ...compared);
  });
}

/** A random tree; connectives nest up to three deep. */
export function treeOf(
  leaf: fc.Arbitrary<Leaf>,
  kinds: readonly ("and" | "or" | "xor" | "not")[] = ["and", "or", "xor", "not"],
  depth = 3,
): fc.Arbitrary<Tree> {
  if (depth === 0) return leaf;
  const child = treeOf(leaf, kinds, depth - 1);
  const inner = fc.constantFrom(...kinds).chain((kind): fc.Arbitrary<Tree> => {
    if (kind === "not") return fc.record({ kind: fc.constant(kind), child });
    return fc.record({ kind: fc.constant(kind), left: child, right: child });
  });
  return fc.oneof({ arbitrary: leaf, weight: 2 }, { arbitrary: inner, weight: 3 });
}

/** The tree as users write it. */
export function toQ(tree: Tree, round: 0 | 1): QCondition {
  switch (tree.kind) {
    case "leaf":
      return Q({ [tree.key]: tree.values[round] });
    case "not":
      return toQ(tree.child, round).not();
    default:
      return toQ(tree.left, round)[tree.kind](toQ(tree.right, round));
  }
}

/**
 * The tree in SQL, as Django means it: a lookup under an odd number of negations is false for a
 * null, and XOR counts what is true.
 */
export function toSql(tree: Tree, round: 0 | 1, isNegated = false): string {
  switch (tree.kind) {
    case "leaf": {
      const condition = `(${tree.sql(tree.values[round])})`;
      if (!isNegated) return condition;
      return `(${[condition, ...tree.guards.map((x) => `${x} IS NOT NULL`)].join(" AND ")})`;
    }
    case "not":
      return `NOT ${toSql(tree.child, round, !isNegated)}`;
    default: {
      const [a, b] = [toSql(tree.left, round, isNegated), toSql(tree.right, round, isNegated)];
      if (tree.kind !== "xor") return `(${a} ${tree.kind.toUpperCase()} ${b})`;
      return `(iif(${a}, 1, 0) + iif(${b}, 1, 0) = 1)`;
    }
  }
}

/** The tree with its lookups replaced. */
export function mapLeaves(tree: Tree, change: (leaf: Leaf) => Leaf): Tree {
  switch (tree.kind) {
    case "leaf":
      return change(tree);
    case "not":
      return { kind: "not", child: mapLeaves(tree.child, change) };
    default: {
      const { kind, left, right } = tree;
      return { kind, left: mapLeaves(left, change), right: mapLeaves(right, change) };
    }
  }
}

/** The joins that the lookups of a tree need, each once. */
export function joinsOf(tree: Tree): readonly string[] {
  switch (tree.kind) {
    case "leaf":
      return tree.field.joins ?? [];
    case "not":
      return joinsOf(tree.child);
    default:
      return [...new Set([...joinsOf(tree.left), ...joinsOf(tree.right)])];
  }
}
