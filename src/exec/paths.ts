/** All plans that were considered for a question, each to be run. */
import { invariant } from "../invariant.ts";
import { driverLine, type ExplainNode } from "../planner/explain.ts";
import { sameItems, sameOrder } from "./agreement.ts";
import type { Answer } from "./answer.ts";
import { partOf } from "./combination.ts";
import type { CompiledQuestion } from "./compile.ts";
import {
  compile,
  type OpenedRun,
  openRun,
  type Question,
  readItems,
  readRows,
  runItems,
} from "./executor.ts";
import {
  analyze,
  explainNothing,
  explainPriced,
  type PricedPlan,
  priceCandidates,
  rounded,
} from "./explain.ts";
import type { Item } from "./item.ts";

/** What a path does when its stages are measured. */
export interface AnalyzedPath {
  readonly plan: ExplainNode;
  readonly rowsVisited: number;
}

/** A plan that was considered for a question. */
export interface Path {
  /** Its first access path. */
  readonly driver: string;
  /** Rows expected to be touched. */
  readonly cost: number;
  readonly isChosen: boolean;
  /** Runs it with its stages measured. */
  analyze(): AnalyzedPath;
  /** Runs it as any question is run. */
  run(): Answer<unknown>;
}

/** The paths of a question, or of one part of a combined one; the first is the one that is chosen. */
export interface QuestionPaths {
  readonly question: Question;
  readonly paths: readonly [Path, ...Path[]];
  /** The first path, if any, that does not give what the chosen one gives. Runs all of them. */
  findDisagreement(): Path | undefined;
}

/**
 * The paths of a question, part by part where it is combined; a question that no row is read for has
 * one. Nothing is run but what hangs on no row.
 */
export function pathsOf(question: Question): readonly QuestionPaths[] {
  const { combination } = question.shape.ordered;
  if (combination !== undefined) {
    return combination.queries.flatMap((query) =>
      pathsOf({ ...question, ...partOf(question, query) }),
    );
  }
  const compiled = compile(question, "rows");
  const priced = priceCandidates(question, compiled);
  if (priced === undefined) return [nothing(question, compiled)];
  const plans = priced as readonly [PricedPlan, ...PricedPlan[]];
  const [first, ...others] = plans;
  const pathOf = (plan: PricedPlan): Path => pricedPath(question, compiled, plan, plan === first);
  return [
    {
      question,
      paths: [pathOf(first), ...others.map(pathOf)],
      findDisagreement() {
        const other = findOther(question, compiled, plans);
        return other && pathOf(other);
      },
    },
  ];
}

function nothing(question: Question, compiled: CompiledQuestion): QuestionPaths {
  const { considered, plan, cost } = explainNothing(question, compiled, { analyze: true });
  const path: Path = {
    driver: considered[0]!.driver,
    cost,
    isChosen: true,
    analyze: () => ({ plan, rowsVisited: 0 }),
    run: () => runItems(question),
  };
  return { question, paths: [path], findDisagreement: () => undefined };
}

function pricedPath(
  question: Question,
  compiled: CompiledQuestion,
  priced: PricedPlan,
  isChosen: boolean,
): Path {
  const { candidate, estimate, parameters } = priced;
  const opened = (): OpenedRun => reopened(question, compiled, priced);
  return {
    driver: driverLine(candidate.plan, parameters),
    cost: rounded(estimate.cost),
    isChosen,
    analyze() {
      const { actual, visited } = analyze(question, compiled, candidate);
      return { plan: explainPriced(question, priced, actual), rowsVisited: visited };
    },
    run: () =>
      compiled.output === undefined
        ? readRows(question, opened())
        : readItems(question, compiled, opened()),
  };
}

function reopened(
  question: Question,
  compiled: CompiledQuestion,
  { candidate }: PricedPlan,
): OpenedRun {
  const opened = openRun(question, compiled, candidate);
  invariant(opened !== undefined, "a question that read rows before reads them again");
  return opened;
}

/** The first of other plans, if any, that does not give the same; what an order leaves open may differ. */
function findOther(
  question: Question,
  compiled: CompiledQuestion,
  [first, ...others]: readonly [PricedPlan, ...PricedPlan[]],
): PricedPlan | undefined {
  const { plan } = question.shape;
  const { output } = compiled;
  const answer = (asked: Question, each: PricedPlan): readonly Item[] =>
    readItems(asked, compiled, reopened(asked, compiled, each)).rows;
  const expected = others.length === 0 ? [] : answer(question, first);
  return others.find((other) => {
    if (sameItems(plan, expected, answer(question, other))) return false;
    if (output === undefined) return true;
    // Which of several rows that are alike in the order a slice has is open too.
    const whole = { ...question, offset: 0, limit: Number.POSITIVE_INFINITY };
    return !sameOrder(plan, output, [answer(whole, first), answer(whole, other)]);
  });
}
