import { agrees, agreesError } from "./agrees.ts";
import { isValidatedWrite, type Purpose } from "./different-on-purpose.ts";
import type { VectorData } from "./load.ts";
import type { Named } from "./read-query.ts";
import type { RecordedOutcome, RecordedQuery } from "./recorded-query.ts";
import type { RecordedScenario, RecordedStep } from "./recorded-scenario.ts";
import { errorAnswer, type VectorCase } from "./run-query.ts";
import { sameValue } from "./same-value.ts";
import { ScenarioRun } from "./scenario-run.ts";
import { type Outcome, stepOutcome } from "./scenario-steps.ts";
import { adoptTables, isAsRecordedButForIds, tableDifference } from "./scenario-tables.ts";
import type { VectorSchema } from "./schema-from-vector.ts";
import type { Verdict } from "./verdict.ts";

/** What differs from the recorded: of an outcome, or of the tables after it. */
interface Difference {
  readonly expected: unknown;
  readonly got: unknown;
}

/** What became of a recorded scenario. */
export interface ScenarioJudgement {
  readonly verdict: Verdict;
  /** How many steps could be compared. */
  readonly compared: number;
  readonly purposes: readonly Purpose[];
  /** The steps that differ, counted from 1; 0 for the scenario as a whole. */
  readonly differences: readonly (Difference & { readonly step: number })[];
}

/**
 * How an outcome compares: as recorded; refused by our validation and later by Django's database;
 * refused by our validation and stored by Django; or otherwise.
 */
type Likeness = "same" | "refused by both" | "refused" | "other";

/** What a step came to. */
type Judged = Difference | "agrees" | "ends here";

/** Judges one scenario on a store of its own. */
class ScenarioJudge {
  readonly #schema: VectorSchema;
  readonly #run: ScenarioRun;
  readonly #purposes = new Set<Purpose>();
  /** Django's tables after the last step. */
  #tables: VectorData;

  constructor(schema: VectorSchema, data: VectorData) {
    this.#schema = schema;
    this.#run = new ScenarioRun(schema, data);
    this.#tables = data;
  }

  judge(steps: readonly RecordedStep[]): ScenarioJudgement {
    const differences: (Difference & { step: number })[] = [];
    let compared = 0;
    for (const [i, step] of steps.entries()) {
      const before = this.#tables;
      const judged = this.#judgeStep(step);
      if (judged === "ends here") break;
      compared++;
      if (judged === "agrees") continue;
      differences.push({ step: i + 1, ...judged });
      if (!this.#goOn(step, before)) break;
    }
    const purposes = [...this.#purposes];
    const isOther = differences.length > 0;
    const verdict = isOther ? "failed" : purposes.length > 0 ? "different on purpose" : "passed";
    return { verdict, compared, purposes, differences };
  }

  /**
   * Goes on after a difference as if the step had gone as recorded, so that others show too. False
   * where that cannot be.
   */
  #goOn(step: RecordedStep, before: VectorData): boolean {
    try {
      this.#tables = { ...before, ...step.tables };
      adoptTables(this.#run.store, this.#tables);
      if (step.as === undefined || step.op === "new") return true;
      const { object = step.result } = (step.result ?? {}) as { readonly object?: unknown };
      this.#run.keep(step, this.#run.object(object));
      return true;
    } catch {
      return false;
    }
  }

  #judgeStep(step: RecordedStep): Judged {
    const { store } = this.#run;
    const outcome = stepOutcome(this.#run, step);
    const likeness = this.#compare(step, step, outcome);
    if (likeness === "other") return { expected: recordedOf(step), got: shownOutcome(outcome) };
    if (likeness !== "same") this.#purposes.add("validated writes");
    // Where a block goes on after an error, its other steps may have changed tables.
    if (likeness === "refused" && step.op === "atomic") return "ends here";
    const before = this.#tables;
    const after = likeness === "refused" ? before : { ...before, ...step.tables };
    const difference = tableDifference(store.database, after);
    if (difference !== undefined) {
      if (!this.#isMeant(step, before, after)) {
        const { table, expected, got } = difference;
        return { expected: { [table]: expected }, got: { [table]: got } };
      }
      adoptTables(store, after);
    }
    this.#tables = after;
    return likeness === "refused" ? "ends here" : "agrees";
  }

  /** Whether tables that are not as recorded are so on purpose, or mean the same. */
  #isMeant(step: RecordedStep, before: VectorData, after: VectorData): boolean {
    const { database } = this.#run.store;
    const through = this.#run.throughOf(step);
    if (through !== undefined && isAsRecordedButForIds(database, before, after, through))
      return true;
    if (step.error === undefined || tableDifference(database, before) !== undefined) return false;
    this.#purposes.add("atomic calls");
    return true;
  }

  #compare(step: RecordedStep, recorded: RecordedOutcome, outcome: Outcome): Likeness {
    if ("thrown" in outcome) {
      const { error } = recorded;
      if (error !== undefined && agreesError(error, errorAnswer(outcome.thrown))) return "same";
      const facts = { thrown: outcome.thrown, expected: error };
      if (!isValidatedWrite(this.#schema, step, this.#valuesInMemory(step), facts)) return "other";
      // A value that left no trace in Django's tables changes nothing for the steps after it.
      const leftTrace = step.tables !== undefined || step.as !== undefined;
      return error === undefined && leftTrace ? "refused" : "refused by both";
    }
    if (recorded.error !== undefined) return "other";
    if (step.op === "atomic") {
      return this.#compareAll(
        step.steps ?? [],
        recorded.result as readonly RecordedOutcome[],
        outcome.result as readonly Outcome[],
      );
    }
    return sameResult(step, recorded.result, outcome.result) ? "same" : "other";
  }

  /** The steps of a transaction; one that is refused ends the comparison. */
  #compareAll(
    steps: readonly RecordedStep[],
    recorded: readonly RecordedOutcome[],
    outcomes: readonly Outcome[],
  ): Likeness {
    let likeness: Likeness = "same";
    for (const [i, outcome] of outcomes.entries()) {
      const expected = recorded[i];
      if (expected === undefined) return "other";
      const found = this.#compare(steps[i]!, expected, outcome);
      if (found === "other" || found === "refused") return found;
      if (found !== "same") likeness = found;
    }
    return outcomes.length === recorded.length ? likeness : "other";
  }

  /** What earlier steps gave the object of a step, not saved yet. */
  #valuesInMemory({ op, obj }: RecordedStep): Named {
    const readsObject = op === "save" || op === "full_clean";
    return readsObject && this.#run.has(obj) ? this.#run.object(obj).changes : {};
  }
}

/** Whether a result is as recorded; of a query, as queries are compared. */
function sameResult(step: RecordedStep, recorded: unknown, given: unknown): boolean {
  if (step.op !== "query") return sameValue(recorded, given);
  const { kind, value } = recorded as { readonly kind: string; readonly value: unknown };
  const answer = given as { readonly kind: string; readonly value: unknown };
  const { from, ops = [] } = step as unknown as RecordedQuery;
  const each: VectorCase = { id: "", from, ops, ordered: step.ordered !== false, result: value };
  return kind === answer.kind && agrees(each, { result: answer.value });
}

function recordedOf({ result, error }: RecordedOutcome): unknown {
  return error === undefined ? result : error;
}

/** An outcome for people: errors by class, code and message. */
function shownOutcome(outcome: Outcome): unknown {
  if (!("thrown" in outcome)) {
    const { result } = outcome;
    const isBlock = Array.isArray(result) && result.some(isOutcome);
    return isBlock ? result.map(shownOutcome) : result;
  }
  const { error, message, thrown } = errorAnswer(outcome.thrown);
  const { code } = (thrown ?? {}) as { readonly code?: unknown };
  return { error, ...(code === undefined ? {} : { code }), ...(message ? { message } : {}) };
}

function isOutcome(value: unknown): value is Outcome {
  return typeof value === "object" && value !== null && ("result" in value || "thrown" in value);
}

/** Runs a recorded scenario and compares each step: what it gives, how it fails, all tables. */
export function judgeScenario(
  schema: VectorSchema,
  { data, steps }: RecordedScenario,
): ScenarioJudgement {
  try {
    return new ScenarioJudge(schema, data).judge(steps);
  } catch (error) {
    // The data cannot be loaded, or the scenario has something that the runner does not know.
    const difference = { step: 0, expected: "a scenario that can be run", got: String(error) };
    return { verdict: "failed", compared: 0, purposes: [], differences: [difference] };
  }
}
