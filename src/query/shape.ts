/**
 * Shapes of queries. A QuerySet is a shape and the values for its parameters; each chained call
 * moves one step along a trie, by what it asks without its values. Names are resolved when a step is
 * first made, so a chain that was built before costs look-ups only, and whatever is planned for a
 * shape is kept with it.
 */
import type { Model, RelationEnd } from "../schema/registry.ts";
import { addFilter } from "./filter.ts";
import type { Home } from "./home.ts";
import { isComputed, Lifter, liftConditions, Slot, type WordPlace } from "./lift.ts";
import { changePlan, type LogicalPlan, makeSelect, type OrderedPlan } from "./logical-plan.ts";
import { lookupChanges } from "./lookups.ts";
import { checkDistinct, resolvePlan } from "./ordering.ts";
import type { Parameter, Prepare } from "./parameter.ts";
import { PlanBuilder, prepareAll } from "./plan-builder.ts";
import { relatedPlan } from "./related.ts";

/** Shapes kept per model. Keys may come from users: when there are more, all are forgotten. */
const MOST_SHAPES = 4096;
/** Places kept per model on the ways to them, of which there may be one for each word of a call. */
const MOST_PLACES = 2 ** 16;

/** Counts what was made for one model, and knows where its trie begins. */
interface Budget {
  shapes: number;
  places: number;
  root: Shape | undefined;
}

/** A shape that a call led to, and what prepares the values of that call. */
interface Step {
  readonly shape: Shape;
  readonly prepares: readonly (Prepare | undefined)[];
}

/** Where a call leads to, with the values of all parameters so far. */
export interface Asking {
  readonly shape: Shape;
  readonly parameters: readonly Parameter[];
}

/** Plain conditions: `{ name: "Paul" }`. */
type PlainLookups = { readonly [path: string]: unknown };

/** A place inside a call: some of what it says without its values has been read. */
class Place implements WordPlace {
  /** Most places lead on by one word: a map is made for the second. */
  #word: string | undefined;
  #only: Place | undefined;
  #others: Map<string, Place> | undefined;
  /** By null and booleans, which decide what is asked. */
  #fixed: Map<unknown, Place> | undefined;
  readonly #budget: Budget;
  end: Step | undefined;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** The place after one more word. */
  next(word: string): Place {
    if (this.#word === word) return this.#only!;
    const known = this.#others?.get(word);
    if (known !== undefined) return known;
    const place = this.#make();
    if (this.#only === undefined) {
      this.#word = word;
      this.#only = place;
    } else {
      this.#others ??= new Map();
      this.#others.set(word, place);
    }
    return place;
  }

  /** The place from which a key leads on whose value decides what is asked. */
  fixed(given: boolean | null): Place {
    this.#fixed ??= new Map();
    let place = this.#fixed.get(given);
    if (place === undefined) {
      place = this.#make();
      this.#fixed.set(given, place);
    }
    return place;
  }

  /** Counted even if the call turns out to be wrong. */
  #make(): Place {
    this.#budget.places++;
    return new Place(this.#budget);
  }
}

/** Lookups with the values that are no part of the question lifted out. */
function liftPlain(lookups: PlainLookups): PlainLookups {
  const lifted: { [path: string]: unknown } = Object.create(null);
  let slot = 0;
  for (const path of Object.keys(lookups)) {
    const given = lookups[path];
    lifted[path] = given === null || typeof given === "boolean" ? given : new Slot(slot++);
  }
  return lifted;
}

/** Plain lookups hold no questions, and nothing that is computed. */
const PLAIN: Lifter["traits"] = { depth: 0, readsClock: false };

let lastId = 0;

/** Never changed. */
const NO_VALUES: unknown[] = [];

/** A question without its values. */
export class Shape {
  /** Tells shapes apart. */
  readonly id: number = ++lastId;
  readonly plan: LogicalPlan;
  /** What the executor keeps for this shape. */
  compiled: unknown;
  readonly #budget: Budget;
  #ordered: OrderedPlan | undefined;
  #unordered: OrderedPlan | undefined;
  /** The lookups of the user's own that its steps were made with, as a count of their changes. */
  #changes = lookupChanges();
  #filter: Place;
  #exclude: Place;
  #calls: Place;
  readonly #related = new Map<RelationEnd, Shape>();

  constructor(plan: LogicalPlan, budget: Budget = { shapes: 0, places: 0, root: undefined }) {
    this.plan = plan;
    this.#budget = budget;
    this.#filter = new Place(budget);
    this.#exclude = new Place(budget);
    this.#calls = new Place(budget);
    budget.root ??= this;
  }

  /** The shape of all rows of a model. */
  static of(model: Model): Shape {
    return new Shape(makeSelect(model));
  }

  /** The plan with its order resolved. */
  get ordered(): OrderedPlan {
    this.#ordered ??= resolvePlan(this.plan, true);
    return this.#ordered;
  }

  /** The plan without its order, for questions that need none. */
  get unordered(): OrderedPlan {
    this.#unordered ??= resolvePlan(this.plan, false);
    return this.#unordered;
  }

  /**
   * The shape after filter() or exclude() with these conditions, whose parameters come after those
   * that there are; `home` says whose question it is.
   * @throws {LookupError} when a key or a value has no meaning.
   */
  filter(
    conditions: readonly unknown[],
    isExcluded: boolean,
    parameters: readonly Parameter[],
    home: Home,
  ): Asking {
    const plain =
      conditions.length === 1
        ? this.#filterPlain(conditions[0], isExcluded, parameters)
        : undefined;
    return plain ?? this.#filterTrees(conditions, isExcluded, parameters, home);
  }

  #filterTrees(
    conditions: readonly unknown[],
    isExcluded: boolean,
    parameters: readonly Parameter[],
    home: Home,
  ): Asking {
    const lift = (lifter: Lifter): ((builder: PlanBuilder) => LogicalPlan) => {
      const trees = liftConditions(lifter, conditions);
      return (builder) => addFilter(builder, trees, isExcluded);
    };
    return this.step(isExcluded ? "exclude" : "filter", parameters, lift, home);
  }

  /** Undefined for what is more than lookups with plain values. */
  #filterPlain(
    lookups: unknown,
    isExcluded: boolean,
    parameters: readonly Parameter[],
  ): Asking | undefined {
    if (!areLookups(lookups)) return undefined;
    this.#forgetWhenFull();
    let at = isExcluded ? this.#exclude : this.#filter;
    let values = NO_VALUES;
    for (const path in lookups) {
      const given = lookups[path];
      if (given === undefined || isComputed(given)) return undefined;
      if (given === null || typeof given === "boolean") {
        at = at.fixed(given).next(path);
        continue;
      }
      at = at.next(path);
      // An array that grows has room for seventeen at once: a third of what a question takes.
      if (values.length === 0) values = [given];
      else if (values.length === 1) values = [values[0], given];
      else values.push(given);
    }
    at.end ??= this.#plainStep(lookups, isExcluded, values.length);
    return asking(at.end, values, parameters);
  }

  #plainStep(lookups: PlainLookups, isExcluded: boolean, slotCount: number): Step {
    const tree = { kind: "lookups", lookups: liftPlain(lookups) } as const;
    return this.#makeStep((builder) => addFilter(builder, [tree], isExcluded), slotCount);
  }

  /**
   * The shape after a call. `lift` takes the values out of what was given and returns what makes the
   * plan; it is called for each chain, the maker for the first one with such a key.
   */
  step(
    name: string,
    parameters: readonly Parameter[],
    lift: (lifter: Lifter) => (builder: PlanBuilder) => LogicalPlan,
    home: Home,
  ): Asking {
    this.#forgetWhenFull();
    const lifter = new Lifter(this.#calls.next(name), home);
    const make = lift(lifter);
    const { place, values } = lifter;
    place.end ??= this.#makeStep(make, values.length, lifter.traits);
    return asking(place.end, values, parameters);
  }

  #makeStep(
    make: (builder: PlanBuilder) => LogicalPlan,
    slotCount: number,
    traits: Lifter["traits"] = PLAIN,
  ): Step {
    const prepares: Prepare[] = [];
    const made = make(new PlanBuilder(this.plan, { prepares, slotCount }));
    checkDistinct(made);
    const parameterCount = this.plan.parameterCount + slotCount;
    this.#budget.shapes++;
    const depth = Math.max(made.depth, traits.depth);
    const readsClock = made.readsClock || traits.readsClock;
    const isWhole =
      made.parameterCount === parameterCount &&
      made.depth === depth &&
      made.readsClock === readsClock;
    const plan = isWhole ? made : changePlan(made, { parameterCount, depth, readsClock });
    const shape = new Shape(plan, this.#budget);
    return { shape, prepares };
  }

  /**
   * The shape of a related manager, from the shape of all rows of the relation's target: its only
   * parameter is the key of the row that the manager belongs to, and its joins are shared with the
   * next filter().
   */
  related(end: RelationEnd): Shape {
    const known = this.#related.get(end);
    if (known !== undefined) return known;
    const shape = new Shape(relatedPlan(this.plan, end), this.#budget);
    this.#related.set(end, shape);
    return shape;
  }

  /** QuerySets that exist keep the shapes that they stand on; only the way to them is forgotten. */
  #forgetWhenFull(): void {
    if (this.#changes !== lookupChanges()) {
      this.#changes = lookupChanges();
      this.#forget();
    }
    const budget = this.#budget;
    if (budget.shapes <= MOST_SHAPES && budget.places <= MOST_PLACES) return;
    budget.shapes = 0;
    budget.places = 0;
    this.#forget();
    budget.root!.#forget();
  }

  #forget(): void {
    this.#filter = new Place(this.#budget);
    this.#exclude = new Place(this.#budget);
    this.#calls = new Place(this.#budget);
  }
}

/** After a step with values, which it makes its own. */
function asking(
  { shape, prepares }: Step,
  values: unknown[],
  before: readonly Parameter[],
): Asking {
  const own = prepareAll(values, prepares);
  return { shape, parameters: joined(before, own) };
}

/** `concat()` took a twentieth of a question of three calls. */
function joined(before: readonly Parameter[], own: readonly Parameter[]): readonly Parameter[] {
  if (own.length === 0) return before;
  return before.length === 0 ? own : [...before, ...own];
}

/** Whether conditions are the object of a literal: not a Q, nor an expression. */
function areLookups(given: unknown): given is PlainLookups {
  if (typeof given !== "object" || given === null) return false;
  const prototype: unknown = Object.getPrototypeOf(given);
  return prototype === Object.prototype || prototype === null;
}
