/** What came of the plants, as text. */
import type { Outcome } from "./checks.ts";
import type { Plant } from "./plants.ts";

/** What came of one plant. */
export interface Result {
  readonly plant: Plant;
  /** Names of the checks that did not find it, in order; with what kept them from an answer. */
  readonly missedBy: readonly string[];
  readonly foundBy: string | undefined;
  /** How long the check took that found it. */
  readonly seconds: number;
  readonly evidence: string;
}

/** The result after one more check. */
export function afterCheck(result: Result, check: string, outcome: Outcome): Result {
  const { kind, seconds, evidence } = outcome;
  if (kind === "found") return { ...result, foundBy: check, seconds, evidence };
  const missed = kind === "nothing" ? check : `${check} (${kind})`;
  return { ...result, missedBy: [...result.missedBy, missed] };
}

/** One line about a plant. */
export function lineOf({ plant, foundBy, seconds, evidence }: Result): string {
  const how =
    foundBy === undefined ? "NOT FOUND" : `${foundBy}, ${seconds.toFixed(0)} s: ${evidence}`;
  return `${plant.name}: ${how}`;
}

/** All plants as a table in Markdown, and what they come to. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map(({ plant, foundBy, missedBy, seconds }) => [
    plant.name,
    plant.breaks,
    foundBy ?? "nothing",
    foundBy === undefined ? "" : seconds.toFixed(0),
    missedBy.join(", "),
  ]);
  const found = results.filter(({ foundBy }) => foundBy !== undefined);
  const unseen = results.filter(
    ({ plant, foundBy }) => plant.subject === "questions" && foundBy !== "SQLite",
  );
  return [
    ["plant", "what it breaks", "found by", "seconds", "not by"],
    ["---", "---", "---", "--:", "---"],
    ...rows,
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .concat(
      "",
      `found ${found.length} of ${results.length}`,
      `wrong answers that SQLite did not show: ${unseen.map(({ plant }) => plant.name).join(", ") || "none"}`,
    )
    .join("\n");
}
