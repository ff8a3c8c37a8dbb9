/** Edits (insert, delete, replace) from one word to the other. Cost: O(product of the lengths). */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, replaced));
    }
    row = next;
  }
  return row[to.length]!;
}

/** "Did you mean …?" for the known names nearest to a wrong one, or else the list of them all. */
export function suggestName(wrong: string, known: readonly string[]): string {
  const word = wrong.slice(0, 64).toLowerCase();
  const near = known
    .map((name) => ({ name, edits: countEdits(word, name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(1, Math.floor(name.length / 2)))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 2)
    .map(({ name }) => name);
  if (near.length > 0) return `Did you mean ${near.join(" or ")}?`;
  return known.length === 0 ? "There are none." : `Choices are: ${known.join(", ")}.`;
}
