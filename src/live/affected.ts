import type { Question } from "../exec/executor.ts";
import { NEXT, type Run } from "../exec/run.ts";
import { conjuncts } from "../query/having.ts";
import { changePlan, type OrderedPlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import { Shape } from "../query/shape.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { append, NOTHING } from "./add-to.ts";
import { type Embedded, embeddedIn, readsAround } from "./embedded.ts";
import { Pin } from "./pin.ts";
import { type Reads, readsOf, touchesReads, touching } from "./reads.ts";
import { SingleRows } from "./single-rows.ts";
import type { RowChange, Step } from "./step.ts";

/** A question that is asked of one database after the other. */
export type Asked = Omit<Question, "database">;

/** A part of an answer: rows to leave out at its beginning, and the number of rows wanted. */
type Part = Pick<Question, "offset" | "limit">;

/** A question, or a part of it, as it is asked of a database, at one time for all of it. */
export function askOf(asked: Asked, database: Database, { offset, limit }: Part = asked): Question {
  const { shape, parameters, options } = asked;
  let { now } = asked;
  if (shape.plan.readsClock) {
    let moment: string | undefined;
    now = () => {
      moment ??= asked.now();
      return moment;
    };
  }
  return { shape, parameters, database, options, now, offset, limit };
}

/** Joined rows that a step may have touched: those of a pin, with one of the values. */
export interface Touch {
  readonly pin: Pin;
  readonly values: ReadonlySet<Value>;
  /** The changes of rows that these are, where it was such that touched them. */
  readonly changes: readonly RowChange[];
}

/** The database before a step, or that after it. */
export type Side = (typeof SIDES)[number];

export const SIDES = ["before", "after"] as const;

/** What a step may have touched of an answer: joined rows, or for all that is known all of them. */
export type Touches = readonly Touch[] | "all";

const NO_VALUES: ReadonlySet<Value> = new Set();

interface AffectedParts {
  readonly reads?: Reads;
  readonly inside?: readonly Embedded[];
}

/**
 * Finds the joined rows of a plan that a step can have touched. From each changed row it goes to the
 * joined rows that it is a part of, in the database before and in that after; a row that came or went
 * also touches those that were without a match by a left join; and a query inside of an expression
 * hands on what touched it, by the column that ties it to the query around.
 */
export class Affected {
  readonly reads: Reads;
  /** What decides on rows where changed rows are all that there is to it. */
  readonly single: SingleRows | undefined;
  readonly #plan: OrderedPlan;
  readonly #pins: readonly (readonly Pin[])[];
  readonly #inside: readonly Inside[];
  readonly #parts: readonly Inside[];

  /** `reads`, `inside`: the columns and queries in place of those that the plan itself reads. */
  constructor(
    plan: OrderedPlan,
    { reads = readsOf(plan), inside = embeddedIn(plan) }: AffectedParts = {},
  ) {
    this.#plan = plan;
    this.reads = reads;
    this.#pins = plan.sources.map((_, alias) => pinsOf(plan, alias));
    this.#inside = inside.map((each) => new Inside(plan, each));
    this.#parts = (plan.combination?.queries ?? []).map(
      (query) => new Inside(plan, { query, link: undefined, output: undefined }),
    );
    this.single = this.#inside.length === 0 ? SingleRows.of(plan) : undefined;
  }

  /** Positions of the models whose changes can touch the answer. */
  get models(): ReadonlySet<number> {
    const models = new Set<number>();
    if (this.#plan.combination === undefined) {
      for (const { model, references } of this.#plan.sources) {
        if (references > 0) models.add(model.position);
      }
      models.add(this.#plan.sources[this.#plan.root]!.model.position);
    }
    for (const { affected } of [...this.#inside, ...this.#parts]) {
      for (const model of affected.models) models.add(model);
    }
    return models;
  }

  /** What a step may have touched, in the order of {@link each}. */
  touches(asked: Asked, step: Step): Touches {
    for (const { affected } of this.#parts) if (affected.isTouched(step)) return "all";
    const touches = step.once(this, () => this.#findDirect(step));
    if (this.#inside.length === 0) return touches;
    const found = [...touches];
    for (const inside of this.#inside) {
      const touch = inside.touch(asked, step);
      if (touch === "all") return "all";
      if (touch !== undefined) found.push(touch);
    }
    return found;
  }

  /** Adds the columns that the answer hangs on, by model, also those that queries inside of it read. */
  addColumns(found: Map<string, Set<string>>): void {
    const { combination, sources, root } = this.#plan;
    for (const [alias, { model, references }] of sources.entries()) {
      if (combination !== undefined || (references === 0 && alias !== root)) continue;
      const columns = found.get(model.name) ?? new Set();
      found.set(model.name, columns);
      for (const { name } of this.reads[alias]!) columns.add(name);
    }
    for (const { affected } of [...this.#inside, ...this.#parts]) affected.addColumns(found);
  }

  /** Whether a step changed what a query inside of an expression reads, or a part of a combination. */
  isTouchedInside(step: Step): boolean {
    for (const { affected } of this.#inside) if (affected.isTouched(step)) return true;
    for (const { affected } of this.#parts) if (affected.isTouched(step)) return true;
    return false;
  }

  /** Whether a step changed anything that the answer hangs on. */
  isTouched(step: Step): boolean {
    const isOwn =
      this.#plan.combination === undefined &&
      this.#plan.sources.some(({ model, references }, alias) => {
        if (references === 0 && alias !== this.#plan.root) return false;
        const columns = this.reads[alias]!;
        return step.changesOf(model).some((change) => touchesReads(change, columns));
      });
    return isOwn || this.isTouchedInside(step);
  }

  #findDirect(step: Step): readonly Touch[] {
    const { combination, sources } = this.#plan;
    if (combination !== undefined) return NOTHING;
    let found: Touch[] | undefined;
    for (let alias = 0; alias < sources.length; alias++) {
      found = this.#addDirect(alias, step, found);
    }
    return found ?? NOTHING;
  }

  #addDirect(alias: number, step: Step, known: Touch[] | undefined): Touch[] | undefined {
    const { sources, root } = this.#plan;
    const source = sources[alias]!;
    if (source.references === 0 && alias !== root) return known;
    const changes = touching(step.changesOf(source.model), this.reads[alias]!);
    if (changes.length === 0) return known;
    const [own, missing] = this.#pins[alias]!;
    const pk = source.model.pk.name;
    // Rows that stand alone are looked for by no key.
    const values =
      this.single === undefined
        ? new Set(changes.map(({ before, after }) => (after ?? before)![pk]!))
        : NO_VALUES;
    const found = append(known, { pin: own!, values, changes });
    if (missing === undefined) return found;
    const { name } = source.hop!.toColumn;
    const keys = new Set<Value>();
    for (const row of changes.flatMap(({ before, after }) => [before, after])) {
      const key = row?.[name] ?? null;
      if (key !== null) keys.add(key);
    }
    if (keys.size > 0) found.push({ pin: missing, values: keys, changes: [] });
    return found;
  }

  /** Visits the joined rows that were touched, each once; gives the number of rows that were read. */
  each(
    asked: Asked,
    step: Step,
    side: Side,
    touches: readonly Touch[],
    visit: (run: Run) => void,
  ): number {
    const { single } = this;
    if (single === undefined) return eachPinned(askOf(asked, step[side]), touches, visit);
    const run = single.run(asked.parameters);
    for (const { changes } of touches) {
      for (const { [side]: row } of changes) {
        if (row !== undefined && single.meets(run, row)) visit(run);
      }
    }
    return run.visited;
  }
}

function eachPinned(
  question: Question,
  touches: readonly Touch[],
  visit: (run: Run) => void,
): number {
  let visited = 0;
  for (const [place, { pin, values }] of touches.entries()) {
    const earlier = touches.slice(0, place);
    const isFresh = (rows: readonly (Row | null)[]): boolean =>
      !earlier.some((touch) => touch.pin.holds(rows, touch.values));
    for (const value of values) {
      visited += pin.each(question, value, (run) => {
        if (earlier.length === 0 || isFresh(run.rows)) visit(run);
        return NEXT;
      });
    }
  }
  return visited;
}

/** The pin of an alias by primary key and, for a left join, that of the rows without a match. */
function pinsOf(plan: OrderedPlan, alias: number): readonly Pin[] {
  const { model, hop, kind, parent } = plan.sources[alias]!;
  const own = new Pin(plan, { alias, column: model.pk, missing: undefined });
  if (hop === undefined || kind !== "left") return [own];
  return [own, new Pin(plan, { alias: parent, column: hop.fromColumn, missing: alias })];
}

/** A query inside of a plan. */
class Inside {
  readonly affected: Affected;
  readonly #embedded: Embedded;
  readonly #pin: Pin | undefined;
  /** Whether its own conditions are all that its joined rows hang on. */
  readonly #isClear: boolean;

  constructor(around: OrderedPlan, embedded: Embedded) {
    const { plan } = embedded.query;
    const { link } = embedded;
    this.#embedded = embedded;
    this.#isClear = !plan.sources.some(
      ({ restriction }) => restriction !== undefined && readsAround(restriction.condition),
    );
    const { ordered } = new Shape(plan);
    const { where = ordered.where, output } = embedded;
    const reads = readsOf(ordered, output);
    const followed = changePlan(ordered, { where });
    // Conditions on the query around are left out, but not the queries that lie inside of these.
    this.affected = new Affected(withoutAround(followed), { reads, inside: embeddedIn(followed) });
    this.#pin =
      link &&
      new Pin(around, { alias: link.outer.alias, column: link.outer.column, missing: undefined });
  }

  /** The rows around that a step touched through this query. */
  touch(asked: Asked, step: Step): Touch | "all" | undefined {
    const own = askInside(this.#embedded, asked);
    const touches = this.affected.touches(own, step);
    if (touches === "all") return "all";
    if (touches.length === 0) return undefined;
    const { link } = this.#embedded;
    if (link === undefined || !this.#isClear) return "all";
    const values = new Set<Value>();
    const { inner, seesNulls } = link;
    for (const side of SIDES) {
      this.affected.each(own, step, side, touches, ({ rows }) => {
        values.add(rows[inner.alias]?.[inner.column.name] ?? null);
      });
    }
    if (values.delete(null) && seesNulls) return "all";
    return values.size === 0 ? undefined : { pin: this.#pin!, values, changes: [] };
  }
}

function askInside({ query }: Embedded, asked: Asked): Asked {
  const { plan, firstParameter } = query;
  const parameters: readonly Parameter[] = asked.parameters.slice(
    firstParameter,
    firstParameter + plan.parameterCount,
  );
  return { ...asked, parameters };
}

/** The plan without the conditions that hang on the query around it: it may have more rows. */
function withoutAround(plan: OrderedPlan): OrderedPlan {
  const where = plan.where.flatMap(conjuncts).filter((part) => !readsAround(part));
  return changePlan(plan, { where });
}
