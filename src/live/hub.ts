import { keyOfValues } from "../exec/row-key.ts";
import type { Members } from "../query/lookups.ts";
import type { Parameter } from "../query/parameter.ts";
import type { Change } from "../state/change.ts";
import type { Database } from "../state/database.ts";
import type { Value } from "../value.ts";
import type { Asked } from "./affected.ts";
import { explainFamily, type LiveExplanation } from "./explain.ts";
import { countedShape, Family, type LivePurpose, type Shows } from "./family.ts";
import type { Keeper, Update } from "./keeper.ts";
import { Router } from "./router.ts";
import { Step } from "./step.ts";

/** What is to be kept true. */
export interface LiveQuestion {
  readonly asked: Asked;
  readonly purpose: LivePurpose;
  /** The form that rows are shown in; questions of one shape and form are shown alike. */
  readonly form: string;
  readonly shows: Shows;
}

/** Who hears of an answer. */
export interface Listener {
  next(update: Update): void;
  /** The answer cannot be kept any longer. */
  error(error: unknown): void;
}

/** A live query: what it asks, what keeps its answer, and who hears of it. */
export class LiveQuery {
  readonly group: Group;
  readonly asked: Asked;
  readonly keeper: Keeper;
  readonly id: number;
  /** With the number of the step after which each began to listen. */
  readonly listeners: Map<Listener, number> = new Map();

  constructor(id: number, { group, asked, keeper }: Pick<LiveQuery, "group" | "asked" | "keeper">) {
    this.id = id;
    this.group = group;
    this.asked = asked;
    this.keeper = keeper;
  }
}

/** The live queries of one shape and form. */
interface Group {
  readonly key: string;
  readonly family: Family;
  readonly router: Router<LiveQuery>;
  readonly byKey: Map<string, LiveQuery>;
}

/** An emission that waits for its turn. */
interface Pending {
  readonly query: LiveQuery;
  readonly step: number;
  readonly hand: (listener: Listener) => void;
}

/**
 * The live queries of a store. A commit takes each query that it can concern one step on, at once; what
 * its listeners get is handed out after that, commit by commit, also where a listener writes. A query
 * is kept for as long as somebody listens, and equal queries are one.
 */
export class LiveHub {
  readonly #database: () => Database;
  readonly #groups = new Map<string, Group>();
  readonly #byModel = new Map<number, Set<Group>>();
  readonly #clocked = new Set<Group>();
  readonly #queue: Pending[] = [];
  #isHandingOut = false;
  #steps = 0;
  #lastId = 0;

  /** `database`: the last committed one. */
  constructor(database: () => Database) {
    this.#database = database;
  }

  /** Number of live queries. */
  get size(): number {
    let size = 0;
    for (const { byKey } of this.#groups.values()) size += byKey.size;
    return size;
  }

  /**
   * Listens to a question: the answer now, then each that a commit makes of it. What ends that is
   * handed over before the first answer.
   */
  listen(given: LiveQuestion, listener: Listener, begin: (stop: () => void) => void): void {
    const question = isCounting(given) ? counting(given) : given;
    const group = this.#groups.get(keyOfGroup(question)) ?? makeGroup(question);
    const { asked } = question;
    const query = group.byKey.get(keyOfAsked(asked)) ?? this.#open(group, asked);
    query.listeners.set(listener, this.#steps);
    begin(() => {
      if (query.listeners.delete(listener) && query.listeners.size === 0) this.#close(query);
    });
    this.#inTurn(() => listener.next(query.keeper.first()));
  }

  /** How a question is kept true, or would be. */
  explain(question: LiveQuestion): LiveExplanation {
    const group = this.#groups.get(keyOfGroup(question)) ?? makeGroup(question);
    const { family, router, byKey } = group;
    const query = byKey.get(keyOfAsked(question.asked));
    return explainFamily({
      family,
      routedBy: router.columns,
      subscribers: query?.listeners.size ?? 0,
      keeper: query?.keeper,
    });
  }

  #open(group: Group, asked: Asked): LiveQuery {
    // This may throw: then nothing is kept.
    const keeper = group.family.open(asked, this.#database());
    if (group.byKey.size === 0) this.#openGroup(group, asked);
    this.#lastId++;
    const query = new LiveQuery(this.#lastId, { group, asked, keeper });
    group.byKey.set(keyOfAsked(asked), query);
    group.router.add(query);
    return query;
  }

  #openGroup(group: Group, { shape }: Asked): void {
    this.#groups.set(group.key, group);
    for (const model of modelsOf(group)) {
      const groups = this.#byModel.get(model);
      if (groups === undefined) this.#byModel.set(model, new Set([group]));
      else groups.add(group);
    }
    if (shape.plan.readsClock) this.#clocked.add(group);
  }

  #close(query: LiveQuery): void {
    const { group, asked } = query;
    const key = keyOfAsked(asked);
    // It may be open anew, for others, since it failed.
    if (group.byKey.get(key) !== query) return;
    group.byKey.delete(key);
    group.router.remove(query);
    if (group.byKey.size > 0) return;
    this.#groups.delete(group.key);
    this.#clocked.delete(group);
    for (const model of modelsOf(group)) {
      const groups = this.#byModel.get(model)!;
      groups.delete(group);
      if (groups.size === 0) this.#byModel.delete(model);
    }
  }

  /** Takes the live queries from one committed database to the next; {@link handOut} tells of it. */
  advance(before: Database, after: Database, changes: () => readonly Change[]): void {
    if (this.#groups.size === 0) return;
    const step = new Step(before, after, changes());
    this.#steps++;
    for (const query of this.#concerned(step)) this.#advance(query, step);
  }

  /** The queries that a step may concern, in the order in which they were opened. */
  #concerned(step: Step): readonly LiveQuery[] {
    const groups = new Set<Group>();
    for (const model of step.models) {
      for (const group of this.#byModel.get(model) ?? []) groups.add(group);
    }
    const found = new Set<LiveQuery>();
    for (const group of groups) {
      const isAdded = [...step.models].some((model) => group.family.added.has(model));
      if (isAdded || !routes(group, step, found)) {
        for (const query of group.router.queries) found.add(query);
      }
    }
    for (const { router } of this.#clocked) for (const query of router.queries) found.add(query);
    return found.size < 2 ? [...found] : [...found].sort((a, b) => a.id - b.id);
  }

  #advance(query: LiveQuery, step: Step): void {
    const number = this.#steps;
    try {
      const update = query.keeper.update(step);
      if (update === undefined) return;
      this.#queue.push({ query, step: number, hand: (listener) => listener.next(update) });
    } catch (error) {
      // The commit stands; whoever listens hears that the answer is lost.
      this.#queue.push({ query, step: number, hand: (listener) => listener.error(error) });
      this.#close(query);
    }
  }

  /** Hands out what listeners are to hear; what they write meanwhile follows in order. */
  handOut(): void {
    if (this.#queue.length > 0) this.#inTurn(() => {});
  }

  /** Tells listeners something, then what waits; within such a call what waits is left to it. */
  #inTurn(tell: () => void): void {
    if (this.#isHandingOut) {
      tell();
      return;
    }
    this.#isHandingOut = true;
    try {
      tell();
      // The queue may grow meanwhile; shift() would move all of it each time.
      for (let place = 0; place < this.#queue.length; place++) {
        const { query, step, hand } = this.#queue[place]!;
        // Who comes meanwhile has the answer already.
        for (const [listener, since] of query.listeners) if (since < step) hand(listener);
      }
    } finally {
      this.#queue.length = 0;
      this.#isHandingOut = false;
    }
  }
}

/** Finds the queries of a group that a step may concern; false where looking for them fails. */
function routes({ router }: Group, step: Step, found: Set<LiveQuery>): boolean {
  try {
    router.route(step, found);
    return true;
  } catch {
    // A lookup of the user's own threw: so will the queries that read it, each for itself.
    return false;
  }
}

function makeGroup(question: LiveQuestion): Group {
  const { asked, purpose, shows } = question;
  const family = new Family(asked.shape, purpose, shows);
  const router = new Router<LiveQuery>(family.plan, family.affected);
  return { key: keyOfGroup(question), family, router, byKey: new Map() };
}

function keyOfGroup({ asked, purpose, form }: LiveQuestion): string {
  return `${asked.shape.id} ${purpose} ${form}`;
}

function modelsOf({ family }: Group): ReadonlySet<number> {
  return new Set([...family.affected.models, ...family.added]);
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
