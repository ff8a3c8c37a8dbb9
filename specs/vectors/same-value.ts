/** How far numbers with a fraction may be apart, relative to the larger. */
const TOLERANCE = 1e-9;

function sameNumber(a: number, b: number): boolean {
  if (a === b) return true;
  if (Number.isInteger(a) && Number.isInteger(b)) return false;
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

type Named = { readonly [name: string]: unknown };

function sameNamed(a: Named, b: Named): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameValue(a[name], b[name]))
  );
}

/** Whether two values are the same JSON, numbers with a fraction nearly so. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return sameNumber(a, b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  return sameNamed(a as Named, b as Named);
}

function sortedByText(rows: readonly unknown[]): unknown[] {
  return rows
    .map((row) => ({ row, text: JSON.stringify(row) ?? "" }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ row }) => row);
}

/**
 * Whether two lists hold the same rows, each as often, in any order; what is no list is compared as
 * it stands. Cost: O(n log n) where they do.
 */
export function sameRows(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return sameValue(a, b);
  if (a.length !== b.length) return false;
  // Sorted rows meet at the front, except where names or last digits differ.
  const rest = sortedByText(b);
  return sortedByText(a).every((row) => {
    const at = rest.findIndex((other) => sameValue(row, other));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}
