/** Edits (insert, delete, replace, swap of neighbours) from one word to the other. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1;
      let best = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) best = Math.min(best, before[j - 2]! + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return previous[to.length]!;
}

function isStart(start: string, word: string): boolean {
  return start !== "" && word.startsWith(start);
}

/** The known names nearest to a wrong one, nearest first, at most three, none when all are far. */
function nearNames(wrong: string, known: Iterable<string>): string[] {
  const word = wrong.slice(0, 64).toLowerCase();
  const ranked: [name: string, rank: number][] = [];
  for (const name of known) {
    const candidate = name.toLowerCase();
    const limit = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    const edits = distance(word, candidate);
    // Of words with no letter in common, neither is the other mistyped.
    const isNear = edits <= limit && edits < Math.min(word.length, candidate.length);
    if (isNear || isStart(word, candidate) || (candidate.length > 2 && isStart(candidate, word))) {
      ranked.push([name, edits]);
    }
  }
  return ranked
    .sort((a, b) => a[1] - b[1])
    .slice(0, 3)
    .map(([name]) => name);
}

/** "Did you mean …?" for the names given, or the list of all names when none is near. */
export function suggest(wrong: string, known: readonly string[]): string {
  const near = nearNames(wrong, known);
  if (near.length > 0) return `Did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`;
  if (known.length === 0) return "There are none.";
  const listed = known.slice(0, 20).join(", ");
  return `Choices are: ${listed}${known.length > 20 ? ", …" : ""}.`;
}
