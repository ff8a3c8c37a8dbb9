/** Whether all contenders give the same answer to a query. */
import { InvariantError, StoreError } from "../../src/errors.ts";
import { type Chain, isSliced } from "../../src/orm/chain.ts";
import { sameRows, sameValue } from "../vectors/same-value.ts";
import {
  type Answer,
  type AnyQuerySet,
  type AskedQuery,
  type Contest,
  STORES,
  type Totals,
} from "./contenders.ts";

/** What came of a query. */
export type Verdict =
  /** All agree; `rows` counts those of the answer. */
  | { readonly kind: "agreed"; readonly rows: number; readonly isOrdered: boolean }
  /** All agree on the number of rows; which ones a slice has was left open. */
  | { readonly kind: "agreed on the number" }
  /**
   * Rows that are alike in the order of a window may have its values either way, and those alike in
   * the order of a slice inside be in it or not.
   */
  | { readonly kind: "left open" }
  /** All stores agree, and SQLite cannot be asked. */
  | { readonly kind: "not in SQL"; readonly message: string }
  /** All stores refuse it. */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "different"; readonly text: string };

/** Asks all contenders. Nothing but what they say is looked at. */
export function judgeQuery(contest: Contest, query: AskedQuery): Verdict {
  try {
    return judge(contest, query);
  } catch (error) {
    // Neither the store nor SQLite should say anything else than an answer or a refusal.
    return { kind: "different", text: (error as Error).stack ?? String(error) };
  }
}

function judge(contest: Contest, query: AskedQuery): Verdict {
  const [first, ...others] = contest.stores.map((store, at) => answerOf(query.of(store), at === 0));
  const judgement = first!.kind === "refused" ? undefined : contest.judge(query);
  const { sql = "", isOrdered = false, isOpen: isOpenInside = false, answer } = judgement ?? {};
  if (isOpenInside) return { kind: "left open" };
  // Where the order leaves open which rows a slice has, or which is the first of several, only their
  // number is known; and which of several rows comes first in a window, nothing.
  if (!isOrdered && answer !== undefined && hasWindow(query)) return { kind: "left open" };
  const isPart = isSliced(query.of(contest.stores[0]!) as unknown as Chain) || keepsFirst(query);
  const isOpen = !isOrdered && isPart;
  const same = isOpen ? sameSize : isOrdered ? sameValue : sameRows;
  for (const [at, other] of others.entries()) {
    if (!sameAnswer(first!, other, same)) {
      return different({ [STORES[0]]: first!, [STORES[at + 1]!]: other }, sql);
    }
  }
  if (first!.kind === "refused") return first!;
  if (answer === undefined) return { kind: "not in SQL", message: judgement!.message! };
  if (!sameAnswer(first!, answer, same)) {
    return different({ [STORES[0]]: first!, SQLite: answer }, sql);
  }
  if (isOpen) return { kind: "agreed on the number" };
  return { kind: "agreed", rows: first!.rows.length, isOrdered };
}

/** Whether of rows that are alike in some columns the first is kept. */
function keepsFirst({ words }: AskedQuery): boolean {
  return words.has("distinct, columns");
}

function hasWindow({ words }: AskedQuery): boolean {
  return [...words].some((word) => word.startsWith("window "));
}

function answerOf(asked: AnyQuerySet, withTotals: boolean): Answer {
  try {
    const rows = asked.toArray();
    if (!withTotals) return { kind: "rows", rows };
    const totals = { count: asked.all().count(), exists: asked.all().exists() };
    return { kind: "rows", rows, totals };
  } catch (error) {
    // A mistake of ours is no refusal, though all contenders make it.
    if (error instanceof InvariantError) throw error;
    if (error instanceof StoreError) return { kind: "refused", message: error.message };
    throw error;
  }
}

function sameAnswer(a: Answer, b: Answer, same: (a: unknown, b: unknown) => boolean): boolean {
  if (a.kind === "refused" || b.kind === "refused") return a.kind === b.kind;
  return sameTotals(a.totals, b.totals) && same(plain(a.rows), plain(b.rows));
}

function sameTotals(a: Totals | undefined, b: Totals | undefined): boolean {
  return a === undefined || b === undefined || (a.count === b.count && a.exists === b.exists);
}

function sameSize(a: unknown, b: unknown): boolean {
  return (a as readonly unknown[]).length === (b as readonly unknown[]).length;
}

/** Rows as data: instances as their columns, bigints as text. */
function plain(rows: readonly unknown[]): unknown {
  return JSON.parse(
    JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
  );
}

function different(answers: { readonly [name: string]: Answer }, sql?: string): Verdict {
  const lines = Object.entries(answers).map(([name, answer]) => `${name}: ${show(answer)}`);
  return { kind: "different", text: [...lines, ...(sql === undefined ? [] : [sql])].join("\n") };
}

function show(answer: Answer): string {
  if (answer.kind === "refused") return `refuses it: ${answer.message}`;
  const { rows, totals } = answer;
  return `${JSON.stringify(plain(rows))} ${totals === undefined ? "" : JSON.stringify(totals)}`;
}
