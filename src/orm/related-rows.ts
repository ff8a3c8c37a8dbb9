/** What all related managers have in common. */
import { UsageError } from "../errors.ts";
import type { RelationEnd } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { isOptions } from "./call-options.ts";
import type { Named } from "./chain-steps.ts";
import type { RowSource } from "./get-or-create.ts";
import type { Kit } from "./kit.ts";
import { Queryable } from "./queryable.ts";
import type { QuerySet } from "./queryset.ts";
import type { View } from "./view.ts";

/** One end of a relation of one instance, whose key of it is known. */
export interface RelatedState {
  readonly kit: Kit;
  readonly view: View;
  readonly end: RelationEnd;
  /** Null where rows cannot refer to the instance: it is unsaved, or has no value to point at. */
  readonly key: Value;
  readonly isSaved: boolean;
}

let readState: (manager: RelatedRows) => RelatedState;

/** The rows at the far end of a relation of one instance; its state is out of users' reach. */
export class RelatedRows extends Queryable {
  readonly #state: RelatedState;

  constructor(state: RelatedState) {
    super();
    this.#state = state;
  }

  static {
    readState = (manager) => manager.#state;
  }

  all(): QuerySet {
    const { kit, view, end, key, isSaved } = this.#state;
    if (key === null && isSaved) return kit.allRows(view, end.target).none();
    relatedState(this);
    const { QuerySet: Class, shape } = kit.of(end.target);
    return Class.of(view, shape.related(end), [key]);
  }

  override toString(): string {
    const { model, accessor, target } = this.#state.end;
    return `<${model.name}.${accessor} of ${target.name}>`;
  }
}

/**
 * The state of a related manager.
 * @throws {UsageError} where the instance has no key that rows could have.
 */
export function relatedState(manager: RelatedRows): RelatedState {
  const state = readState(manager);
  if (state.key !== null) return state;
  const { model, accessor, hops } = state.end;
  const need = state.isSaved
    ? `must have a value for "${hops[0]!.fromColumn.field}"`
    : "must be saved";
  throw new UsageError(`This ${model.name} ${need} before its "${accessor}" can be used.`, {
    code: "unsaved",
  });
}

/** The call of a manager's method, for messages. */
export function relatedCall({ end }: RelatedState, method: string): string {
  return `${end.model.name}.${end.accessor}.${method}()`;
}

/** Arguments of a call -> the rows given, and the options after them. */
export function splitOptions(
  args: readonly unknown[],
): readonly [given: readonly unknown[], options: Named] {
  const last = args.at(-1);
  return isOptions(last) ? [args.slice(0, -1), last as Named] : [args, {}];
}

/** The related rows as a place where a row is looked for, and made by `create`. */
export function relatedSource(manager: RelatedRows, create: (values: object) => Row): RowSource {
  const { view, end } = relatedState(manager);
  return { view, model: end.target, get: (lookup) => manager.all().get(lookup), create };
}
