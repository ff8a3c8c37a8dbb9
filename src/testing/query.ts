/** Generated queries: chains of any calls over any lookups of a schema. */
import fc from "fast-check";
import type { QuerySet, Schema, Store } from "../index.ts";
import * as throughline from "../index.ts";
import { suggest } from "../near-names.ts";
import { QUERY_FEATURES, type QueryFeature } from "./asking.ts";
import { type ChainCall, ChainWriter } from "./chain-writer.ts";
import { type Code, print, run } from "./code.ts";
import { modelNamed } from "./resolve-models.ts";
import type { Tape } from "./tape.ts";
import { tapes } from "./tapes.ts";

/** A chain that can be asked of any store of its schema: values of {@link arbitraryQuery}. */
export class Query<S extends Schema> {
  /** Name of the model that it asks for. */
  readonly model: keyof S & string;
  /** The calls of the chain, in their order. */
  readonly calls: readonly ChainCall[];
  /** The words of the language in it: lookups, kinds of relations, functions, aggregates. */
  readonly words: ReadonlySet<string>;
  readonly #code: Code;

  /** @internal */
  constructor(model: keyof S & string, writer: ChainWriter, words: ReadonlySet<string>) {
    this.model = model;
    this.calls = writer.calls;
    this.words = words;
    this.#code = writer.code;
  }

  /** The chain on the models of a store, a fork, a transaction or the past. */
  of({ models }: Pick<Store<S>, "models">): QuerySet<S, keyof S & string, unknown, unknown> {
    return run(this.#code, { functions: throughline, names: models }) as never;
  }

  /** The chain as code. */
  toString(): string {
    return print(this.#code);
  }
}

/** What {@link arbitraryQuery} makes. */
export interface QueryOptions<S> {
  /** The model that is asked for; any when left out. */
  readonly model?: keyof S & string;
  /** How many calls the chain has at most, 5 when left out. */
  readonly maxCalls?: number;
  /** How many relations a path crosses at most, 2 when left out. */
  readonly depth?: number;
  /** The parts of the language besides conditions and order; all when left out. */
  readonly features?: readonly QueryFeature[];
}

/**
 * Chains that a store of these models can answer. Shrinks to fewer calls, then to simpler ones:
 * fewer conditions, shorter paths, simpler values.
 */
export function arbitraryQuery<const S extends Schema>(
  models: S,
  { model, maxCalls = 5, depth = 2, features = QUERY_FEATURES }: QueryOptions<S> = {},
): fc.Arbitrary<Query<S>> {
  for (const feature of features) checkFeature(feature);
  const store = throughline.openStore(models);
  const { registry } = store.database;
  const askable =
    model === undefined
      ? registry.models.filter(({ isHidden }) => !isHidden)
      : [modelNamed(registry, model)];
  const scope = { functions: throughline, names: store.models };
  const write = (base: number, calls: readonly Tape[]): Query<S> => {
    const words = new Set<string>();
    const asking = {
      model: askable[base % askable.length]!,
      depth,
      features: new Set(features),
      aliases: [],
      filtered: [],
      around: [],
      note: (word: string) => void words.add(word),
    };
    const writer = new ChainWriter(asking, scope);
    for (const tape of calls) writer.add(tape);
    return new Query(asking.model.name as keyof S & string, writer, words);
  };
  const calls = tapes({ min: 0, max: maxCalls, choices: 40 });
  return fc.tuple(fc.nat(askable.length - 1), calls).map(([base, each]) => write(base, each));
}

/** @throws {UsageError} for a name that stands for no part of the language. */
function checkFeature(feature: string): void {
  if (QUERY_FEATURES.some((known) => known === feature)) return;
  throw new throughline.UsageError(`arbitraryQuery() knows no feature "${feature}".`, {
    code: "unknown-option",
    hint: suggest(feature, QUERY_FEATURES),
  });
}
