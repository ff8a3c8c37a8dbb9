/** Generators for properties of your own: the entry point `throughline/fast-check`. */
export type { QueryFeature } from "./asking.ts";
export { CHAIN_CALLS, type ChainCall } from "./chain-writer.ts";
export { arbitraryQuery, type Query, type QueryOptions } from "./query.ts";
export { arbitrarySchema, type GeneratedSchema, type SchemaOptions } from "./schema.ts";
export {
  arbitraryRow,
  arbitraryWorld,
  type FieldArbitraries,
  type World,
  type WorldOptions,
} from "./world.ts";
