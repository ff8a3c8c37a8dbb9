import type { Question } from "../exec/executor.ts";
import { priceCandidates } from "../exec/explain.ts";
import { type Asked, askedOf } from "../orm/asked.ts";
import { checkOptions } from "../orm/call-options.ts";
import { givenList } from "../orm/given.ts";
import type { PhysicalPlan } from "../planner/physical-plan.ts";
import { formatTable } from "../text/table.ts";
import { type CandidateIndex, candidateIndexes, keyOfIndex } from "./candidate-indexes.ts";
import { type DataSource, questionOn } from "./data.ts";
import { plansWithin } from "./plans-within.ts";
import { questionText } from "./question-text.ts";
import { nameOfIndex, Replay } from "./replay.ts";

/** Options of {@link indexAdvice}. */
export interface AdviceOptions {
  /** What is asked in place of the QuerySets' own data; see {@link CompareOptions}. */
  readonly data?: DataSource;
}

/** An index that would help. */
export interface AdvisedIndex {
  readonly model: string;
  /** The fields as they would stand in the model's option `indexes`. */
  readonly fields: readonly string[];
  /** The name that it would get. */
  readonly name: string;
  /** How it is declared: `Membership: { indexes: [["group", "date_joined"]] }`. */
  readonly declaration: string;
  /** Rows that all QuerySets together visit less with it. */
  readonly saved: number;
  /** Places of the QuerySets that visit fewer rows with it. */
  readonly helps: readonly number[];
}

/** A recorded QuerySet, and what the best set of indexes makes of it. */
export interface AdvisedQuery {
  readonly question: string;
  /** Rows visited with the indexes that there are. */
  readonly before: number;
  /** Rows visited with the best set besides. */
  readonly after: number;
}

/** An index that could be left away. */
export interface UnusedIndex {
  readonly model: string;
  readonly name: string;
}

/** What indexes would do for recorded QuerySets. */
export interface IndexAdvice {
  /** In the order given. */
  readonly queries: readonly AdvisedQuery[];
  /** Rows visited by all of them, with the indexes that there are. */
  readonly before: number;
  /** Rows visited by all of them, with the best set besides. */
  readonly after: number;
  /** Each index that helps, as if it were the only new one; most rows saved first. */
  readonly indexes: readonly AdvisedIndex[];
  /** Those that help together; each saves what it adds to those before it. */
  readonly best: readonly AdvisedIndex[];
  /** Declared indexes, without a unique rule, that no plan of these QuerySets reads. */
  readonly unused: readonly UnusedIndex[];
  /** Tables of the best set and of the QuerySets. */
  toString(): string;
}

/**
 * Which indexes would spare QuerySets rows: candidates follow from their conditions, joins and
 * orders, and the QuerySets are answered again from the same rows with each of them, then with the
 * best ones together. The stores stay as they are. Cost: that of building each candidate and of
 * answering each QuerySet once for it, and again for each index of the best set.
 * @throws {UsageError} for what is no QuerySet, or data of other models.
 */
export function indexAdvice(querysets: Iterable<Asked>, options: AdviceOptions = {}): IndexAdvice {
  const call = "indexAdvice()";
  checkOptions(call, options, ["data"]);
  const chains = givenList(call, querysets).map((each) => askedOf(call, each));
  const questions = chains.map((chain) => questionOn(call, chain, options.data));
  const replay = new Replay(questions);
  const single = advisedSingly(replay, candidatesOf(questions));
  const best = advisedTogether(replay, single);
  const after = replay.visitsWith(best.map(({ index }) => index));
  const queries = chains.map((chain, at) =>
    Object.freeze({
      question: questionText(chain),
      before: replay.before[at]!,
      after: after[at]!,
    }),
  );
  const advice = {
    queries: Object.freeze(queries),
    before: sum(replay.before),
    after: sum(after),
    indexes: Object.freeze(single.map(advised)),
    best: Object.freeze(best.map(advised)),
    unused: Object.freeze(unusedIndexes(questions)),
  };
  return Object.freeze({ ...advice, toString: () => printAdvice(advice) });
}

/** An index, and what it does beside some others. */
interface Trial {
  readonly index: CandidateIndex;
  readonly saved: number;
  readonly helps: readonly number[];
  /** Rows that each question visits. */
  readonly after: readonly number[];
}

function candidatesOf(questions: readonly Question[]): readonly CandidateIndex[] {
  const found = new Map<string, CandidateIndex>();
  for (const plain of questions.flatMap(plansWithin)) {
    for (const index of candidateIndexes(plain)) found.set(keyOfIndex(index), index);
  }
  // Of indexes that save the same, those of fewer columns are found first.
  return [...found.values()].sort((a, b) => a.columns.length - b.columns.length);
}

function tryIndex(replay: Replay, index: CandidateIndex, others: readonly Trial[] = []): Trial {
  const known = others.map((other) => other.index);
  const before = known.length === 0 ? replay.before : replay.visitsWith(known);
  const after = replay.visitsWith([...known, index]);
  const helps = [...before.keys()].filter((at) => after[at]! < before[at]!);
  return { index, saved: sum(before) - sum(after), helps, after };
}

function advisedSingly(replay: Replay, candidates: readonly CandidateIndex[]): readonly Trial[] {
  const kept: Trial[] = [];
  for (const index of candidates) {
    const trial = tryIndex(replay, index);
    if (trial.saved > 0 && !kept.some((other) => isEnough(other, trial))) kept.push(trial);
  }
  return kept.sort((a, b) => b.saved - a.saved);
}

/** Whether an index with no more than the columns of another one does as well for each question. */
function isEnough(small: Trial, large: Trial): boolean {
  const { model, columns } = large.index;
  const isPart =
    small.index.model === model && small.index.columns.every((each) => columns.includes(each));
  return isPart && small.after.every((visited, at) => visited <= large.after[at]!);
}

/** Adds the index that saves most, again and again, and drops what others then make needless. */
function advisedTogether(replay: Replay, single: readonly Trial[]): readonly Trial[] {
  const chosen: Trial[] = [];
  let rest = single;
  for (;;) {
    const [best] = rest
      .map(({ index }) => tryIndex(replay, index, chosen))
      .sort((a, b) => b.saved - a.saved);
    if (best === undefined || best.saved <= 0) break;
    chosen.push(best);
    rest = rest.filter(({ index }) => index !== best.index);
  }
  const needed = chosen.filter((trial) => {
    const others = chosen.filter((each) => each !== trial);
    return tryIndex(replay, trial.index, others).saved > 0;
  });
  return needed.map(({ index }, at) => tryIndex(replay, index, needed.slice(0, at)));
}

function advised({ index, saved, helps }: Trial): AdvisedIndex {
  const fields = index.columns.map(({ field }) => field);
  const { name } = index.model;
  return Object.freeze({
    model: name,
    fields: Object.freeze(fields),
    name: nameOfIndex(index),
    declaration: `${name}: { indexes: [${JSON.stringify(fields).replaceAll(",", ", ")}] }`,
    saved,
    helps: Object.freeze(helps),
  });
}

/** Indexes of the models asked, those that make no rule, that neither chosen nor inner plans read. */
function unusedIndexes(questions: readonly Question[]): readonly UnusedIndex[] {
  const used = new Set<string>();
  const known = new Map<string, UnusedIndex>();
  for (const { question, compiled, isEmbedded } of questions.flatMap(plansWithin)) {
    const chosen = isEmbedded ? compiled.candidates : chosenOf(question, compiled);
    for (const { plan } of chosen) for (const name of indexesOf(plan)) used.add(name);
    for (const { model } of compiled.logical.sources) {
      for (const { kind, name, unique } of question.database.table(model).layout.indexes) {
        if (kind === "relation" || unique !== undefined) continue;
        known.set(name, Object.freeze({ model: model.name, name }));
      }
    }
  }
  return [...known.values()].filter(({ name }) => !used.has(name));
}

function chosenOf(
  question: Question,
  compiled: Parameters<typeof priceCandidates>[1],
): readonly { readonly plan: PhysicalPlan }[] {
  const [first] = priceCandidates(question, compiled) ?? [];
  return first === undefined ? [] : [first.candidate];
}

function indexesOf({ driver, steps }: PhysicalPlan): readonly string[] {
  return [driver, ...steps].flatMap(({ index }) => index?.spec.name ?? []);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function printAdvice({
  queries,
  best,
  unused,
  before,
  after,
}: Omit<IndexAdvice, "toString">): string {
  const indexes =
    best.length === 0
      ? "No index would spare rows."
      : formatTable(
          {
            columns: ["saved", "index"],
            rows: best.map(({ saved, declaration }) => [saved, declaration]),
          },
          { nouns: ["index", "indexes"] },
        );
  const asked = formatTable(
    {
      columns: ["before", "after", "question"],
      rows: [
        ...queries.map((each) => [each.before, each.after, each.question]),
        [before, after, "all of them"],
      ],
    },
    { nouns: ["line", "lines"] },
  );
  const rest = unused.map(({ model, name }) => `Not read: ${name} of ${model}.`);
  return [indexes, "", asked, ...(rest.length === 0 ? [] : ["", ...rest])].join("\n");
}
