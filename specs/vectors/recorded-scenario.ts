import type { RecordedError } from "./agrees.ts";
import type { VectorData } from "./load.ts";
import type { VectorSchema } from "./schema-from-vector.ts";

/** One step of a scenario under Django's name, with what came of it. */
export interface RecordedStep {
  readonly op: string;
  readonly result?: unknown;
  readonly error?: RecordedError;
  /** All rows of every table that the step changed. */
  readonly tables?: VectorData;
  /** Name under which the object is kept. */
  readonly as?: string;
  /** Of `atomic`. */
  readonly steps?: readonly RecordedStep[];
  readonly [argument: string]: unknown;
}

/** A sequence of changes that starts from data of its own. */
export interface RecordedScenario {
  readonly id: string;
  readonly note?: string;
  readonly data: VectorData;
  readonly steps: readonly RecordedStep[];
}

/** A file of recorded scenarios on one set of models. */
export interface ScenarioFile {
  readonly schema: VectorSchema;
  readonly scenarios: readonly RecordedScenario[];
}
