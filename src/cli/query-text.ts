import { printable, textWidth } from "../text/text-width.ts";
import { Problem } from "./problem.ts";

/** Columns of the query shown before and after the place of an error. */
const SHOWN = 36;

/** The line of a text that a place is on, and the place within it. */
function lineAround(text: string, at: number): { line: string; number: number; offset: number } {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  return {
    line: text.slice(start, end === -1 ? undefined : end),
    number: text.slice(0, start).split("\n").length,
    offset: at - start,
  };
}

/** A query that cannot be understood; the message shows the place. */
export class QueryError extends Problem {
  /** Index into the text of the query. */
  readonly at: number;

  constructor(reason: string, text: string, at: number) {
    const { line, number, offset } = lineAround(text, at);
    const column = [...line.slice(0, offset)].length + 1;
    const where = text.includes("\n") ? `line ${number}, column ${column}` : `column ${column}`;
    const left = offset > SHOWN ? `…${line.slice(offset - SHOWN, offset)}` : line.slice(0, offset);
    const rest = line.slice(offset);
    const right = rest.length > SHOWN ? `${rest.slice(0, SHOWN)}…` : rest;
    const shown = printable(left);
    super(
      `The query is wrong at ${where}: ${reason}\n  ${shown}${printable(right)}\n  ${" ".repeat(textWidth(shown))}^`,
    );
    this.name = "QueryError";
    this.at = at;
  }
}
