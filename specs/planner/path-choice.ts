/** How good the choice among the paths of a question was, by the rows that each of them visits. */
import type { Question } from "../../src/exec/executor.ts";
import { pathsOf } from "../../src/exec/paths.ts";

/** What the chosen path visited, and the least that any did. */
export interface Choice {
  readonly chosen: number;
  readonly best: number;
  /** Whether none was expected to cost less. */
  readonly isCheapest: boolean;
  /** The paths on a line each: rows visited, rows expected, where it begins. */
  readonly text: string;
}

/** The choice for each part of a question that has more than one path. */
export function choicesFor(question: Question): readonly Choice[] {
  return pathsOf(question).flatMap(({ paths }) => {
    if (paths.length < 2) return [];
    const visited = paths.map((path) => path.run().visited);
    const lines = paths.map(
      ({ driver, cost }, at) => `  ${visited[at]} visited, ${cost} expected: ${driver}`,
    );
    const isCheapest = paths.every(({ cost }) => cost >= paths[0]!.cost);
    const best = Math.min(...visited);
    return [{ chosen: visited[0]!, best, isCheapest, text: lines.join("\n") }];
  });
}

/** How many times as many rows the chosen path visited. */
export function ratioOf({ chosen, best }: Choice): number {
  return chosen === best ? 1 : chosen / best;
}

const BOUNDS = [1, 1.1, 1.5, 2, 3, 10, Number.POSITIVE_INFINITY] as const;

/** How many choices there are up to each ratio, and above the one before. */
export function distributionOf(choices: readonly Choice[]): string {
  const ratios = choices.map(ratioOf);
  const counts = BOUNDS.map((bound, at) => {
    const count = ratios.filter((r) => r <= bound && r > (BOUNDS[at - 1] ?? 0)).length;
    return `${bound === Number.POSITIVE_INFINITY ? "more" : `up to ${bound}`}: ${count}`;
  });
  return counts.join(", ");
}
