import { type Connector, combinePlans, connectPlans } from "../query/combine.ts";
import type { Combination, LogicalPlan } from "../query/logical-plan.ts";
import { Shape } from "../query/shape.ts";

/** A question that is put together with others. */
interface Part {
  readonly shape: Shape;
  readonly offset: number;
  readonly limit: number;
}

/** Combined shapes kept; when there are more, all are forgotten. */
const MOST_COMBINED = 1024;

const SHAPES = new Map<string, Shape>();

function keep(key: string, make: () => LogicalPlan): Shape {
  let shape = SHAPES.get(key);
  if (shape === undefined) {
    shape = new Shape(make());
    if (SHAPES.size >= MOST_COMBINED) SHAPES.clear();
    SHAPES.set(key, shape);
  }
  return shape;
}

function keyOf(name: string, parts: readonly Part[]): string {
  return `${name} ${parts.map(({ shape, offset, limit }) => `${shape.id}/${offset}/${limit}`).join(" ")}`;
}

/** The shape of the rows of several questions put together. */
export function combinedShape(
  operator: Combination["operator"],
  isAll: boolean,
  parts: readonly Part[],
): Shape {
  return keep(keyOf(`${operator} ${isAll}`, parts), () =>
    combinePlans(
      operator,
      isAll,
      parts.map(({ shape, offset, limit }) => ({ plan: shape.plan, offset, limit })),
    ),
  );
}

/** The shape of two questions about one model connected into one. */
export function connectedShape(connector: Connector, left: Part, right: Part): Shape {
  return keep(keyOf(connector, [left, right]), () =>
    connectPlans(left.shape.plan, right.shape.plan, connector),
  );
}
