/** The public API. */

export {
  type Added,
  applyDelta,
  type Delta,
  type Moved,
  type Removed,
  type Replaced,
} from "./delta.ts";
export {
  type CheckMessage,
  CodecError,
  type Complaint,
  type Complaints,
  ConflictError,
  DoesNotExist,
  IntegrityError,
  InvariantError,
  LookupError,
  MultipleObjectsReturned,
  type Problem,
  ProtectedError,
  RelatedObjectDoesNotExist,
  RestrictedError,
  SchemaError,
  StoreError,
  UsageError,
  ValidationError,
} from "./errors.ts";
export { Codec, FORMAT_VERSION } from "./events/codec.ts";
export type {
  Commit,
  CommitInput,
  Created,
  Deleted,
  Dispatched,
  Event,
  Sequence,
  Updated,
} from "./events/event.ts";
export type { EventLog } from "./events/event-log.ts";
export { type Keep, MemoryLog } from "./events/memory-log.ts";
export type { LiveExplanation } from "./live/explain.ts";
export type {
  Awaitable,
  AwaitableQueryable,
  AwaitableQuerySet,
  AwaitableRows,
} from "./orm/awaitable.ts";
export type { BatchOptions, KeyOptions, SetOptions } from "./orm/call-options.ts";
export type { EventDefinitions, Projection, VersionedEvent } from "./orm/domain-events.ts";
export type { CleanOptions, FullCleanOptions } from "./orm/full-clean.ts";
export type {
  BulkCreateOptions,
  GetOrCreateOptions,
  KeyManager,
  Manager,
  NullableKeyManager,
  PairManager,
  RelatedManager,
  RowCreated,
  RowMaker,
  UpdateOrCreateOptions,
} from "./orm/manager-types.ts";
export { openStore, type StoreOptions } from "./orm/open-store.ts";
export { Prefetch, type PrefetchInput, type PrefetchOptions } from "./orm/prefetch.ts";
export type { QuerySet, QuerySetOf } from "./orm/query-types.ts";
export type { SaveOptions } from "./orm/save.ts";
export type {
  Models,
  PastStore,
  RowDifference,
  StateRef,
  Store,
  Transaction,
} from "./orm/store.ts";
export type { InstanceMethods, ModelHandle, RowOf } from "./orm/types.ts";
export {
  type Actual,
  type ConsideredPlan,
  type ExplainNode,
  type ExplainOptions,
  type Explanation,
  printPlan,
} from "./planner/explain.ts";
export type { PlannerOptions } from "./planner/options.ts";
export {
  type CustomLookup,
  type CustomTransform,
  registerLookup,
  registerTransform,
} from "./query/custom-lookups.ts";
export {
  Abs,
  ACos,
  ASin,
  ATan,
  ATan2,
  Cast,
  Ceil,
  Chr,
  Coalesce,
  Concat,
  Cos,
  Cot,
  type DatePart,
  type DateUnit,
  Degrees,
  Exp,
  ExpressionWrapper,
  Extract,
  ExtractDay,
  ExtractHour,
  ExtractIsoWeekDay,
  ExtractIsoYear,
  ExtractMinute,
  ExtractMonth,
  ExtractQuarter,
  ExtractSecond,
  ExtractWeek,
  ExtractWeekDay,
  ExtractYear,
  Floor,
  Greatest,
  Least,
  Left,
  Length,
  Ln,
  Log,
  Lower,
  LPad,
  LTrim,
  Mod,
  Now,
  NullIf,
  Ord,
  Pi,
  Power,
  Radians,
  Repeat,
  Replace,
  Reverse,
  Right,
  Round,
  RPad,
  RTrim,
  Sign,
  Sin,
  Sqrt,
  StrIndex,
  Substr,
  Tan,
  Trim,
  Trunc,
  TruncDate,
  TruncDay,
  TruncHour,
  TruncMinute,
  TruncMonth,
  TruncQuarter,
  TruncSecond,
  TruncTime,
  TruncWeek,
  TruncYear,
  Upper,
} from "./query/functions/makers.ts";
export {
  type AggregateOptions,
  Avg,
  Case,
  type CaseOptions,
  Count,
  CumeDist,
  DenseRank,
  Exists,
  F,
  FieldReference,
  FilteredRelation,
  FirstValue,
  Lag,
  LastValue,
  Lead,
  Max,
  Min,
  NthValue,
  Ntile,
  OuterRef,
  PercentRank,
  Random,
  Rank,
  RowNumber,
  RowRange,
  type SpreadOptions,
  StdDev,
  Subquery,
  Sum,
  Value,
  ValueRange,
  Variance,
  When,
  WhenBranch,
  Window,
  WindowCall,
  type WindowOptions,
} from "./query/makers.ts";
export { Expression, OrderBy, type OrderOptions, type WindowFrame } from "./query/syntax.ts";
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
export type { RegisteredLookups } from "./schema/lookup-types.ts";
export { check, model, unique } from "./schema/model.ts";
export type { RegisteredTransforms } from "./schema/path-types.ts";
export type { ChangesOf, ColumnsOf, NewRow, PkOf, Schema, SchemaOf } from "./schema/types.ts";
export type { LiveOptions } from "./store/observe.ts";
