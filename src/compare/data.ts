/** Which data a question is asked of. */
import { UsageError } from "../errors.ts";
import type { Question } from "../exec/executor.ts";
import { type Chain, questionOf } from "../orm/chain.ts";
import { ownPlans } from "../planner/options.ts";
import type { Column, Registry } from "../schema/registry.ts";
import { Database } from "../state/database.ts";
import { translateLayout } from "../tables/layout.ts";
import { Table } from "../tables/table.ts";
import { showValue } from "../value.ts";

/** A state of the data: a store, a fork, a transaction, what `at()` gives, or a snapshot. */
export type DataSource = Database | { readonly database: Database };

/**
 * The question of a chain, to be asked of its own data or of other data of the same models. A store
 * that was opened apart with models of its own is copied, with the indexes that it has.
 * @throws {UsageError} for data of other models, and for what has none.
 */
export function questionOn(call: string, chain: Chain, data?: DataSource): Question {
  const question = questionOf(chain);
  if (data === undefined) return question;
  const given = (data as { readonly database?: unknown } | null)?.database ?? data;
  if (!(given instanceof Database)) {
    throw new UsageError(`${call} got data ${showValue(data)}.`, {
      code: "bad-data",
      hint: "Take a store, a fork(), a snapshot() or what at() gives.",
    });
  }
  const { registry } = question.database;
  if (given.registry.models === registry.models) return onOwnModels(question, given);
  const other = firstDifference(registry, given.registry);
  if (other === undefined) return { ...question, ...adopted(question, given) };
  throw new UsageError(`${call} got data of other models: ${other}.`, {
    code: "other-models",
    hint: "Take data of the models that the QuerySet asks.",
  });
}

function onOwnModels(question: Question, database: Database): Question {
  const { tables } = question.database;
  const hasOtherIndexes = database.tables.some(({ layout }, at) => layout !== tables[at]!.layout);
  const options = hasOtherIndexes ? ownPlans(question.options) : question.options;
  return { ...question, database, options };
}

type Adopted = Pick<Question, "database" | "options">;

/** Databases of other stores under the models of those that asked for them. */
const ADOPTED = new WeakMap<Database, WeakMap<Registry, Adopted>>();

/** The rows of another store's database under the models of this one. Cost: O(n log n), once. */
function adopted({ database: { registry }, options }: Question, other: Database): Adopted {
  const known = ADOPTED.get(other) ?? new WeakMap<Registry, Adopted>();
  ADOPTED.set(other, known);
  let found = known.get(registry);
  if (found === undefined) {
    const tables = registry.models.map((model, at) => {
      const { layout, rows } = other.tables[at]!;
      return Table.of(translateLayout(layout, model), rows);
    });
    found = {
      database: new Database(registry, tables, other.position),
      options: ownPlans(options),
    };
    known.set(registry, found);
  }
  return found;
}

/** What differs between the models of two stores, for people; undefined where they hold like rows. */
function firstDifference(own: Registry, other: Registry): string | undefined {
  for (const [at, model] of own.models.entries()) {
    const given = other.models[at];
    if (given?.name !== model.name) return given?.name ?? `there is no ${model.name}`;
    const column = model.columns.find((each, place) => !isLike(each, given.columns[place]));
    if (column !== undefined) return `${model.name} has another ${column.name}`;
    if (given.columns.length > model.columns.length) return `${model.name} has more columns`;
  }
  return other.models[own.models.length]?.name;
}

function isLike(own: Column, other: Column | undefined): boolean {
  return (
    other !== undefined &&
    own.name === other.name &&
    own.kind.name === other.kind.name &&
    own.isPrimaryKey === other.isPrimaryKey
  );
}
