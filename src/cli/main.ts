#!/usr/bin/env node
/** The program: reads its arguments, does what they say, and tells by its exit code how it went. */
import { readFileSync } from "node:fs";
import { type Schema, type Store, StoreError } from "../index.ts";
import { printable } from "../text/text-width.ts";
import { type Command, readArguments } from "./arguments.ts";
import { countRows, describeModels } from "./describe-models.ts";
import { HELP } from "./help.ts";
import { BANDS_PATH, openFiles, readText } from "./open-files.ts";
import { parseQuery } from "./parse-query.ts";
import { answerJson, printAnswer } from "./print-answer.ts";
import { Problem } from "./problem.ts";
import { runQuery } from "./run-query.ts";
import { readScreen, type Screen } from "./style.ts";
import { runTour } from "./tour.ts";

type Open = Extract<Command, { kind: "open" }>;

async function run(command: Command, screen: Screen): Promise<string> {
  switch (command.kind) {
    case "help":
      return HELP;
    case "version":
      return `${readVersion()}\n`;
    case "tour":
      return `${runTour(await readText(BANDS_PATH), screen)}\n`;
    case "open":
      return `${await answer(command, screen)}\n`;
  }
}

async function answer(command: Open, screen: Screen): Promise<string> {
  // A query that makes no sense is refused before large files are read.
  const query = command.query === undefined ? undefined : parseQuery(command.query);
  const store = await openFiles(command.models, command.events);
  if (query === undefined) {
    return command.isJson ? JSON.stringify(countRows(store)) : overview(store, command, screen);
  }
  const found = runQuery(store, query);
  return command.isJson ? answerJson(found) : printAnswer(store, found, screen);
}

function overview(store: Store<Schema>, { models, events }: Open, screen: Screen): string {
  const example = Object.keys(store.models)[0]!;
  return [
    `${models} with the ${store.position} commits of ${events}`,
    ...describeModels(store, screen),
    "",
    `Ask with --query '${example}.all().slice(0, 10)'; --help tells what can be asked.`,
  ].join("\n");
}

function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** What is printed when something failed: never a stack. */
function describeFailure(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (error instanceof StoreError) return `${error.name}: ${error.message}`;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `Something unexpected went wrong: ${what}`;
}

/** A reader that has seen enough, such as `head`, is no failure. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}

process.stdout.on("error", leaveQuietly);
process.stderr.on("error", leaveQuietly);
try {
  const screen = readScreen(process.stdout, process.env);
  process.stdout.write(await run(readArguments(process.argv.slice(2)), screen));
} catch (error) {
  const lines = describeFailure(error).split("\n").map(printable);
  process.stderr.write(`${lines.join("\n")}\n`);
  // Setting the code instead of leaving lets a pipe take all of the text.
  process.exitCode = error instanceof Problem ? error.exitCode : 1;
}
