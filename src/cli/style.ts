import { styleText } from "node:util";

/** The few ways in which text stands out; each returns the text itself where colour is off. */
export interface Style {
  heading(text: string): string;
  code(text: string): string;
  faint(text: string): string;
}

/** What is known of the place that text is printed to. */
export interface Screen {
  readonly style: Style;
  /** Columns of the terminal; undefined when the output goes to a file or another program. */
  readonly width: number | undefined;
}

type Format = Parameters<typeof styleText>[0];

/** The style with or without escape codes. */
export function makeStyle(hasColor: boolean): Style {
  const painter =
    (format: Format) =>
    (text: string): string =>
      // The caller has looked at the stream already; newer versions of Node would look again.
      hasColor && text !== "" ? styleText(format, text, { validateStream: false }) : text;
  return { heading: painter(["bold", "cyan"]), code: painter("green"), faint: painter("dim") };
}

/** What a stream is taken to be: colour only on a terminal, and never against NO_COLOR. */
export function readScreen(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: { readonly [name: string]: string | undefined },
): Screen {
  const isTerminal = stream.isTTY === true;
  const isRefused = (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb";
  return {
    style: makeStyle(isTerminal && !isRefused),
    width: isTerminal ? (stream.columns ?? 80) : undefined,
  };
}
