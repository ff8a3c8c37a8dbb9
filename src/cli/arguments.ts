import { parseArgs } from "node:util";
import { suggest } from "../near-names.ts";
import { printable } from "../text/text-width.ts";
import { Problem } from "./problem.ts";

/** What the user asked the program to do. */
export type Command =
  | { readonly kind: "tour" | "help" | "version" }
  | {
      readonly kind: "open";
      readonly models: string;
      readonly events: string;
      readonly query: string | undefined;
      readonly isJson: boolean;
    };

const OPTIONS = {
  query: { type: "string", short: "q" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;
const OPTION_NAMES = Object.keys(OPTIONS).map((name) => `--${name}`);

/**
 * Reads the arguments of the program.
 * @throws {Problem} with exit code 2 for a wrong call.
 */
export function readArguments(args: readonly string[]): Command {
  // Not strict: the errors of parseArgs know neither near names nor our options.
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "option") checkOption(token);
  }
  if (values.help === true) return { kind: "help" };
  if (values.version === true) return { kind: "version" };
  const query = typeof values.query === "string" ? values.query : undefined;
  const isJson = values.json === true;
  const [models, events, extra] = positionals;
  if (extra !== undefined) {
    refuse(`"${printable(extra)}" is one argument too many. Put a query in quotes, after --query.`);
  }
  if (models !== undefined && events !== undefined) {
    return { kind: "open", models, events, query, isJson };
  }
  if (models !== undefined) refuse("The event log is missing: give <models.js> <events.ndjson>.");
  if (query !== undefined) refuse("--query needs files to ask: <models.js> <events.ndjson>.");
  if (isJson) refuse("--json needs files to read: <models.js> <events.ndjson>.");
  return { kind: "tour" };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function checkOption({ name, rawName, value, inlineValue }: OptionToken): void {
  const known = new Map(Object.entries(OPTIONS)).get(name);
  if (known === undefined) {
    refuse(`There is no option ${printable(rawName)}. ${suggest(rawName, OPTION_NAMES)}`);
  }
  if (known.type === "boolean") {
    if (value !== undefined) refuse(`${rawName} takes no value.`);
    return;
  }
  // What looks like an option after --query is one: no query begins with a dash.
  const isMissing = value === undefined || value.trim() === "";
  if (isMissing || (inlineValue !== true && value.startsWith("-"))) {
    refuse(`${rawName} needs a query, in quotes: ${rawName} 'Person.all()'.`);
  }
}

function refuse(message: string): never {
  throw new Problem(`${message}\nSee --help.`, 2);
}
