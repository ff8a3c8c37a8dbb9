/** Generated code as data: it is run, and printed as the lines that a user could have written. */
import type { Value } from "../value.ts";

/** A piece of code: a value, a list or object of code, a name, a call, or a new instance. */
export type Code =
  | Value
  | undefined
  | readonly Code[]
  | { readonly [key: string]: Code }
  | Name
  | Call
  | New;

/** Something that is known by a name: a manager, a row, a function. */
export class Name {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A call of a function, or of a method of what other code gives. */
export class Call {
  readonly on: Code | undefined;
  readonly name: string;
  readonly args: readonly Code[];

  constructor(name: string, args: readonly Code[], on?: Code) {
    this.name = name;
    this.args = args;
    this.on = on;
  }
}

/** A new instance of a class. */
export class New {
  readonly name: string;
  readonly args: readonly Code[];

  constructor(name: string, args: readonly Code[]) {
    this.name = name;
    this.args = args;
  }
}

/** What code may refer to. */
export interface Scope {
  /** Functions and classes that are called by their names. */
  readonly functions: { readonly [name: string]: unknown };
  /** What names stand for; `Person.objects` is found under its first word. */
  readonly names: { readonly [name: string]: unknown };
}

type AnyFunction = (...args: readonly unknown[]) => unknown;
type AnyClass = new (...args: readonly unknown[]) => unknown;

/** The value of a piece of code. @throws whatever its calls throw. */
export function run(code: Code, scope: Scope): unknown {
  if (typeof code !== "object" || code === null) return code;
  if (code instanceof Name) return resolve(code.text.split("."), scope.names);
  if (code instanceof Call) {
    const args = code.args.map((arg) => run(arg, scope));
    if (code.on === undefined) return (scope.functions[code.name] as AnyFunction)(...args);
    const subject = run(code.on, scope) as { readonly [method: string]: AnyFunction };
    return subject[code.name]!(...args);
  }
  if (code instanceof New) {
    const made = scope.functions[code.name] as AnyClass;
    return new made(...code.args.map((arg) => run(arg, scope)));
  }
  if (Array.isArray(code)) return code.map((each: Code) => run(each, scope));
  const entries = Object.entries(code as { readonly [key: string]: Code });
  return Object.fromEntries(entries.map(([key, each]) => [key, run(each, scope)]));
}

function resolve([first, ...rest]: readonly string[], names: Scope["names"]): unknown {
  return rest.reduce<unknown>(
    (found, word) => (found as { readonly [key: string]: unknown })[word],
    names[first!],
  );
}

const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

/** A piece of code as text. */
export function print(code: Code): string {
  if (typeof code === "bigint") return `${code}n`;
  if (typeof code !== "object" || code === null) return JSON.stringify(code) ?? "undefined";
  if (code instanceof Name) return code.text;
  if (code instanceof Call) {
    const call = `${code.name}(${code.args.map(print).join(", ")})`;
    return code.on === undefined ? call : `${print(code.on)}.${call}`;
  }
  if (code instanceof New) return `new ${code.name}(${code.args.map(print).join(", ")})`;
  if (Array.isArray(code)) return `[${code.map((each: Code) => print(each)).join(", ")}]`;
  const entries = Object.entries(code as { readonly [key: string]: Code });
  if (entries.length === 0) return "{}";
  return `{ ${entries.map(([key, each]) => `${printKey(key)}: ${print(each)}`).join(", ")} }`;
}

function printKey(key: string): string {
  return IDENTIFIER.test(key) ? key : JSON.stringify(key);
}
