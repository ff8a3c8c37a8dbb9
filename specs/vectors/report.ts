/** Prints what became of recorded cases. */
import type { JudgedGroup } from "./judge-folder.ts";
import { REFUSED_OPTIONS, UNSUPPORTED_FEATURES } from "./not-applicable.ts";
import { type Judged, VERDICTS, type Verdict } from "./verdict.ts";

type Counts = { readonly [V in Verdict]: number };

/** Most differences that are shown of each kind of case. */
const MOST_DIFFERENCES = 20;

function countVerdicts(judged: readonly Judged[]): Counts {
  const counts = { passed: 0, failed: 0, "different on purpose": 0, "not applicable": 0 };
  for (const { verdict } of judged) counts[verdict]++;
  return counts;
}

function groupBy(
  judged: readonly Judged[],
  namesOf: (each: Judged) => readonly string[],
): (readonly [name: string, group: readonly Judged[]])[] {
  const groups = new Map<string, Judged[]>();
  for (const each of judged) {
    for (const name of namesOf(each)) {
      const group = groups.get(name) ?? [];
      group.push(each);
      groups.set(name, group);
    }
  }
  return [...groups].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
}

/** A table of verdicts by tag, the most frequent first; a case counts under each of its tags. */
function verdictTable({ name, tag, judged }: JudgedGroup): string {
  const groups = groupBy(judged, ({ tags }) => tags);
  const title = `${name} by ${tag}`;
  const width = Math.max(...[title, ...groups.map(([each]) => each)].map(({ length }) => length));
  const line = (first: string, cells: readonly unknown[]): string =>
    [
      first.padEnd(width),
      ...VERDICTS.map((verdict, i) => String(cells[i]).padStart(verdict.length)),
    ].join("  ");
  const counted = (first: string, group: readonly Judged[]): string => {
    const counts = countVerdicts(group);
    return line(
      first,
      VERDICTS.map((verdict) => counts[verdict]),
    );
  };
  const { passed, failed, "different on purpose": different } = countVerdicts(judged);
  return [
    line(title, VERDICTS),
    ...groups.map(([each, group]) => counted(each, group)),
    counted("all", judged),
    `${passed} passed, ${failed} failed, ${different} different on purpose`,
  ].join("\n");
}

function differenceTexts({ file, id, differences }: Judged): string[] {
  return differences.map((difference) =>
    [
      `${id} in ${file}`,
      ...Object.entries(difference).map(([name, text]) => `  ${name.padEnd(8)}  ${text}`),
    ].join("\n"),
  );
}

/** The first differences from Django's answers, one below the other. */
function firstDifferences({ judged }: JudgedGroup): string {
  const texts = judged.filter(({ verdict }) => verdict === "failed").flatMap(differenceTexts);
  const rest = texts.length - MOST_DIFFERENCES;
  return [
    ...texts.slice(0, MOST_DIFFERENCES),
    ...(rest > 0 ? [`and ${rest} more differences`] : []),
  ].join("\n\n");
}

/** How many cases differ for each reason, and how much of them could be compared. */
function purposeText(judged: readonly Judged[]): string {
  const different = judged.filter(({ verdict }) => verdict === "different on purpose");
  const reasons = groupBy(different, ({ purposes = [] }) => purposes);
  const counted = reasons.map(
    ([reason, { length }]) => `different on purpose (${length}): ${reason}`,
  );
  const total = { compared: 0, recorded: 0 };
  for (const { steps } of judged) {
    total.compared += steps?.compared ?? 0;
    total.recorded += steps?.recorded ?? 0;
  }
  const steps = `${total.compared} of ${total.recorded} steps of scenarios compared`;
  return [...counted, ...(total.recorded > 0 ? [steps] : [])].join("\n");
}

/** Why some cases were not run, a line for each feature. */
function notApplicableText(): string {
  return [...UNSUPPORTED_FEATURES, ...REFUSED_OPTIONS]
    .map(({ feature, reason }) => `not applicable: ${feature}: ${reason}`)
    .join("\n");
}

/**
 * The report on judged cases. Its last line is `5326 passed, 0 failed` and the number of those that
 * were not run, if any; those that differ on purpose are counted above it.
 */
export function reportOf(groups: readonly JudgedGroup[], seconds: string): string {
  const shown = groups.filter(({ judged }) => judged.length > 0);
  const all = shown.flatMap(({ judged }) => judged);
  const { passed, failed, "not applicable": skipped } = countVerdicts(all);
  const counts = shown.map(({ name, judged }) => `${judged.length} ${name}`).join(", ");
  const parts = [
    ...shown.map(verdictTable),
    purposeText(all),
    notApplicableText(),
    ...shown.map(firstDifferences),
    `${counts} in ${seconds} s`,
    `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}
