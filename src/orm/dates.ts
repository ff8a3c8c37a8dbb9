import { LookupError, UsageError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { Cast, Trunc } from "../query/functions/makers.ts";
import { F } from "../query/makers.ts";
import { walkWhole } from "../query/path.ts";
import type { Expression } from "../query/syntax.ts";
import type { Model } from "../schema/registry.ts";
import { showValue } from "../value.ts";
import { type Chain, modelOf, refuseCombined, refuseSliced } from "./chain.ts";
import {
  annotateChain,
  distinctChain,
  filterChain,
  orderChain,
  selectColumns,
} from "./chain-steps.ts";

const DATE_UNITS = ["year", "month", "week", "day"] as const;
const MOMENT_UNITS = [...DATE_UNITS, "hour", "minute", "second"] as const;

/** What `dates()` or `datetimes()` is asked for. */
export interface MomentRequest {
  readonly field: string;
  readonly unit: string;
  readonly order: string;
}

/** The chain that gives the moments of a field cut to a unit, each once, in their order. */
export function momentsChain<Q extends Chain>(
  chain: Q,
  call: "dates()" | "datetimes()",
  request: MomentRequest,
): Q {
  const { field, unit, order } = request;
  refuseCombined(chain, call);
  refuseSliced(chain, call);
  checkDateField(modelOf(chain), call, request);
  const columns = { datefield: truncation(call, field, unit) };
  const moments = annotateChain(chain, call, { columns, isSelected: true });
  const once = distinctChain(selectColumns(moments, ["datefield"], "flat"), []);
  const known = filterChain(once, "filter()", [{ [`${field}__isnull`]: false }]);
  const moment = F("datefield");
  return orderChain(known, [order === "DESC" ? moment.desc() : moment.asc()]);
}

/**
 * Checks the arguments of `dates()` and `datetimes()`.
 * @throws {LookupError} for a field of another kind.
 * @throws {UsageError} for a unit or an order that there is not.
 */
function checkDateField(
  model: Model,
  call: "dates()" | "datetimes()",
  { field, unit, order }: MomentRequest,
): void {
  if (typeof field !== "string") {
    throw new UsageError(
      `${call} on ${model.name} takes the name of a field, not ${showValue(field)}.`,
      {
        code: "bad-name",
      },
    );
  }
  const isDates = call === "dates()";
  const { named, relatedTo } = walkWhole(model, field);
  const kind = named.kind.name;
  const fits = relatedTo === undefined && (kind === "dateTime" || (isDates && kind === "date"));
  if (!fits) {
    throw new LookupError(
      `${call} on ${model.name} got "${field}" of kind ${kind}; expected a ${isDates ? "date" : "dateTime"} field.`,
      { code: "bad-date-field", model: model.name, path: field },
    );
  }
  const units: readonly string[] = isDates ? DATE_UNITS : MOMENT_UNITS;
  if (!units.includes(unit)) {
    throw new UsageError(`${call} cuts to ${units.join(", ")}, not to "${unit}".`, {
      code: "bad-unit",
      hint: suggest(unit, units),
    });
  }
  if (order !== "ASC" && order !== "DESC") {
    throw new UsageError(`The order of ${call} is "ASC" or "DESC", not "${order}".`, {
      code: "bad-order",
    });
  }
}

/** The field cut to the unit. */
function truncation(call: "dates()" | "datetimes()", field: string, unit: string): Expression {
  const moment = Trunc(field, unit as "year");
  return call === "dates()" ? Cast(moment, "date") : moment;
}
