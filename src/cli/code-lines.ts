/**
 * The body of an arrow function without arguments, as it was written, in lines without the
 * indentation that it had in its file.
 */
export function codeLines(work: () => unknown): string[] {
  const [first, ...rest] = String(work)
    .replace(/^\(\)\s*=>\s*/, "")
    .split("\n");
  const depths = rest.map((line) => line.length - line.trimStart().length);
  const least = Math.min(...depths);
  // A closing bracket stands as deep as the first line; calls of a chain stand one step further in.
  const base = rest.at(-1)?.trimStart().startsWith(".") ? "  " : "";
  // The compiler indents by four spaces, our sources by two.
  const step = depths.some((depth) => depth - least === 2) ? 2 : 4;
  return [
    first!,
    ...rest.map((line, at) => `${base}${"  ".repeat((depths[at]! - least) / step)}${line.trim()}`),
  ];
}
