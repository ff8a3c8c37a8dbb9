import { isUsableRange } from "../planner/access-path.ts";
import type { Test } from "../planner/conditions.ts";
import { baseOrder } from "../planner/row-order.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Column, Model } from "../schema/registry.ts";
import { answers } from "../tables/layout.ts";
import type { PlainQuestion } from "./plans-within.ts";

/** An index that a question could use and its table does not have. */
export interface CandidateIndex {
  readonly model: Model;
  readonly columns: readonly Column[];
}

/** Text that is the same for the same index. */
export function keyOfIndex({ model, columns }: CandidateIndex): string {
  return [model.name, ...columns.map(({ name }) => name)].join(" ");
}

/**
 * The indexes that could serve a question: for each of its tables the columns of equalities, alone or
 * together, after a key that the table is joined by or not, then a range or the order asked for.
 */
export function candidateIndexes({ compiled, question }: PlainQuestion): readonly CandidateIndex[] {
  const { logical, candidates } = compiled;
  const { tests } = candidates[0]!.plan.conditions;
  const found = new Map<string, CandidateIndex>();
  for (const [alias, { model, references }] of logical.sources.entries()) {
    if ((references === 0 && alias !== logical.root) || model.isHidden) continue;
    const { indexes } = question.database.table(model).layout;
    const has = (columns: Columns): boolean => indexes.some((spec) => answers(spec, columns));
    for (const columns of columnLists(logical, alias, tests)) {
      const index = { model, columns };
      if (columns.length === 0 || columns[0]!.isPrimaryKey || has(columns)) continue;
      found.set(keyOfIndex(index), index);
    }
  }
  return [...found.values()];
}

type Columns = readonly Column[];

function columnLists(plan: OrderedPlan, alias: number, tests: readonly Test[]): readonly Columns[] {
  const own = tests.filter((test) => test.alias === alias && test.column.kind.collation !== "none");
  const columnsOf = (holds: (test: Test) => boolean): Columns => [
    ...new Set(own.filter(holds).map(({ column }) => column)),
  ];
  const equal = columnsOf(({ lookup }) => lookup.indexUse === "equal");
  const anyOf = columnsOf(({ lookup }) => lookup.indexUse === "any-of");
  const ranges = columnsOf(isUsableRange);
  const one = (columns: Columns): readonly Columns[] => columns.map((column) => [column]);
  const heads = [[], ...one(joinKeys(plan, alias))];
  const bodies = [[], ...one(equal), equal];
  const tails = [[], ...one(ranges), orderColumns(plan, alias)];
  const lists = heads.flatMap((head) =>
    bodies.flatMap((body) => tails.map((tail) => [...new Set([...head, ...body, ...tail])])),
  );
  return [...one(anyOf), ...lists].map(withoutLastKey);
}

/** The columns by which a table is joined to those beside it. */
function joinKeys({ sources, root }: OrderedPlan, alias: number): Columns {
  const own = alias === root ? undefined : sources[alias]!.hop?.toColumn;
  const below = sources.flatMap(({ parent, hop, references }) =>
    parent === alias && references > 0 && hop !== undefined ? hop.fromColumn : [],
  );
  const keys = [...(own === undefined ? [] : [own]), ...below];
  return [...new Set(keys)].filter(({ isPrimaryKey }) => !isPrimaryKey);
}

function orderColumns(plan: OrderedPlan, alias: number): Columns {
  return alias === plan.root ? (baseOrder(plan)?.columns ?? []) : [];
}

/** The rows of every index with the same values come by primary key anyway. */
function withoutLastKey(columns: Columns): Columns {
  return columns.at(-1)?.isPrimaryKey === true ? columns.slice(0, -1) : columns;
}
