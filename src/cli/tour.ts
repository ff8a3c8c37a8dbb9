/** The tour: a real data set is replayed from its event log, asked, watched and changed. */
import { type Event, type Schema, type Store, StoreError } from "../index.ts";
import { cellText } from "../text/table.ts";
import { printable } from "../text/text-width.ts";
import { type Explainable, openBands, type Question, type Story } from "./bands.ts";
import { codeLines } from "./code-lines.ts";
import { countRows, describeModels } from "./describe-models.ts";
import { planLines } from "./print-answer.ts";
import type { Screen, Style } from "./style.ts";
import { wrapCode, wrapList, wrapText } from "./wrap.ts";

/** Labels of an answer that are printed before the rest is counted. */
const MOST_LABELS = 8;
/** Lines stay readable on wide terminals, and whole on usual ones. */
const WIDTHS = { least: 60, most: 100 };
const INDENT = "   ";

/** What the tour prints on. */
interface Page {
  readonly style: Style;
  readonly width: number;
}

/**
 * Takes the tour through an event log of bands; returns it as text without a line end.
 * @throws {StoreError} when the log is not one of bands.
 */
export function runTour(log: string, screen: Screen): string {
  const { style } = screen;
  const width = Math.min(WIDTHS.most, Math.max(WIDTHS.least, screen.width ?? WIDTHS.most));
  const page = { style, width };
  const { store, tell } = openBands();
  const opening = tellReplay(store, log, page);
  const story = tell();
  return [
    ...opening,
    ...heading("Questions, answers and the ways to them", page),
    "Below each answer stands its plan, to be read from the bottom up, with the",
    "rows expected. Where there was a choice, every access path is listed with the",
    "rows that it would touch.",
    "",
    ...story.names.map(style.code),
    ...story.questions.flatMap((question, index) => tellQuestion(question, index + 1, page)),
    ...heading("What happens when something changes", page),
    ...tellWrites(store, story, page),
    ...heading("Your own data", page),
    "What your files hold:",
    style.code("  npm start -- <models.js> <events.ndjson>"),
    "One question about them, as a table or as JSON:",
    style.code("  npm start -- <models.js> <events.ndjson> --query 'Person.all()' --json"),
    "How files and questions are written:",
    style.code("  npm start -- --help"),
  ].join("\n");
}

function heading(title: string, { style, width }: Page): string[] {
  const rule = "─".repeat(width - title.length - 4);
  return ["", `${style.heading(`── ${title}`)} ${style.faint(rule)}`, ""];
}

function tellReplay(store: Store<Schema>, log: string, page: Page): string[] {
  const started = performance.now();
  const commits = store.codec.decodeAll(log);
  store.apply(commits);
  const milliseconds = (performance.now() - started).toFixed(1);
  const events = commits.reduce((sum, commit) => sum + commit.events.length, 0);
  const rows = Object.values(countRows(store)).reduce((sum, count) => sum + count, 0);
  return [
    page.style.heading("throughline: a tour of bands and the people who were in them"),
    "",
    "The data is an event log, specs/fixtures/bands.events.ndjson: a commit a line,",
    "in the order in which things happened. The store is what comes out when the log",
    "is replayed.",
    "",
    `  ${commits.length} commits with ${events} events, ${rows} rows after ${milliseconds} ms`,
    ...heading("The models", page).slice(0, 2),
    ...describeModels(store, page),
  ];
}

function tellQuestion(question: Question, number: number, { style, width }: Page): string[] {
  const room = width - INDENT.length;
  const answer = tryTo(question.ask);
  const asked = question.from === undefined ? answer : tryTo(question.from);
  const plan = isExplainable(asked) ? planLines(asked.explain()) : [];
  return [
    "",
    `${style.heading(`${number}.`)} ${question.title}`,
    ...[
      ...showCode(question, room, style),
      ...describeAnswer(answer, room, MOST_LABELS),
      ...plan.flatMap((line) => wrapText(`  ${line}`, room)).map(style.faint),
    ].map((line) => INDENT + line),
  ];
}

function showCode({ ask }: Question, room: number, style: Style): string[] {
  return codeLines(ask, room)
    .flatMap((line) => wrapCode(line, room))
    .map(style.code);
}

/** An answer, or the store's reason why there is none. */
function tryTo(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
}

function isExplainable(value: unknown): value is Explainable {
  return typeof value === "object" && value !== null && "explain" in value;
}

function isRows(value: unknown): value is Iterable<object> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function describeAnswer(answer: unknown, room: number, most: number): string[] {
  if (answer instanceof StoreError) return wrapText(`→ ${printable(String(answer))}`, room);
  if (typeof answer === "string") return [`→ ${printable(JSON.stringify(answer))}`];
  if (!isRows(answer)) return [`→ ${cellText(answer)}`];
  const labels = Array.from(answer, (row) => printable(String(row)));
  const rest = labels.length - most;
  const shown = rest > 0 ? [...labels.slice(0, most), `…and ${rest} more`] : labels;
  const count = `→ ${labels.length} ${labels.length === 1 ? "row" : "rows"}`;
  return [count, ...wrapList(shown, room - 2).map((line) => `  ${line}`)];
}

function tellWrites(store: Store<Schema>, { watched, writes }: Story, page: Page): string[] {
  const { style, width } = page;
  const room = width - INDENT.length;
  const members = (): string[] => [
    ...showCode(watched, room, style),
    ...describeAnswer(watched.ask(), room, Number.POSITIVE_INFINITY),
  ];
  const told: string[] = [];
  const subscription = store.commits$.subscribe(({ position, events }) => {
    told.push(`commit ${position}`, ...events.map((event) => `  ${eventText(event)}`));
  });
  const lines = [
    `The store is at position ${store.position}. A subscriber prints each commit from here on:`,
    INDENT + style.code("store.commits$.subscribe(({ position, events }) => { … })"),
    "",
    watched.title,
    ...members().map((line) => INDENT + line),
  ];
  for (const write of writes) {
    const before = String(watched.ask());
    write.ask();
    const commits = told.splice(0).flatMap((line) => wrapText(line, room));
    const after = String(watched.ask()) === before ? [] : members();
    const story = [...showCode(write, room, style), ...commits, ...after];
    lines.push("", write.title, ...story.map((line) => INDENT + line));
  }
  subscription.unsubscribe();
  lines.push("", `The store is at position ${store.position} now. The file is as it was.`);
  return lines;
}

function eventText(event: Event): string {
  const { type, model } = event;
  if (type === "created") return `${type} ${model} ${cellText({ ...event.row })}`;
  if (type === "sequence") return `${type} ${model} ${event.next}`;
  const changes = type === "updated" ? ` ${cellText(event.changes)}` : "";
  return `${type} ${model} ${String(event.pk)}${changes}`;
}
