/** A commit that nobody listens to, by which commits with live queries are measured. */

/** The name of its row. */
export const COMMIT_ALONE = "insert, no live query";

/** The name of the figure that says what it took turn by turn beside another row. */
export function aloneBeside(what: string): string {
  return `${COMMIT_ALONE}, beside: ${what}`;
}

/** Whether a figure is no row, but there for one to be compared with. */
export function isBeside(what: string): boolean {
  return what.startsWith(aloneBeside(""));
}
