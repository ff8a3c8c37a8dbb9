/** Comparing the ways to an answer: the entry point `throughline/compare`. */
export {
  type ComparedPath,
  type CompareOptions,
  comparePaths,
  type PathComparison,
} from "./compare-paths.ts";
export type { DataSource } from "./data.ts";
export {
  type AdviceOptions,
  type AdvisedIndex,
  type AdvisedQuery,
  type IndexAdvice,
  indexAdvice,
  type UnusedIndex,
} from "./index-advice.ts";
