/** A feature of the recorded queries that the store does not offer, and why. */
export interface NotApplicable {
  readonly feature: string;
  readonly reason: string;
}

/** Queries with one of these tags are not run. */
export const NOT_APPLICABLE: readonly NotApplicable[] = [];
