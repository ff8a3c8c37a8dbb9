import { keyOfValues } from "../exec/row-key.ts";
import { keepLayout } from "../keep-layout.ts";
import type { Members } from "../query/lookups.ts";
import type { Parameter } from "../query/parameter.ts";
import type { Shape } from "../query/shape.ts";
import type { Change } from "../state/change.ts";
import type { Database } from "../state/database.ts";
import type { Value } from "../value.ts";
import { append, NOTHING } from "./add-to.ts";
import type { Asked } from "./affected.ts";
import { explainFamily, type LiveExplanation } from "./explain.ts";
import { countedShape, Family, type LivePurpose, type Shows } from "./family.ts";
import type { Keeper, Update } from "./keeper.ts";
import type { Found } from "./route-table.ts";
import { type Routes, routesOf } from "./routes.ts";
import { Step } from "./step.ts";

/** What is to be kept true. */
export interface LiveQuestion {
  readonly asked: Asked;
  readonly purpose: LivePurpose;
  /** The form that rows are shown in; questions of one shape and form are shown alike. */
  readonly form: string;
  /** How: asked for once for each shape and form. */
  shows(): Shows;
}

/** Who hears of an answer. */
export interface Listener {
  next(update: Update): void;
  /** The answer cannot be kept any longer. */
  error(error: unknown): void;
}

/** A listener of a query. */
interface Hearing {
  readonly listener: Listener;
  /** Number of the step after which it began to listen. */
  readonly since: number;
}

/** A live query: what it asks, what keeps its answer, and who hears of it. */
export class LiveQuery {
  readonly key: string;
  readonly group: Group;
  readonly asked: Asked;
  readonly keeper: Keeper;
  readonly id: number;
  readonly listeners: Set<Hearing> = new Set();
  /** Number of the last step that may have concerned it. */
  lastStep = 0;

  constructor(id: number, parts: Pick<LiveQuery, "key" | "group" | "asked" | "keeper">) {
    const { key, group, asked, keeper } = parts;
    this.id = id;
    this.key = key;
    this.group = group;
    this.asked = asked;
    this.keeper = keeper;
  }
}

/** The queries that a step may concern, each once: a set would cost as much as all that is found by it. */
class FoundQueries implements Found<LiveQuery> {
  queries: LiveQuery[] | undefined;
  readonly #step: number;

  /** `step`: its number. */
  constructor(step: number) {
    this.#step = step;
  }

  add(query: LiveQuery): void {
    if (query.lastStep === this.#step) return;
    query.lastStep = this.#step;
    this.queries = append(this.queries, query);
  }
}

keepLayout(new FoundQueries(0));

/** The live queries of one shape and form: what is put together for these stays with the shape. */
interface Group {
  readonly shape: Shape;
  readonly key: string;
  readonly family: Family;
  readonly router: Routes<LiveQuery>;
  readonly byKey: Map<string, LiveQuery>;
  /** Positions of the models whose changes may concern it. */
  readonly models: ReadonlySet<number>;
}

const NO_GROUPS: ReadonlySet<Group> = new Set();

/** An emission that waits for its turn. */
interface Pending {
  readonly query: LiveQuery;
  readonly step: number;
  /** Undefined where the answer is lost. */
  readonly update: Update | undefined;
  readonly error: unknown;
}

/**
 * The live queries of a store. A commit takes each query that it can concern one step on, at once; what
 * its listeners get is handed out after that, commit by commit, also where a listener writes. A query
 * is kept for as long as somebody listens, and equal queries are one.
 */
export class LiveHub {
  readonly #database: () => Database;
  readonly #groups = new WeakMap<Shape, Map<string, Group>>();
  /** The groups that have queries. */
  readonly #open = new Set<Group>();
  readonly #byModel = new Map<number, Set<Group>>();
  readonly #clocked = new Set<Group>();
  #queue: Pending[] | undefined;
  #isHandingOut = false;
  #steps = 0;
  #lastId = 0;

  /** `database`: the last committed one. */
  constructor(database: () => Database) {
    this.#database = database;
  }

  /** Whether there are live queries. */
  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Number of live queries. */
  get size(): number {
    let size = 0;
    for (const { byKey } of this.#open) size += byKey.size;
    return size;
  }

  /**
   * Listens to a question: the answer now, then each that a commit makes of it. What ends that is
   * handed over before the first answer.
   */
  listen(given: LiveQuestion, listener: Listener, begin: (stop: () => void) => void): void {
    const question = isCounting(given) ? counting(given) : given;
    const group = this.#groupOf(question);
    const { asked } = question;
    const key = keyOfAsked(asked);
    const query = group.byKey.get(key) ?? this.#openQuery(key, group, asked);
    const hearing: Hearing = { listener, since: this.#steps };
    query.listeners.add(hearing);
    begin(() => {
      if (query.listeners.delete(hearing) && query.listeners.size === 0) this.#close(query);
    });
    this.#inTurn(() => listener.next(query.keeper.first()));
  }

  /** How a question is kept true, or would be. */
  explain(question: LiveQuestion): LiveExplanation {
    const { family, router, byKey } = this.#groupOf(question);
    const query = byKey.get(keyOfAsked(question.asked));
    return explainFamily({
      family,
      routedBy: router.columns,
      subscribers: query?.listeners.size ?? 0,
      keeper: query?.keeper,
    });
  }

  #groupOf(question: LiveQuestion): Group {
    const { shape } = question.asked;
    const key = `${question.purpose} ${question.form}`;
    let groups = this.#groups.get(shape);
    if (groups === undefined) {
      groups = new Map();
      this.#groups.set(shape, groups);
    }
    let group = groups.get(key);
    if (group === undefined) {
      group = makeGroup(key, question);
      if (!isOfOneChain(group)) groups.set(key, group);
    }
    return group;
  }

  #openQuery(key: string, group: Group, asked: Asked): LiveQuery {
    // This may throw: then nothing is kept.
    const keeper = group.family.open(asked, this.#database());
    if (group.byKey.size === 0) this.#openGroup(group);
    this.#lastId++;
    const query = new LiveQuery(this.#lastId, { key, group, asked, keeper });
    group.byKey.set(key, query);
    group.router.add(query);
    return query;
  }

  #openGroup(group: Group): void {
    this.#open.add(group);
    this.#groups.get(group.shape)!.set(group.key, group);
    for (const model of group.models) {
      const groups = this.#byModel.get(model);
      if (groups === undefined) this.#byModel.set(model, new Set([group]));
      else groups.add(group);
    }
    if (group.family.readsClock) this.#clocked.add(group);
  }

  #close(query: LiveQuery): void {
    const { group, key } = query;
    // It may be open anew, for others, since it failed.
    if (group.byKey.get(key) !== query) return;
    group.byKey.delete(key);
    group.router.remove(query);
    if (group.byKey.size > 0) return;
    this.#open.delete(group);
    this.#clocked.delete(group);
    if (isOfOneChain(group)) this.#groups.get(group.shape)!.delete(group.key);
    for (const model of group.models) {
      const groups = this.#byModel.get(model)!;
      groups.delete(group);
      if (groups.size === 0) this.#byModel.delete(model);
    }
  }

  /** Takes the live queries from one committed database to the next; {@link handOut} tells of it. */
  advance(before: Database, after: Database, changes: readonly Change[]): void {
    const step = new Step(before, after, changes);
    this.#steps++;
    for (const query of this.#find(step)) this.#advance(query, step);
  }

  /** The queries that a step may concern, in the order in which they were opened. */
  #find(step: Step): readonly LiveQuery[] {
    const found = new FoundQueries(this.#steps);
    for (const group of this.#groupsOf(step)) {
      const { added } = group.family;
      const isAdded = added.size > 0 && step.changed.some(({ model }) => added.has(model));
      if (isAdded || step.remade.length > 0 || !routes(group, step, found)) {
        for (const query of group.router.queries) found.add(query);
      }
    }
    for (const { router } of this.#clocked) for (const query of router.queries) found.add(query);
    const { queries = NOTHING } = found;
    return queries.length > 1 ? queries.toSorted((a, b) => a.id - b.id) : queries;
  }

  /** The groups that read models of a step. */
  #groupsOf({ changed }: Step): Iterable<Group> {
    if (changed.length === 1) return this.#byModel.get(changed[0]!.model) ?? NO_GROUPS;
    return new Set(changed.flatMap(({ model }) => [...(this.#byModel.get(model) ?? NO_GROUPS)]));
  }

  #advance(query: LiveQuery, step: Step): void {
    const number = this.#steps;
    try {
      const update = query.keeper.update(step);
      if (update === undefined) return;
      this.#queue = append(this.#queue, { query, step: number, update, error: undefined });
    } catch (error) {
      // The commit stands; whoever listens hears that the answer is lost.
      this.#queue = append(this.#queue, { query, step: number, update: undefined, error });
      this.#close(query);
    }
  }

  /** Hands out what listeners are to hear; what they write meanwhile follows in order. */
  handOut(): void {
    if (this.#queue !== undefined) this.#inTurn();
  }

  /** Tells listeners something, then what waits; within such a call what waits is left to it. */
  #inTurn(tell?: () => void): void {
    if (this.#isHandingOut) {
      tell?.();
      return;
    }
    this.#isHandingOut = true;
    try {
      tell?.();
      // The queue may grow meanwhile; shift() would move all of it each time.
      for (let place = 0; place < (this.#queue?.length ?? 0); place++) {
        tellAll(this.#queue![place]!);
      }
    } finally {
      this.#queue = undefined;
      this.#isHandingOut = false;
    }
  }
}

/** Tells the listeners of a query of what became of its answer. */
function tellAll({ query, step, update, error }: Pending): void {
  for (const { listener, since } of query.listeners) {
    // Who comes meanwhile has the answer already.
    if (since >= step) continue;
    if (update === undefined) listener.error(error);
    else listener.next(update);
  }
}

/** Finds the queries of a group that a step may concern; false where looking for them fails. */
function routes({ router }: Group, step: Step, found: FoundQueries): boolean {
  try {
    router.route(step, found);
    return true;
  } catch {
    // A lookup of the user's own threw: so will the queries that read it, each for itself.
    return false;
  }
}

function makeGroup(key: string, { asked, purpose, shows }: LiveQuestion): Group {
  const { shape } = asked;
  const family = new Family(shape, purpose, shows());
  const router = routesOf<LiveQuery>(family.plan, family.affected);
  const models = new Set([...family.affected.models, ...family.added]);
  return { shape, key, family, router, byKey: new Map(), models };
}

/** Whether a group belongs to one list of prefetches alone: such must not pile up with their shape. */
function isOfOneChain({ family }: Group): boolean {
  return family.added.size > 0;
}

function isCounting({ purpose }: LiveQuestion): boolean {
  return purpose === "count" || purpose === "exists";
}

function counting(question: LiveQuestion): LiveQuestion {
  const { asked, purpose } = question;
  return { ...question, asked: { ...asked, shape: countedShape(asked, purpose) } };
}

/** Text that is the same for the same values and the same slice. */
function keyOfAsked({ parameters, offset, limit }: Asked): string {
  return `${offset} ${limit} ${keyOfValues(parameters.map(plainParameter))}`;
}

/** A parameter as values: the members of a list are held by an object. */
function plainParameter(parameter: Parameter): Value {
  const { keys, values } = Object(parameter) as Partial<Members>;
  // JSON data may have members of these names, but no sets.
  return keys instanceof Set ? (values as unknown as Value) : (parameter as Value);
}
