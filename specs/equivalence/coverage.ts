/** What random queries have tried, as counts. */

import type { Schema } from "../../src/index.ts";
import { lookupNames } from "../../src/query/lookups.ts";
import { CHAIN_CALLS, type Query } from "../../src/testing/fast-check.ts";
import { CALL_PAIRS, printPair, refusalOf } from "./call-pairs.ts";
import type { Verdict } from "./judge.ts";

/** Kinds of relations that a path can cross, at either end. */
const RELATIONS = ["foreignKey", "oneToOne", "manyToMany"].flatMap((relation) =>
  ["forward", "reverse"].flatMap((direction) => [
    `relation ${direction} ${relation}`,
    `relation ${direction} ${relation} to itself`,
  ]),
);

/** Counts what has been compared. */
export class Coverage {
  readonly #words = new Map<string, number>();
  readonly #pairs = new Map<string, number>();
  readonly #verdicts = new Map<Verdict["kind"], number>();
  readonly #refusals = new Map<string, number>();
  rows = 0;
  ordered = 0;

  /** Notes a query and what came of it. */
  add(query: Query<Schema>, verdict: Verdict): void {
    count(this.#verdicts, verdict.kind);
    if ("message" in verdict) {
      count(this.#refusals, `${verdict.kind}: ${verdict.message.replaceAll(/\d+/g, "n")}`);
    }
    if (verdict.kind !== "agreed") return;
    this.rows += Math.sign(verdict.rows);
    this.ordered += Number(verdict.isOrdered);
    for (const word of query.words) count(this.#words, word);
    for (const [at, call] of query.calls.entries()) {
      count(this.#words, `call ${call}`);
      for (const later of query.calls.slice(at + 1)) {
        count(this.#pairs, printPair([call, later]));
      }
    }
  }

  /** How many questions all contenders agreed on. */
  get agreed(): number {
    return this.#verdicts.get("agreed") ?? 0;
  }

  /** Lookups, relations and calls that no compared query had. */
  get missingWords(): readonly string[] {
    const expected = [
      ...lookupNames().map((name) => `lookup ${name}`),
      ...RELATIONS,
      ...CHAIN_CALLS.map((call) => `call ${call}`),
    ];
    return expected.filter((word) => !this.#words.has(word));
  }

  /** Pairs of calls that no compared query had, in this order, though they have a meaning. */
  get missingPairs(): readonly string[] {
    return this.#unmet.flatMap(({ pair, refusal }) => (refusal === undefined ? [pair] : []));
  }

  /** Pairs of calls that no compared query had, and why they have no meaning side by side. */
  get refusedPairs(): readonly string[] {
    return this.#unmet.flatMap(({ pair, refusal }) =>
      refusal === undefined ? [] : [`${pair} (${refusal})`],
    );
  }

  get #unmet(): readonly { readonly pair: string; readonly refusal: string | undefined }[] {
    return CALL_PAIRS.filter((pair) => !this.#pairs.has(printPair(pair))).map((pair) => ({
      pair: printPair(pair),
      refusal: refusalOf(pair),
    }));
  }

  /** Adds the counts of another one. */
  merge(other: CoverageData): void {
    for (const [key, counts] of Object.entries(this.#maps())) {
      for (const [name, n] of other[key as keyof CoverageMaps]) {
        counts.set(name as never, (counts.get(name as never) ?? 0) + n);
      }
    }
    this.rows += other.rows;
    this.ordered += other.ordered;
  }

  #maps(): { readonly [K in keyof CoverageMaps]: Map<string, number> } {
    return {
      words: this.#words,
      pairs: this.#pairs,
      verdicts: this.#verdicts as Map<string, number>,
      refusals: this.#refusals,
    };
  }

  /** The counts, to be sent elsewhere. */
  toJSON(): CoverageData {
    const { rows, ordered } = this;
    const { words, pairs, verdicts, refusals } = this.#maps();
    return {
      words: [...words],
      pairs: [...pairs],
      verdicts: [...verdicts],
      refusals: [...refusals],
      rows,
      ordered,
    };
  }

  /** The table: how often each word of the language was compared. */
  toString(): string {
    const verdicts = Array.from(this.#verdicts, ([kind, n]) => `${n} ${kind}`).join(", ");
    const words = [...this.#words].sort(([, a], [, b]) => b - a);
    const { missingPairs, refusedPairs } = this;
    return [
      `${verdicts}; ${this.rows} gave rows, ${this.ordered} in an order that SQL fixes`,
      `pairs of calls: ${this.#pairs.size} of ${CALL_PAIRS.length}`,
      ...words.map(([word, n]) => `${String(n).padStart(8)}  ${word}`),
      ...Array.from(this.#refusals, ([message, n]) => `${String(n).padStart(8)}  ${message}`),
      `missing words: ${this.missingWords.join(", ") || "none"}`,
      `missing pairs: ${missingPairs.join(", ") || "none"}`,
      `pairs that never were, since refused: ${refusedPairs.join(", ") || "none"}`,
    ].join("\n");
  }
}

interface CoverageMaps {
  readonly words: readonly (readonly [string, number])[];
  readonly pairs: readonly (readonly [string, number])[];
  readonly verdicts: readonly (readonly [string, number])[];
  readonly refusals: readonly (readonly [string, number])[];
}

/** The counts of a {@link Coverage} as plain data. */
export interface CoverageData extends CoverageMaps {
  readonly rows: number;
  readonly ordered: number;
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
