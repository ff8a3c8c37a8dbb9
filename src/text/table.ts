import { cutText, printable, textWidth } from "./text-width.ts";

/** Cells are not cut below this width: less would say nothing. */
const LEAST_WIDTH = 6;
const GAP = "  ";

/** Rows under the names of their columns. */
export interface TableInput {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** How parts of a table stand out. */
export interface TableStyle {
  heading(text: string): string;
  faint(text: string): string;
}

const PLAIN: TableStyle = { heading: (text) => text, faint: (text) => text };

/** How a table is printed. */
export interface TableOptions {
  /** Without one, nothing stands out. */
  readonly style?: TableStyle;
  /** Columns of the terminal, where the table has to fit into one. */
  readonly width?: number | undefined;
  /** What a line is, and what several of them are. */
  readonly nouns?: readonly [one: string, several: string];
}

/** One line of text for a value: JSON for what is neither text nor number. */
export function cellText(value: unknown): string {
  if (typeof value === "string") return printable(value);
  if (typeof value === "object" && value !== null) return printable(JSON.stringify(value));
  return String(value);
}

/** The widths cut to what fits, the widest first. */
function fitWidths(widths: readonly number[], width: number | undefined): readonly number[] {
  if (width === undefined) return widths;
  const room = width - GAP.length * (widths.length - 1);
  const cutTo = (most: number): number[] => widths.map((each) => Math.min(each, most));
  for (let most = Math.max(...widths, LEAST_WIDTH); most > LEAST_WIDTH; most--) {
    const cut = cutTo(most);
    if (cut.reduce((sum, each) => sum + each, 0) <= room) return cut;
  }
  return cutTo(LEAST_WIDTH);
}

function pad(text: string, width: number, isRight: boolean): string {
  const space = " ".repeat(Math.max(0, width - textWidth(text)));
  return isRight ? space + text : text + space;
}

/** The table as text: a heading, a rule, a line for each row and their number. No line end. */
export function formatTable(table: TableInput, options: TableOptions = {}): string {
  const { style = PLAIN, width, nouns: [one, several] = ["row", "rows"] } = options;
  const { columns, rows } = table;
  const cells = rows.map((row) => row.map(cellText));
  const widths = fitWidths(
    columns.map((name, at) =>
      cells.reduce((w, row) => Math.max(w, textWidth(row[at]!)), textWidth(name)),
    ),
    width,
  );
  const isRight = columns.map((_, at) => rows.some((row) => isNumber(row[at])));
  const line = (texts: readonly string[], paint: (text: string, at: number) => string): string =>
    texts
      .map((text, at) => paint(pad(cutText(text, widths[at]!), widths[at]!, isRight[at]!), at))
      .join(GAP)
      .trimEnd();
  return [
    line(columns, style.heading),
    style.faint(widths.map((each) => "─".repeat(each)).join(GAP)),
    ...cells.map((row, index) =>
      line(row, (text, at) => (rows[index]![at] === null ? style.faint(text) : text)),
    ),
    style.faint(`(${rows.length} ${rows.length === 1 ? one : several})`),
  ].join("\n");
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint";
}
