/**
 * Shapes of queries. A QuerySet is a shape and the values for its parameters; each chained call
 * moves one step along a trie, by the keys of its conditions and whether they are null. Names are
 * resolved when a step is first made, so a chain that was built before costs look-ups only, and
 * whatever is planned for a shape is kept with it.
 */
import type { Model, RelationEnd } from "../schema/registry.ts";
import {
  addDistinct,
  addFilter,
  type FilterTerm,
  filterTerm,
  resolveOrder,
  setOrder,
  shareJoins,
} from "./build.ts";
import { type LogicalPlan, makeSelect, type OrderedPlan } from "./logical-plan.ts";
import { type Parameter, prepareParameter, wayFrom } from "./resolve.ts";

/** Shapes kept per model. Keys may come from users: when there are more, all are forgotten. */
const MOST_SHAPES = 4096;

/** Counts the steps made for one model, and knows where its trie begins. */
interface Budget {
  count: number;
  root: Shape | undefined;
}

/** A place inside a filter() call: some of its conditions have been read. */
class FilterStep {
  readonly #shape: Shape;
  readonly #terms: readonly FilterTerm[];
  readonly #next = new Map<string, FilterStep>();
  readonly #nextNull = new Map<string, FilterStep>();
  #end: Shape | undefined;

  constructor(shape: Shape, terms: readonly FilterTerm[]) {
    this.#shape = shape;
    this.#terms = terms;
  }

  /** The condition that this step added. */
  get term(): FilterTerm {
    return this.#terms.at(-1)!;
  }

  /** The step for one more condition. `true` is apart from other values: `isnull` differs by it. */
  next(path: string, given: unknown): FilterStep {
    const isApart = given === null || given === undefined || given === true;
    const steps = isApart ? this.#nextNull : this.#next;
    const key = given === true ? `${path}=true` : path;
    const known = steps.get(key);
    if (known !== undefined) return known;
    const term = filterTerm(this.#shape.plan.model, path, given);
    const step = new FilterStep(this.#shape, [...this.#terms, term]);
    this.#shape.budget.count++;
    steps.set(key, step);
    return step;
  }

  /** The shape after the call. */
  end(): Shape {
    this.#end ??= this.#shape.derive(addFilter(this.#shape.plan, this.#terms));
    return this.#end;
  }
}

/** A question without its values. */
export class Shape {
  readonly plan: LogicalPlan;
  /** @internal */
  readonly budget: Budget;
  /** What the executor keeps for this shape. */
  compiled: unknown;
  #ordered: OrderedPlan | undefined;
  #unordered: OrderedPlan | undefined;
  #filter: FilterStep | undefined;
  readonly #related = new Map<RelationEnd, Shape>();
  #distinct: Shape | undefined;
  readonly #orders = new Map<string, Shape>();

  constructor(plan: LogicalPlan, budget: Budget = { count: 0, root: undefined }) {
    this.plan = plan;
    this.budget = budget;
    budget.root ??= this;
  }

  /** The shape of all rows of a model. */
  static of(model: Model): Shape {
    return new Shape(makeSelect(model));
  }

  /** The plan with its order resolved. */
  get ordered(): OrderedPlan {
    this.#ordered ??= resolveOrder(this.plan);
    return this.#ordered;
  }

  /** The plan without its order, for questions that need none. */
  get unordered(): OrderedPlan {
    this.#unordered ??= resolveOrder({ ...this.plan, ordering: [] });
    return this.#unordered;
  }

  /**
   * The shape after filter() with these conditions; their parameters are added to `parameters`.
   * @throws {LookupError} when a key or a value has no meaning.
   */
  filter(conditions: { readonly [path: string]: unknown }, parameters: Parameter[]): Shape {
    this.#forgetWhenFull();
    let step = this.#filter;
    if (step === undefined) {
      step = new FilterStep(this, []);
      this.#filter = step;
    }
    for (const path of Object.keys(conditions)) {
      const given = conditions[path];
      step = step.next(path, given);
      const { resolved, isNull } = step.term;
      parameters.push(
        isNull === true && typeof given !== "boolean" ? true : prepareParameter(resolved, given),
      );
    }
    return step.end();
  }

  /**
   * The shape of a related manager, from the shape of all rows of the relation's target: its only
   * parameter is the key of the row that the manager belongs to, and its joins are shared with the
   * next filter().
   */
  related(end: RelationEnd): Shape {
    const known = this.#related.get(end);
    if (known !== undefined) return known;
    const term = { resolved: wayFrom(end), isNull: undefined };
    const shape = this.derive(shareJoins(addFilter(this.plan, [term])));
    this.#related.set(end, shape);
    return shape;
  }

  distinct(): Shape {
    this.#distinct ??= this.derive(addDistinct(this.plan));
    return this.#distinct;
  }

  /** @throws {LookupError} for a path that names no column or relation. */
  orderBy(ordering: readonly string[]): Shape {
    this.#forgetWhenFull();
    const key = JSON.stringify(ordering);
    const known = this.#orders.get(key);
    if (known !== undefined) return known;
    const shape = this.derive(setOrder(this.plan, ordering));
    this.#orders.set(key, shape);
    return shape;
  }

  /** @internal */
  derive(plan: LogicalPlan): Shape {
    this.budget.count++;
    return new Shape(plan, this.budget);
  }

  /** QuerySets that exist keep the shapes that they stand on; only the way to them is forgotten. */
  #forgetWhenFull(): void {
    if (this.budget.count <= MOST_SHAPES) return;
    this.budget.count = 0;
    this.#forget();
    this.budget.root!.#forget();
  }

  #forget(): void {
    this.#filter = undefined;
    this.#distinct = undefined;
    this.#orders.clear();
  }
}
