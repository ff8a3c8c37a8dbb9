/** Planted bugs: what the specs must find, whatever else they find. */
import { LIVE_PLANTS } from "./live-plants.ts";
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
  /** What it makes wrong: answers, what is stored, or answers that are kept true. */
  readonly subject: "questions" | "writes" | "live";
}

/** A plant as the lists have it. */
export type PlantData = Omit<Plant, "subject">;

/** All plants, by subject. */
export const PLANTS: readonly Plant[] = [
  ...QUESTION_PLANTS.map((plant): Plant => ({ ...plant, subject: "questions" })),
  ...WRITE_PLANTS.map((plant): Plant => ({ ...plant, subject: "writes" })),
  ...LIVE_PLANTS.map((plant): Plant => ({ ...plant, subject: "live" })),
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
