const PLAIN = /^[\x20-\x7e]*$/;
const WIDE =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const SELECTED_EMOJI = /\ufe0f/;
const NO_WIDTH = /^[\p{M}\p{Cf}]/u;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function graphemeWidth(grapheme: string): number {
  if (NO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) || SELECTED_EMOJI.test(grapheme) ? 2 : 1;
}

/** Columns that a line of text takes in a terminal. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** The text if it fits into so many columns, else as much of it as leaves room for an "…". */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = "";
  let used = 1;
  for (const { segment } of graphemes.segment(text)) {
    used += graphemeWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Characters that steer a terminal, or turn the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be found
const STEERING = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** The text with its control characters written out, so that data cannot steer the terminal. */
export function printable(text: string): string {
  return text.replace(
    STEERING,
    (unit) => SHORT.get(unit) ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
