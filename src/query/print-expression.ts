import { showValue } from "../value.ts";
import type { Expr } from "./expression.ts";
import type { LogicalPlan } from "./logical-plan.ts";
import type { Members, Pattern } from "./lookups.ts";
import type { Parameter } from "./parameter.ts";

/** What an expression is printed with. */
export interface PrintContext {
  readonly plan: LogicalPlan;
  readonly parameters: readonly Parameter[];
}

const SIGNS: { readonly [operator: string]: string } = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  mod: "%",
  pow: "**",
  bitand: "&",
  bitor: "|",
  bitxor: "#",
  bitleftshift: "<<",
  bitrightshift: ">>",
};

/** An expression as text, for plans and messages. */
export function printExpr(expr: Expr, context: PrintContext): string {
  const print = (part: Expr): string => printExpr(part, context);
  switch (expr.kind) {
    case "column":
      return `${context.plan.sources[expr.alias]?.model.name}.${expr.column.name}`;
    case "parameter":
      return printParameter(context.parameters[expr.parameter]);
    case "constant":
      return showValue(expr.value);
    case "now":
      return "Now()";
    case "position":
      return `#${expr.position + 1}`;
    case "arithmetic":
      return `(${print(expr.left)} ${SIGNS[expr.operator]} ${print(expr.right)})`;
    case "call":
      return `${expr.fn.name}(${expr.args.map(print).join(", ")})`;
    case "cast":
      return `Cast(${print(expr.arg)}, ${expr.type.name})`;
    case "output":
      return print(expr.arg);
    case "case":
      return `Case(${expr.branches.map(({ when, result }) => `${print(when)}: ${print(result)}`).join(", ")}, else ${print(expr.otherwise)})`;
    case "aggregate":
      return `${expr.fn.name}(${expr.isDistinct ? "distinct " : ""}${expr.arg === undefined ? "*" : print(expr.arg)})`;
    case "window":
      return `${"kind" in expr.fn ? print(expr.fn) : expr.fn.name} over (…)`;
    case "subquery":
    case "exists":
      return `${expr.kind} (${printQuery(expr.query.plan)})`;
    case "outer":
      return "the row outside";
    case "outer-name":
      return `OuterRef(${expr.path})`;
    case "reference":
      return expr.name;
    case "and":
    case "or":
    case "xor":
      return `(${expr.children.map(print).join(` ${expr.kind} `)})`;
    case "not":
      return `not ${print(expr.child)}`;
    case "is-null":
      return `${print(expr.arg)} isnull ${expr.isNull}`;
    case "test": {
      const right = Array.isArray(expr.right)
        ? `[${(expr.right as readonly Expr[]).map(print).join(", ")}]`
        : print(expr.right as Expr);
      return `${print(expr.left)} ${expr.lookup.name} ${right}`;
    }
  }
}

function printQuery(plan: LogicalPlan): string {
  const root = plan.sources[plan.root]!.model.name;
  const conditions = plan.where.map((each) => printExpr(each, { plan, parameters: [] }));
  return conditions.length === 0 ? root : `${root}: ${conditions.join(", ")}`;
}

/** A value as it was given, as far as that is known still. */
function printParameter(given: Parameter | undefined): string {
  if (given === undefined) return "?";
  if (typeof given !== "object" || given === null) return showValue(given);
  if ("regExp" in given) return showValue((given as Pattern).source);
  if (!Array.isArray(given) && "values" in given) return showValue((given as Members).values);
  return showValue(given);
}

/** The conditions of a plan as lookups, for messages: `name__startswith: "Paul"`. */
export function printConditions(context: PrintContext): string[] {
  return context.plan.where.map((expr) => {
    if (expr.kind !== "test" || Array.isArray(expr.right)) return printExpr(expr, context);
    return `${expr.text}: ${printExpr(expr.right as Expr, context)}`;
  });
}
