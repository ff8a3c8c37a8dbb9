/** Planted bugs: what the specs must find, whatever else they find. */
import { QUESTION_PLANTS } from "./question-plants.ts";
import { WRITE_PLANTS } from "./write-plants.ts";

/** One bug, as a change of one place of the code. */
export interface Plant {
  readonly name: string;
  /** What it breaks, as one line. */
  readonly breaks: string;
  /** Under `src/`. */
  readonly file: string;
  /** What stands there: exactly once in the file. */
  readonly search: string;
  readonly replace: string;
  /** Whether it makes answers wrong, so that comparing answers can find it. */
  readonly isOfQuestions: boolean;
}

/** A plant as the lists have it. */
export type PlantData = Omit<Plant, "isOfQuestions">;

/** All plants: those that make answers wrong, then those that make what is stored wrong. */
export const PLANTS: readonly Plant[] = [
  ...QUESTION_PLANTS.map((plant) => ({ ...plant, isOfQuestions: true })),
  ...WRITE_PLANTS.map((plant) => ({ ...plant, isOfQuestions: false })),
];

/**
 * The text of a file with a plant in it.
 * @throws {Error} where the plant does not fit the text, or changes nothing.
 */
export function planted(text: string, { name, file, search, replace }: PlantData): string {
  const count = text.split(search).length - 1;
  if (count === 1 && search !== replace) return text.replace(search, () => replace);
  throw new Error(
    `The plant "${name}" no longer fits src/${file}: what it replaces is there ${count} times. Write it anew.`,
  );
}
