import type { SourceList } from "./source-list.ts";

/**
 * Decides which joins of a connective must be left ones: under OR, a condition on one relation must
 * not lose the rows that have no match there; under AND a match is needed.
 */
export class JoinPromoter {
  readonly #connector: "and" | "or" | "xor";
  readonly #childCount: number;
  readonly #votes = new Map<number, number>();

  constructor(connector: "and" | "or" | "xor", childCount: number, isNegated: boolean) {
    this.#connector = isNegated ? (connector === "and" ? "or" : "and") : connector;
    this.#childCount = childCount;
  }

  /** Aliases for which a child needs a match. */
  vote(aliases: Iterable<number>): void {
    for (const alias of aliases) this.#votes.set(alias, (this.#votes.get(alias) ?? 0) + 1);
  }

  /** Changes the joins; the result are the aliases that need a match as far as this goes. */
  apply(list: SourceList): ReadonlySet<number> {
    const promoted: number[] = [];
    const demoted = new Set<number>();
    for (const [alias, votes] of this.#votes) {
      const isUnanimous = votes >= this.#childCount;
      if (this.#connector === "or" && !isUnanimous) promoted.push(alias);
      if (this.#connector === "and" || (this.#connector === "or" && isUnanimous)) {
        demoted.add(alias);
      }
    }
    list.promote(promoted);
    list.demote(demoted);
    return demoted;
  }
}
