/**
 * Lifts the values out of what users write, so that questions that differ in values only have one
 * place in the trie of shapes and share one plan.
 */
import { keepLayout } from "../keep-layout.ts";
import { type ConditionTree, conditionTree, EXPRESSION } from "../schema/condition.ts";
import type { KindName } from "../schema/kind.ts";
import { MODEL } from "../schema/model.ts";
import { toDurationText, toInstantText } from "../schema/temporal.ts";
import { checkDepth, depthAround } from "./depth.ts";
import { checkHome, type Home } from "./home.ts";
import type { LogicalPlan } from "./logical-plan.ts";
import {
  isExpression,
  isQuery,
  type OrderTermSyntax,
  QUERY,
  type QueryOperand,
  type Syntax,
} from "./syntax.ts";

/** Stands in a lifted tree for the value of a lookup. */
export class Slot {
  readonly slot: number;

  constructor(slot: number) {
    this.slot = slot;
  }
}

keepLayout(new Slot(0));

/** What a QuerySet brings into another question. */
export interface QueryContent {
  /** Tells plans apart. */
  readonly id: number;
  readonly plan: LogicalPlan;
  readonly parameters: readonly unknown[];
  readonly offset: number;
  readonly limit: number;
  readonly home: Home;
}

/** A QuerySet in a lifted tree: its parameters are slots from `firstSlot` on. */
export interface LiftedQuery extends QueryOperand {
  /** Without what it is asked with, and of: a plan is kept when they are gone. */
  readonly content: Omit<QueryContent, "parameters" | "home">;
  readonly firstSlot: number;
}

/** Expressions in a list given to a lookup. */
export class LiftedList {
  readonly items: readonly Syntax[];

  constructor(items: readonly Syntax[]) {
    this.items = items;
  }
}

/** Whether a value of a lookup is more than a value. */
export function isComputed(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ? value.some(isPartOfQuestion) : isPartOfQuestion(value);
}

function isPartOfQuestion(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return EXPRESSION in value || QUERY in value;
}

/** A place on the way that the words of calls lead. */
export interface WordPlace {
  next(word: string): WordPlace;
}

/** Where words lead that nobody follows. */
export const NOWHERE: WordPlace = { next: () => NOWHERE };

/** Collects the values of one call, and finds the place to which what else it says leads. */
export class Lifter<P extends WordPlace = WordPlace> {
  readonly values: unknown[] = [];
  readonly #home: Home | undefined;
  #place: P;
  #depth = 0;
  #queryDepth = 0;
  #readsClock = false;

  /** `home`: whose question it is; left out where no other question may stand inside. */
  constructor(start: P, home?: Home) {
    this.#place = start;
    this.#home = home;
  }

  /** What a plan has to know of all that was lifted. */
  get traits(): Pick<LogicalPlan, "depth" | "readsClock"> {
    return { depth: this.#queryDepth, readsClock: this.#readsClock };
  }

  /** Where the words have led. */
  get place(): P {
    return this.#place;
  }

  /** What is asked differs where a word does. */
  word(text: string): void {
    this.#place = this.#place.next(text) as P;
  }

  condition(tree: ConditionTree): ConditionTree {
    this.#enter();
    const lifted = this.#liftCondition(tree);
    this.#depth--;
    return lifted;
  }

  #liftCondition(tree: ConditionTree): ConditionTree {
    this.word(tree.kind);
    switch (tree.kind) {
      case "lookups": {
        const lookups: { [path: string]: unknown } = Object.create(null);
        for (const path of Object.keys(tree.lookups)) {
          this.word(path);
          lookups[path] = this.#lookupValue(tree.lookups[path]);
        }
        this.word(")");
        return { kind: "lookups", lookups };
      }
      case "expression":
        return { kind: "expression", expression: this.syntax(tree.expression as Syntax) };
      case "not":
        return { kind: "not", child: this.condition(tree.child) };
      default: {
        const children = tree.children.map((child) => this.condition(child));
        this.word(")");
        return { kind: tree.kind, children };
      }
    }
  }

  /** Null and booleans decide what is asked, so they lead to places of their own and stay. */
  #lookupValue(value: unknown): unknown {
    if (value === null || value === undefined) {
      this.word(String(value));
      return value;
    }
    if (typeof value === "boolean") {
      this.word(String(value));
      return value;
    }
    if (isExpression(value)) return this.syntax(value[EXPRESSION]);
    if (isQuery(value)) return this.query(value);
    if (Array.isArray(value) && isComputed(value)) {
      this.word(`[${value.length}`);
      return new LiftedList(value.map((item) => this.#item(item)));
    }
    this.word("?");
    return new Slot(this.values.push(value) - 1);
  }

  #item(item: unknown): Syntax {
    if (isExpression(item)) return this.syntax(item[EXPRESSION]);
    if (isQuery(item)) return { kind: "subquery", query: this.query(item) };
    return this.#value(item, undefined);
  }

  query(operand: QueryOperand): LiftedQuery {
    const content = operand[QUERY] as QueryContent;
    const { id, plan, offset, limit, parameters, home } = content;
    if (this.#home !== undefined) checkHome(this.#home, home, plan.model.name);
    this.#queryDepth = Math.max(this.#queryDepth, depthAround([plan.depth]));
    this.#readsClock ||= plan.readsClock;
    this.word(`query ${id} ${offset} ${limit}`);
    const firstSlot = this.values.length;
    for (const parameter of parameters) this.values.push(parameter);
    return { [QUERY]: undefined, content: { id, plan, offset, limit }, firstSlot };
  }

  syntax(syntax: Syntax): Syntax {
    this.#enter();
    const lifted = this.#liftSyntax(syntax);
    this.#depth--;
    return lifted;
  }

  #enter(): void {
    this.#depth = checkDepth(this.#depth + 1);
  }

  #liftSyntax(syntax: Syntax): Syntax {
    this.word(syntax.kind);
    switch (syntax.kind) {
      case "path":
        this.word(syntax.path);
        return syntax;
      case "outer":
        this.word(`${syntax.depth} ${syntax.path}`);
        return syntax;
      case "value":
        return this.#value(syntax.value, syntax.output);
      case "slot":
        return syntax;
      case "now":
        this.#readsClock = true;
        return syntax;
      case "arithmetic":
        this.word(syntax.operator);
        return { ...syntax, left: this.syntax(syntax.left), right: this.syntax(syntax.right) };
      case "call":
        this.word(`${syntax.name} ${syntax.args.length}`);
        return { ...syntax, args: syntax.args.map((arg) => this.syntax(arg)) };
      case "output":
      case "cast":
        this.word(syntax.output);
        return { ...syntax, arg: this.syntax(syntax.arg) };
      case "case":
        this.word(String(syntax.branches.length));
        return {
          ...syntax,
          branches: syntax.branches.map(({ when, result }) => ({
            when: this.condition(when),
            result: this.syntax(result),
          })),
          otherwise: this.syntax(syntax.otherwise),
        };
      case "aggregate":
        return this.#aggregate(syntax);
      case "window":
        return this.#window(syntax);
      case "subquery":
      case "exists":
        return { ...syntax, query: this.query(syntax.query) };
      case "condition":
        return { ...syntax, condition: this.condition(syntax.condition) };
      case "lookup":
        this.word(syntax.lookup);
        return {
          ...syntax,
          left: this.syntax(syntax.left),
          right: this.#lookupValue(syntax.right),
        };
    }
  }

  #aggregate(syntax: Syntax & { readonly kind: "aggregate" }): Syntax {
    const { name, isDistinct, arg, filter, default: fallback } = syntax;
    this.word(`${name} ${isDistinct} ${arg !== undefined} ${filter !== undefined}`);
    return {
      ...syntax,
      arg: arg && this.syntax(arg),
      filter: filter && this.condition(filter),
      default: fallback && this.syntax(fallback),
    };
  }

  #window(syntax: Syntax & { readonly kind: "window" }): Syntax {
    const { name, args, aggregate, partitionBy, orderBy, frame } = syntax;
    this.word(`${name} ${args.length} ${partitionBy.length} ${orderBy.length}`);
    this.word(JSON.stringify(frame ?? null));
    return {
      ...syntax,
      args: args.map((arg) => this.syntax(arg)),
      aggregate: aggregate && this.syntax(aggregate),
      partitionBy: partitionBy.map((term) => this.syntax(term)),
      orderBy: orderBy.map((term) => this.order(term)),
    };
  }

  order(term: OrderTermSyntax): OrderTermSyntax {
    this.word(`${term.isDescending} ${term.nulls}`);
    return { ...term, expression: this.syntax(term.expression) };
  }

  #value(given: unknown, output: KindName | undefined): Syntax {
    const { value, kind } = plainValue(given);
    const known = output ?? kind;
    this.word(`value ${known} ${value === null}`);
    if (value === null) return { kind: "value", value: null, output: known };
    return { kind: "slot", slot: this.values.push(value) - 1, output: known };
  }
}

keepLayout(new Lifter(NOWHERE));

interface PlainValue {
  readonly value: unknown;
  /** Undefined for null, which is of any kind. */
  readonly kind: KindName | undefined;
}

/** A value that stands in an expression, and its kind: instances are their keys, dates are text. */
function plainValue(given: unknown): PlainValue {
  switch (typeof given) {
    case "string":
      return {
        value: given,
        kind: /^-?P[\dT]/.test(given) && toDurationText(given) !== undefined ? "duration" : "text",
      };
    case "number":
      return { value: given, kind: Number.isInteger(given) ? "integer" : "float" };
    case "bigint":
      return { value: given, kind: "bigInteger" };
    case "boolean":
      return { value: given, kind: "boolean" };
    default:
      return plainObject(given);
  }
}

function plainObject(given: unknown): PlainValue {
  if (given === null || given === undefined) return { value: null, kind: undefined };
  const instant = toInstantText(given);
  if (instant !== undefined) return { value: instant, kind: "dateTime" };
  if (MODEL in (given as object)) {
    return plainValue((given as { readonly pk?: unknown }).pk);
  }
  return { value: given, kind: "json" };
}

/** Lifts the conditions of one call. */
export function liftConditions(lifter: Lifter, conditions: readonly unknown[]): ConditionTree[] {
  return conditions.map((condition) => lifter.condition(conditionTree(condition as never)));
}
