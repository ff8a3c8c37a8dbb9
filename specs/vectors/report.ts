/** Prints what became of recorded queries. */
import { expectedOutcome } from "./agrees.ts";
import type { Judgement } from "./judge-file.ts";
import { NOT_APPLICABLE } from "./not-applicable.ts";
import type { VectorCase } from "./run-query.ts";

/** A recorded query, the name of its file and its judgement. */
export interface Judged {
  readonly file: string;
  readonly each: VectorCase;
  readonly judgement: Judgement;
}

type Verdict = Judgement["verdict"];
type Counts = { readonly [V in Verdict]: number };

const VERDICTS: readonly Verdict[] = ["passed", "failed", "not applicable"];
const MOST_DIFFERENCES = 10;
const LONGEST_TEXT = 400;

function countVerdicts(judged: readonly Judged[]): Counts {
  const counts = { passed: 0, failed: 0, "not applicable": 0 };
  for (const { judgement } of judged) counts[judgement.verdict]++;
  return counts;
}

function groupByFeature(judged: readonly Judged[]): ReadonlyMap<string, readonly Judged[]> {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    for (const feature of one.each.features ?? []) {
      const group = groups.get(feature) ?? [];
      group.push(one);
      groups.set(feature, group);
    }
  }
  return groups;
}

/** A table of verdicts by feature, the most frequent first; a query counts under each of its tags. */
export function featureTable(judged: readonly Judged[]): string {
  const groups = [...groupByFeature(judged)].sort(
    ([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1),
  );
  const width = Math.max(...["feature", ...groups.keys()].map((name) => String(name).length));
  const line = (name: string, cells: readonly unknown[]): string =>
    [
      name.padEnd(width),
      ...VERDICTS.map((verdict, i) => String(cells[i]).padStart(verdict.length)),
    ].join("  ");
  const counted = (name: string, group: readonly Judged[]): string => {
    const counts = countVerdicts(group);
    return line(
      name,
      VERDICTS.map((verdict) => counts[verdict]),
    );
  };
  return [
    line("feature", VERDICTS),
    ...groups.map(([name, group]) => counted(name, group)),
    counted("all", judged),
  ].join("\n");
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function differenceText({ file, each, judgement }: Judged): string {
  const { error: raised, result } = expectedOutcome(each);
  const { error, message, result: given } = judgement.answer ?? {};
  const got = error === undefined ? textOf(given) : [error, message ?? []].flat().join(": ");
  return [
    `${each.id} in ${file}`,
    `  from      ${textOf(each.from)}`,
    `  ops       ${textOf(each.ops)}`,
    `  expected  ${raised === undefined ? textOf(result) : raised.type}${each.ordered === false ? " in any order" : ""}`,
    `  got       ${got}`,
  ].join("\n");
}

/** The first differences from Django's answers, one below the other. */
export function differences(judged: readonly Judged[]): string {
  return judged
    .filter(({ judgement }) => judgement.verdict === "failed")
    .slice(0, MOST_DIFFERENCES)
    .map(differenceText)
    .join("\n\n");
}

/** Why some queries were not run, a line for each feature. */
export function notApplicableText(): string {
  return NOT_APPLICABLE.map(({ feature, reason }) => `not applicable: ${feature}: ${reason}`).join(
    "\n",
  );
}

/** `5326 passed, 0 failed`, and the number of those that were not run, if any. */
export function summary(judged: readonly Judged[]): string {
  const { passed, failed, "not applicable": skipped } = countVerdicts(judged);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
