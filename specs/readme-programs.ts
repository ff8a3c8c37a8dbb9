/**
 * The code of README.md as programs. A ```ts block that imports begins a program, those after it
 * continue it, and so does one of imports alone. What a statement gives or throws stands in a comment at its end or below it:
 *
 *     Person.objects.count(); // => 3
 *     Person.objects.get({ id: 9 });
 *     // throws DoesNotExist: No Person matches { id: 9 }.
 *
 * A line that goes on is indented in its comment. Text of many lines stands below a bare `// =>`.
 */
import { parseSync, transformWithOxc } from "vite";

/** A fenced block of a Markdown text. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** Line of its first line of code, counted from 1. */
  readonly line: number;
}

/** Blocks that run together, with empty lines in place of the text between them. */
export interface Program {
  readonly code: string;
  readonly firstLine: number;
}

/** What a comment promises, and what came of it. */
export interface Promised {
  readonly line: number;
  readonly expected: string;
  readonly actual: string;
}

/** All fenced blocks, in order. */
export function readBlocks(markdown: string): Block[] {
  const fence = /^```(\w+)\n(.*?)^```$/gms;
  return [...markdown.matchAll(fence)].map(({ 1: language = "", 2: code = "", index }) => ({
    language,
    code,
    line: markdown.slice(0, index).split("\n").length + 1,
  }));
}

/** The programs of the blocks in TypeScript. */
export function readPrograms(blocks: readonly Block[]): Program[] {
  const programs: { code: string; firstLine: number }[] = [];
  for (const { code, line } of blocks) {
    const last = programs.at(-1);
    const rest = code.replaceAll(/^import [^;]*;\n/gm, "");
    const begins = rest !== code && rest.trim() !== "";
    if (last === undefined || begins) programs.push({ code, firstLine: line });
    else {
      const next = last.firstLine + last.code.split("\n").length - 1;
      last.code += "\n".repeat(line - next) + code;
    }
  }
  return programs;
}

/** What the spec needs of a node of the syntax tree. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly expression?: Node;
  readonly importKind?: string;
  readonly source?: { readonly value: string };
  readonly specifiers?: readonly (Node & { readonly local: { readonly name: string } })[];
  readonly declaration?: Node | null;
  readonly declarations?: readonly { readonly id: { readonly name?: string } }[];
}

/** The comment below or beside a statement: what it gives, or what it throws. */
const PROMISE = /^[ \t]*\n?\/\/ (=>|throws)(.*)((?:\n\/\/(?: .*)?)*)/;

function promiseAfter(
  code: string,
  end: number,
): { readonly kind: "gives" | "prints" | "throws"; readonly text: string } | undefined {
  const match = PROMISE.exec(code.slice(end));
  if (match === null) return undefined;
  const [, kind = "", head = "", tail = ""] = match;
  const rest = tail.split("\n").slice(1);
  const isBare = head.trim() === "";
  const lines = isBare ? rest : rest.filter((line) => line.startsWith("//    "));
  const texts = lines.map((line) => line.slice(3));
  return {
    kind: kind === "throws" ? "throws" : isBare ? "prints" : "gives",
    text: isBare ? texts.join("\n") : [head, ...texts].map((text) => text.trim()).join(" "),
  };
}

function rewriteImport({ importKind, source, specifiers = [] }: Node): string {
  if (importKind === "type") return "";
  const names = specifiers.filter((each) => each.importKind !== "type");
  const list = names.map(({ local }) => local.name).join(", ");
  return `const { ${list} } = $.packages[${JSON.stringify(source!.value)}];`;
}

function rewriteStatement(code: string, node: Node, line: number): string {
  const text = code.slice(node.start, node.end);
  if (node.type === "ImportDeclaration") return rewriteImport(node);
  if (node.type === "ExportNamedDeclaration") {
    const { name } = node.declaration!.declarations![0]!.id;
    return `${text.replace("export ", "")}; $.exported.${name} = ${name};`;
  }
  const promise = promiseAfter(code, node.end);
  if (promise === undefined) return `$.line = ${line}; ${text}`;
  const args = `${line}, ${JSON.stringify(promise.text)}`;
  if (node.type === "VariableDeclaration") {
    return `${text}; $.${promise.kind}(${args}, () => ${node.declarations![0]!.id.name});`;
  }
  const { start, end } = node.expression!;
  return `$.line = ${line}; $.${promise.kind}(${args}, () => (${code.slice(start, end)}\n));`;
}

/** What a program left behind. */
export interface Outcome {
  readonly promises: readonly Promised[];
  readonly exported: { readonly [name: string]: unknown };
}

/**
 * Runs a program with the given packages.
 * @throws Error naming the line where the program failed.
 */
export async function runProgram(
  { code, firstLine }: Program,
  packages: { readonly [name: string]: object },
): Promise<Outcome> {
  const { program, errors } = parseSync("readme.ts", code);
  if (errors.length > 0) throw new Error(`The block at line ${firstLine}: ${errors[0]!.message}`);
  const lineOf = (offset: number): number =>
    firstLine + code.slice(0, offset).split("\n").length - 1;
  const typed = (program.body as unknown as readonly Node[])
    .map((node) => rewriteStatement(code, node, lineOf(node.start)))
    .join("\n");
  const { code: plain } = await transformWithOxc(`async ($) => {${typed}\n}`, "readme.ts");
  const promises: Promised[] = [];
  const promise =
    (show: (work: () => unknown) => string) =>
    (line: number, expected: string, work: () => unknown): void => {
      promises.push({ line, expected, actual: show(work) });
    };
  const bench = {
    packages,
    line: firstLine,
    exported: {} as { [name: string]: unknown },
    gives: promise((work) => print(work())),
    prints: promise((work) => String(work())),
    throws: promise(messageOf),
  };
  try {
    await new Function(`return ${plain}`)()(bench);
  } catch (error) {
    throw new Error(`README.md, line ${bench.line}: ${String(error)}`, { cause: error });
  }
  return { promises, exported: bench.exported };
}

function messageOf(work: () => unknown): string {
  try {
    return `nothing, but gives ${print(work())}`;
  } catch (error) {
    return String(error).replaceAll(/\s*\n\s*/g, " ");
  }
}

/** A value as the README writes it: code for plain data, their own text for rows and QuerySets. */
export function print(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  if (value.toString !== Object.prototype.toString) return String(value);
  const entries = Object.entries(value).map(([name, each]) => `${name}: ${print(each)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
