import { textWidth } from "../text/text-width.ts";

/**
 * The body of an arrow function without arguments: on one line where that is no wider than `width`,
 * else in the lines that it has, without the indentation of its file. What compiles and bundles code
 * breaks lines in ways of its own.
 */
export function codeLines(work: () => unknown, width: number): string[] {
  const lines = String(work)
    .replace(/^\(\)\s*=>\s*/, "")
    .split("\n");
  const joined = lines.map((line) => line.trim()).reduce(join);
  return textWidth(joined) <= width ? [joined] : indented(lines);
}

/** Code with its next line behind it. */
function join(code: string, line: string): string {
  const isEnd = /^[)\]}]/.test(line);
  const before = isEnd ? code.replace(/,$/, "") : code;
  const isTight = /^[.)\]]/.test(line) || /[([]$/.test(before);
  return `${before}${isTight ? "" : " "}${line}`;
}

function indented([first, ...rest]: readonly string[]): string[] {
  const depths = rest.map((line) => line.length - line.trimStart().length);
  const least = Math.min(...depths);
  // A closing bracket stands as deep as the first line; calls of a chain stand one step further in.
  const base = rest.at(-1)?.trimStart().startsWith(".") ? "  " : "";
  // A bundler indents by tabs, the compiler by four spaces, our sources by two.
  const step = Math.min(4, ...depths.map((depth) => depth - least).filter((depth) => depth > 0));
  return [
    first!,
    ...rest.map((line, at) => `${base}${"  ".repeat((depths[at]! - least) / step)}${line.trim()}`),
  ];
}
