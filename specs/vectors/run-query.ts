/** Runs the queries of vectors through the public API, as far as the API offers what they ask. */
import { StoreError } from "../../src/index.ts";
import type { VectorData } from "./load.ts";
import type { VectorSchema } from "./schema-from-vector.ts";

/** One recorded query with Django's answer. */
export interface VectorCase {
  readonly id: string;
  readonly from: { readonly model: string; readonly pk?: unknown; readonly accessor?: string };
  readonly ops: readonly (readonly [name: string, ...args: unknown[]])[];
  readonly kind?: string;
  readonly ordered?: boolean;
  readonly result?: unknown;
  readonly strict?: { readonly kind: string; readonly result: unknown };
  readonly error?: { readonly type: string };
}

/** A file of recorded queries. */
export interface VectorFile {
  readonly schema: VectorSchema;
  readonly data: VectorData;
  readonly cases: readonly VectorCase[];
}

/** A QuerySet whose model is not known to the compiler. */
interface LooseQuerySet extends Iterable<{ readonly pk: unknown }> {
  all(): LooseQuerySet;
  filter(conditions: object): LooseQuerySet;
  distinct(): LooseQuerySet;
  orderBy(...terms: string[]): LooseQuerySet;
  slice(start: number, end?: number): LooseQuerySet;
  get(conditions?: object): { readonly pk: unknown };
  first(): { readonly pk: unknown } | null;
  count(): number;
  exists(): boolean;
}

/** A store whose models are not known to the compiler. */
export interface LooseStore {
  readonly models: {
    readonly [name: string]: { readonly objects: LooseQuerySet };
  };
}

const OPS = new Set([
  "all",
  "filter",
  "distinct",
  "order_by",
  "slice",
  "get",
  "first",
  "count",
  "exists",
]);
/** Words of Django's lookups that are not offered: a path that ends in one is passed over. */
const OTHER_LOOKUPS =
  /__(iexact|icontains|istartswith|iendswith|endswith|regex|iregex|year|month|day|week|week_day|quarter|iso_year|iso_week_day|date|time|hour|minute|second|lower|upper|length)(__|$)/;

/** Whether all that a case asks for is offered: conjunctions of plain lookups. */
export function isOffered(each: VectorCase): boolean {
  return each.ops.every(([name, ...args]) => {
    if (!OPS.has(name)) return false;
    if (name === "slice") return args.length <= 2;
    if (name === "order_by") return args.every((term) => typeof term === "string" && term !== "?");
    return args.every(
      (condition) => typeof condition !== "object" || condition === null || isPlain(condition),
    );
  });
}

function isPlain(condition: object): boolean {
  return Object.entries(condition).every(([path, value]) => {
    if (["and", "or", "xor", "not", "exists"].includes(path)) return false;
    if (OTHER_LOOKUPS.test(path)) return false;
    return !JSON.stringify(value)?.replaceAll('"$ref"', "").includes('"$');
  });
}

/** A recorded value, instances looked up in the store. */
function recordedValue(store: LooseStore, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => recordedValue(store, item));
  if (typeof value !== "object" || value === null) return value;
  const { $ref } = value as { readonly $ref?: readonly [string, unknown] };
  return $ref === undefined ? value : store.models[$ref[0]]!.objects.get({ pk: $ref[1] });
}

function conditionsOf(store: LooseStore, args: readonly unknown[]): object {
  return Object.fromEntries(
    args.flatMap((arg) =>
      Object.entries(arg as object).map(([path, value]) => [path, recordedValue(store, value)]),
    ),
  );
}

function applyOp(
  store: LooseStore,
  at: LooseQuerySet,
  [name, ...args]: VectorCase["ops"][number],
): unknown {
  switch (name) {
    case "filter":
      return at.filter(conditionsOf(store, args));
    case "get":
      return at.get(args.length === 0 ? undefined : conditionsOf(store, args));
    case "order_by":
      return at.orderBy(...(args as string[]));
    case "slice":
      return at.slice((args[0] ?? 0) as number, (args[1] ?? undefined) as number | undefined);
    default:
      return at[name as "all" | "distinct" | "first" | "count" | "exists"]();
  }
}

function sourceOf(store: LooseStore, { model, pk, accessor }: VectorCase["from"]): LooseQuerySet {
  const { objects } = store.models[model]!;
  if (accessor === undefined) return objects;
  const owner = objects.get({ pk }) as unknown as { readonly [name: string]: LooseQuerySet };
  return owner[accessor]!;
}

/** Our answer in the form of the recorded ones: `{ error }` where a typed error was thrown. */
export function answerCase(
  store: LooseStore,
  each: VectorCase,
): { kind?: string; result?: unknown; error?: string } {
  try {
    let at: unknown = sourceOf(store, each.from);
    for (const op of each.ops) at = applyOp(store, at as LooseQuerySet, op);
    if (each.ops.length === 0) at = (at as LooseQuerySet).all();
    if (typeof at === "number" || typeof at === "boolean") return { kind: "scalar", result: at };
    if (at === null) return { kind: "pk", result: null };
    if (typeof (at as LooseQuerySet).filter === "function") {
      return { kind: "pks", result: Array.from((at as LooseQuerySet).all(), (row) => row.pk) };
    }
    return { kind: "pk", result: (at as { readonly pk: unknown }).pk };
  } catch (error) {
    if (error instanceof StoreError) return { error: error.name };
    throw error;
  }
}

/** Error classes of ours for those that Django raised. */
const ERRORS: { readonly [django: string]: readonly string[] } = {
  DoesNotExist: ["DoesNotExist"],
  MultipleObjectsReturned: ["MultipleObjectsReturned"],
  FieldError: ["LookupError"],
  TypeError: ["UsageError", "LookupError"],
  ValueError: ["LookupError", "UsageError"],
  ValidationError: ["LookupError"],
};

/** What we should answer: the strict answer where there is one, sorted where the order is open. */
export function expectedAnswer(each: VectorCase): unknown {
  if (each.error !== undefined && each.strict === undefined) {
    return { error: ERRORS[each.error.type] ?? [each.error.type] };
  }
  const { kind, result } = each.strict ?? each;
  // The strict answer to first() or last() has a kind of its own where there is no row.
  return {
    kind: kind === "null" ? "pk" : kind,
    result: each.ordered === false ? sorted(result) : result,
  };
}

/** Our answer made comparable with the expected one. */
export function comparable(each: VectorCase, answer: ReturnType<typeof answerCase>): unknown {
  if (answer.error !== undefined) {
    const allowed = each.error === undefined ? [] : (ERRORS[each.error.type] ?? []);
    return { error: allowed.includes(answer.error) ? allowed : [answer.error] };
  }
  return { ...answer, result: each.ordered === false ? sorted(answer.result) : answer.result };
}

function sorted(result: unknown): unknown {
  return Array.isArray(result) ? [...result].sort((a, b) => (a as number) - (b as number)) : result;
}
