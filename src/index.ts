/** The public API. */
export {
  type CheckMessage,
  CodecError,
  ConflictError,
  DoesNotExist,
  IntegrityError,
  InvariantError,
  LookupError,
  MultipleObjectsReturned,
  ProtectedError,
  SchemaError,
  StoreError,
  UsageError,
  ValidationError,
} from "./errors.ts";
export { Codec, FORMAT_VERSION } from "./events/codec.ts";
export type { Commit, CommitInput, Created, Deleted, Event, Updated } from "./events/event.ts";
export type { EventLog } from "./events/event-log.ts";
export { MemoryLog } from "./events/memory-log.ts";
export { openStore, type Store, type StoreOptions } from "./orm/open-store.ts";
export type {
  InstanceMethods,
  Manager,
  ModelHandle,
  QuerySet,
  QuerySetOf,
  RelatedManager,
  RowOf,
} from "./orm/types.ts";
export type { ExplainNode, Explanation } from "./planner/explain.ts";
export * from "./query/functions/makers.ts";
export * from "./query/makers.ts";
export { Q, type QCondition } from "./schema/condition.ts";
export {
  CASCADE,
  DO_NOTHING,
  field,
  PROTECT,
  RESTRICT,
  SET,
  SET_DEFAULT,
  SET_NULL,
} from "./schema/field.ts";
export { check, model, unique } from "./schema/model.ts";
export type { ChangesOf, ColumnsOf, NewRow, PkOf, Schema, SchemaOf } from "./schema/types.ts";
