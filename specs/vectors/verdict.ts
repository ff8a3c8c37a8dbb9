/** What became of a recorded case. */
export type Verdict = "passed" | "failed" | "different on purpose" | "not applicable";

/** All verdicts, in the order of tables. */
export const VERDICTS: readonly Verdict[] = [
  "passed",
  "failed",
  "different on purpose",
  "not applicable",
];

/** A recorded case of any kind with its verdict. */
export interface Judged {
  readonly file: string;
  readonly id: string;
  /** What the case counts under in tables. */
  readonly tags: readonly string[];
  readonly verdict: Verdict;
  /** What differs, each by name: in which call, what was expected, what came. */
  readonly differences: readonly { readonly [name: string]: string }[];
  /** Reasons of deliberate differences. */
  readonly purposes?: readonly string[];
  /** Of a scenario: how many of its steps could be compared. */
  readonly steps?: { readonly compared: number; readonly recorded: number };
}

const LONGEST_TEXT = 400;

/** A value for people, cut where it is long. */
export function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
