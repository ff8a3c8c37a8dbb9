/** Whole questions as statements. */
import type { Expr } from "../query/expression.ts";
import { outputNames, outputOf } from "../query/expression-type.ts";
import { changePlan, type LogicalPlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import { type Kind, kindOf } from "../schema/kind.ts";
import type { Dialect } from "./dialect.ts";
import { write } from "./expression.ts";
import { openRows } from "./from.ts";
import { kindIn } from "./kind-in.ts";
import type { Scope } from "./scope.ts";
import { embed, writeCount, writeExists, writeSelect } from "./select.ts";
import { isTotal } from "./totality.ts";
import { isSliced, resolved } from "./wanted.ts";
import { ParameterWriter, type Statement } from "./writer.ts";

/** A question with its values. */
export interface Question {
  readonly plan: LogicalPlan;
  readonly parameters: readonly Parameter[];
  readonly offset: number;
  readonly limit: number;
  /** The time of the question, as canonical text. */
  readonly now: () => string;
}

/** A column of the answer. */
export interface AnswerColumn {
  readonly name: string;
  readonly kind: Kind;
}

/** A question as SQL, and what it gives. */
export interface WrittenQuestion extends Statement {
  readonly columns: readonly AnswerColumn[];
  /** Whether the order leaves nothing open: the rows come just as the store gives them. */
  readonly isOrdered: boolean;
  /** Whether a slice inside of it has rows that its order leaves open. */
  readonly isOpen: boolean;
}

/** What is asked of a question: its rows, their number, whether there is one, or aggregates. */
export type QuestionForm = "rows" | "count" | "exists" | "summary";

function openScope({ parameters, now }: Question, writer: ParameterWriter): Scope {
  return { writer, tables: [], parameters, now, outer: undefined, positions: [], embed };
}

/**
 * A question as one SELECT.
 * @throws {NotSupportedError} naming what the dialect cannot say.
 */
export function writeQuestion(
  question: Question,
  form: QuestionForm,
  dialect: Dialect,
): WrittenQuestion {
  const writer = new ParameterWriter(dialect);
  const scope = openScope(question, writer);
  const { text, columns, isOrdered } = writeForm(question, form, scope);
  return { ...writer.finish(text), columns, isOrdered, isOpen: writer.isOpen };
}

interface Written extends Pick<WrittenQuestion, "columns" | "isOrdered"> {
  readonly text: string;
}

function writeForm(question: Question, form: QuestionForm, scope: Scope): Written {
  const { plan } = question;
  const one = (name: string, kind: Kind) => ({ columns: [{ name, kind }], isOrdered: true });
  switch (form) {
    case "count":
      return { text: writeCount(plan, scope, question), ...one("count", kindOf("integer")) };
    case "exists":
      return { text: writeExists(plan, scope, question), ...one("exists", kindOf("boolean")) };
    case "summary":
      return writeSummary(question, scope);
    case "rows": {
      const { offset, limit } = question;
      const wanted = { offset, limit, isOrdered: true, columns: "all" } as const;
      const names = outputNames(plan);
      return {
        text: writeSelect(plan, scope, wanted),
        columns: outputOf(plan).map((expr, at) => ({ name: names[at]!, kind: kindIn(expr) })),
        isOrdered: isTotal(resolved(plan, true)),
      };
    }
  }
}

/** Aggregates over joined rows, or over the output of another question. */
function writeSummary({ plan, offset, limit }: Question, scope: Scope): Written {
  const { columns, inner } = plan.summary!;
  const kinds = [...columns].map(([name, expr]) => ({ name, kind: kindIn(expr) }));
  const list = (exprs: ReadonlyMap<string, Expr>, at: Scope): string =>
    [...exprs.values()].map((expr) => write(expr, at)).join(", ") || "1";
  if (inner === undefined) {
    const open = openJoined(plan, scope);
    const text = `SELECT ${list(columns, open.scope)}${open.text}`;
    return { text, columns: kinds, isOrdered: true };
  }
  const slice = { offset, limit };
  const rows = writeSelect(inner, scope, {
    ...slice,
    isOrdered: isSliced(slice),
    columns: "all",
    isNumbered: true,
  });
  const table = scope.writer.alias("rows");
  const { quote } = scope.writer.dialect;
  const positions = outputOf(inner).map((_, at) => `${table}.${quote(`c${at + 1}`)}`);
  const text = `SELECT ${list(columns, { ...scope, positions })} FROM (${rows}) AS ${table}`;
  return { text, columns: kinds, isOrdered: true };
}

function openJoined(plan: LogicalPlan, scope: Scope) {
  return openRows(resolved(changePlan(plan, { summary: undefined }), false), scope);
}
