import { textWidth } from "../text/text-width.ts";

/** Parts put together into lines of at most `width` columns; a longer part has a line of its own. */
function fill(parts: readonly string[], width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    if (line.trim() !== "" && textWidth((line + part).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += part;
  }
  return [...lines, line.trimEnd()];
}

/** A line broken after commas and before brackets; its rest stands further in than its beginning. */
export function wrapText(line: string, width: number): string[] {
  const indent = /^ */.exec(line)![0];
  const parts = line.slice(indent.length).split(/(?<=, |,(?="))|(?<= )(?=\[)/);
  return fill([indent + parts[0]!, ...parts.slice(1)], width, `${indent}    `);
}

/** A line of code broken before its calls, where it is too long. */
export function wrapCode(line: string, width: number): string[] {
  return textWidth(line) <= width ? [line] : fill(line.split(/(?=\.\w+\()/), width, "  ");
}

/** Items on lines, commas between them. */
export function wrapList(items: readonly string[], width: number): string[] {
  const parts = items.map((item, at) => (at === items.length - 1 ? item : `${item}, `));
  return items.length === 0 ? [] : fill(parts, width, "");
}
