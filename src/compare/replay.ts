/** Answers recorded questions again, from the same rows with other indexes. */
import { type Question, runItems } from "../exec/executor.ts";
import { ownPlans, type PlanningOptions } from "../planner/options.ts";
import type { Model } from "../schema/registry.ts";
import { Database } from "../state/database.ts";
import { indexSpec } from "../tables/layout.ts";
import type { Table } from "../tables/table.ts";
import type { TableIndex } from "../tables/table-index.ts";
import { type CandidateIndex, keyOfIndex } from "./candidate-indexes.ts";
import { plansWithin } from "./plans-within.ts";

/** The name that an index gets that is declared without one. */
export function nameOfIndex({ model, columns }: CandidateIndex): string {
  return [model.name.toLowerCase(), ...columns.map(({ field }) => field), "idx"].join("_");
}

/** A question, and the tables that it reads. */
interface Recorded {
  readonly question: Question;
  readonly models: ReadonlySet<Model>;
}

/** Recorded questions; their databases are left as they are. */
export class Replay {
  readonly #recorded: readonly Recorded[];
  /** Rows that each question visits with the indexes that there are. */
  readonly before: readonly number[];
  /** Indexes that were built, by the table that they are of. */
  readonly #built = new WeakMap<Table, Map<string, TableIndex>>();

  constructor(questions: readonly Question[]) {
    this.#recorded = questions.map((question) => ({
      question,
      models: new Set(
        plansWithin(question).flatMap(({ compiled }) =>
          compiled.logical.sources.map(({ model }) => model),
        ),
      ),
    }));
    this.before = questions.map(visits);
  }

  /** Rows that each question visits with more indexes. */
  visitsWith(indexes: readonly CandidateIndex[]): readonly number[] {
    const plans = new Map<Database, Pick<Question, "database" | "options">>();
    return this.#recorded.map(({ question, models }, at) => {
      if (!indexes.some(({ model }) => models.has(model))) return this.before[at]!;
      const { database, options } = question;
      let other = plans.get(database);
      if (other === undefined) {
        other = this.#extend(database, options, indexes);
        plans.set(database, other);
      }
      return visits({ ...question, ...other });
    });
  }

  #extend(
    database: Database,
    options: PlanningOptions,
    indexes: readonly CandidateIndex[],
  ): Pick<Question, "database" | "options"> {
    const tables = database.tables.map((table) => {
      const own = indexes.filter(({ model }) => model === table.layout.model);
      return own.length === 0
        ? table
        : table.withIndexes(own.map((index) => this.#build(table, index)));
    });
    const { registry, position } = database;
    return { database: new Database(registry, tables, position), options: ownPlans(options) };
  }

  #build(table: Table, index: CandidateIndex): TableIndex {
    const known = this.#built.get(table) ?? new Map<string, TableIndex>();
    this.#built.set(table, known);
    const key = keyOfIndex(index);
    let built = known.get(key);
    if (built === undefined) {
      built = table.buildIndex(indexSpec(index.model, nameOfIndex(index), index.columns));
      known.set(key, built);
    }
    return built;
  }
}

function visits(question: Question): number {
  return runItems(question).visited;
}
