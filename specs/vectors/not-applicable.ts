import type { VectorSchema } from "./schema-from-vector.ts";

/** Something recorded that has no meaning here, and why. */
export interface NotApplicable {
  readonly feature: string;
  readonly reason: string;
}

/** Queries with one of these tags are not run. */
export const UNSUPPORTED_FEATURES: readonly NotApplicable[] = [];

/** Models that our makers refuse at once, before any check, because of an option of Django's. */
export interface RefusedOption extends NotApplicable {
  isUsedBy(schema: VectorSchema): boolean;
}

/** Options that are no options here; the case passes over, provided that a maker refuses it. */
export const REFUSED_OPTIONS: readonly RefusedOption[] = [
  {
    feature: "max_length of a field that is no text",
    reason: "a warning there; here field.integer() and its like have no such option",
    isUsedBy: (schema) =>
      Object.values(schema.models).some(({ fields }) =>
        fields.some(
          ({ type, max_length }) =>
            max_length !== undefined && !/Char|Text|Slug|Email|URL/.test(type),
        ),
      ),
  },
  {
    feature: "order_with_respect_to",
    reason: "the option is not offered",
    isUsedBy: (schema) =>
      Object.values(schema.models).some(({ meta }) => meta.order_with_respect_to !== undefined),
  },
];
