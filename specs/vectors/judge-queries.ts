import type { PlannerOptions } from "../../src/planner/options.ts";
import { agrees } from "./agrees.ts";
import { storeOf, type VectorData } from "./load.ts";
import type { LooseStore } from "./loose-api.ts";
import { UNSUPPORTED_FEATURES } from "./not-applicable.ts";
import { type Answer, answerCase, answerOrError, type VectorCase } from "./run-query.ts";
import type { VectorSchema } from "./schema-from-vector.ts";
import type { Verdict } from "./verdict.ts";

/** A file of recorded queries on one data set. */
export interface VectorFile {
  readonly schema: VectorSchema;
  readonly data: VectorData;
  readonly cases: readonly VectorCase[];
}

/** What became of a recorded query; without an answer it was not run. */
export interface Judgement {
  readonly verdict: Exclude<Verdict, "different on purpose">;
  readonly answer?: Answer;
}

const MISSING = new Set(UNSUPPORTED_FEATURES.map(({ feature }) => feature));

/**
 * Judges the queries of a file one by one. They share a store, which is filled for the first of
 * them and anew after one that changed it.
 */
export function makeJudge(
  { schema, data }: VectorFile,
  planner: Partial<PlannerOptions> = {},
): (each: VectorCase) => Judgement {
  let opened: { readonly store: LooseStore; readonly position: number } | undefined;
  const openFilled = (): NonNullable<typeof opened> => {
    const store = storeOf(schema, data, planner) as unknown as LooseStore;
    return { store, position: store.position };
  };
  return (each) => {
    if (each.features?.some((feature) => MISSING.has(feature))) {
      return { verdict: "not applicable" };
    }
    const answer = answerOrError(() => {
      if (opened?.store.position !== opened?.position) opened = undefined;
      opened ??= openFilled();
      return answerCase(opened.store, each);
    });
    return { verdict: agrees(each, answer) ? "passed" : "failed", answer };
  };
}
