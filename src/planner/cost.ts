import type { Parameter } from "../query/parameter.ts";
import type { Table } from "../tables/table.ts";
import type { RowRange } from "../tables/table-index.ts";
import { type AccessPath, answeredTests, countPath, openPart, opensRange } from "./access-path.ts";
import type { Condition } from "./conditions.ts";
import type { JoinStep, PhysicalPlan } from "./physical-plan.ts";
import { readsNoMore } from "./prune.ts";

/**
 * Fractions of rows that a test keeps when no index counts them: guesses in the order of what
 * people filter by. They only rank plans, whose driving rows are counted exactly.
 */
const KEPT = { equal: 0.05, "any-of": 0.15, other: 0.33 } as const;

/** What sorting a row costs, in rows touched, for each doubling of their number. */
const SORTED = 0.1;

/** Rows expected out of a node of a plan. */
export interface Estimate {
  /** Rows that the driver reads: exact. */
  readonly driven: number;
  /** Rows after the driver and after each step, in order. */
  readonly rows: readonly number[];
  /** Rows touched in all. */
  readonly cost: number;
}

/** Fraction of rows that meet some conditions: what other plans would be driven by is counted. */
interface Fraction {
  readonly guess: number;
  /** Positions of plans whose drivers answer some of the conditions. */
  readonly counted: readonly number[];
}

/** What a plan keeps at each place where it looks at conditions. */
interface PlanFractions {
  readonly driver: Fraction;
  readonly steps: readonly { readonly index: Fraction; readonly conditions: Fraction }[];
}

/** For what a question asks now. */
export interface Asking {
  readonly tables: readonly Table[];
  readonly parameters: readonly Parameter[];
  /** Rows of the answer that are wanted, `Infinity` for all. */
  readonly wanted: number;
}

/**
 * What the plans of one question will touch: their drivers exactly, the joins by average fan-out.
 * What a condition keeps is known where one of the plans is driven by it, and guessed elsewhere.
 */
export class CostModel {
  readonly #plans: readonly PhysicalPlan[];
  #fractions: readonly PlanFractions[] | undefined;
  /** Rows that each plan is driven by in the present run; no run is begun while one is priced. */
  readonly #driven: number[];
  /** The ranges that were opened for that. */
  readonly #opened: (RowRange | undefined)[];
  #isOpened = false;
  /** Position of the plan that none but scans can undercut, as far as that is known of its form. */
  readonly #lead: number | undefined;
  /** The drivers that scan a whole table. */
  readonly #scans: readonly AccessPath[];

  constructor(plans: readonly PhysicalPlan[]) {
    const drivers = plans.map(({ driver }) => driver);
    this.#plans = plans;
    this.#driven = plans.map(() => 0);
    this.#opened = plans.map(() => undefined);
    this.#scans = drivers.filter(({ kind }) => kind === "full-scan");
    const lead = plans.findIndex(
      (plan) =>
        plan.driver.kind !== "full-scan" &&
        plans.every((other) => other.driver.kind === "full-scan" || readsNoMore(plan, other)),
    );
    this.#lead = lead < 0 ? undefined : lead;
  }

  /** Position of the cheapest plan. Cost: O(plans · steps), and that of counting each driver. */
  cheapest(asking: Asking): number {
    if (this.#plans.length === 1) return 0;
    let counted = -1;
    // Where a slice is wanted, plans that stop early may undercut it.
    if (this.#lead !== undefined && asking.wanted === Number.POSITIVE_INFINITY) {
      // A single row is not looked for before it is known that others must be priced.
      if (this.#plans[this.#lead]!.driver.isSingle) this.#driven[this.#lead] = 1;
      else {
        counted = this.#lead;
        this.#countOne(counted, asking);
      }
      if (this.#isBelowScans(this.#lead, asking)) return this.#lead;
    }
    for (let at = 0; at < this.#plans.length; at++) if (at !== counted) this.#countOne(at, asking);
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#plans.length; at++) {
      // A plan costs at least what it is driven by, unless it may stop before.
      const mayStop = this.#plans[at]!.isOrdered && asking.wanted < Number.POSITIVE_INFINITY;
      if (this.#driven[at]! >= least && !mayStop) continue;
      const cost = this.#price(at, asking);
      if (cost >= least) continue;
      best = at;
      least = cost;
    }
    return best;
  }

  /** What the driver of a plan reads, if it was opened to find the cheapest; nothing is kept of it. */
  takeOpened(at: number): RowRange | undefined {
    if (!this.#isOpened) return undefined;
    const range = this.#opened[at];
    this.#forgetOpened();
    return range;
  }

  /** What each plan will touch, by position. */
  estimates(asking: Asking): readonly Estimate[] {
    for (let at = 0; at < this.#plans.length; at++) this.#countOne(at, asking);
    this.#forgetOpened();
    return this.#plans.map((_, at) => {
      const rows: number[] = [];
      const cost = this.#price(at, asking, rows);
      return { driven: this.#driven[at]!, rows, cost };
    });
  }

  /** Ranges hold rows of a state that may be gone by the next question. */
  #forgetOpened(): void {
    for (let at = 0; at < this.#opened.length; at++) this.#opened[at] = undefined;
    this.#isOpened = false;
  }

  /** They are of no use to a question that has one plan only. */
  #fractionsOf(at: number): PlanFractions {
    this.#fractions ??= planFractions(this.#plans);
    return this.#fractions[at]!;
  }

  /** Whether a plan is cheaper than scans even if no test of its joins dropped a row. */
  #isBelowScans(at: number, { tables }: Asking): boolean {
    let rows = this.#driven[at]!;
    let most = rows;
    for (const step of this.#plans[at]!.steps) {
      const joined = step.isCounted ? rows : rows * rowsPerKey(step, tables[step.model.position]!);
      most += Math.max(rows, joined);
      rows = step.isLeft ? Math.max(rows, joined) : joined;
    }
    // Not less than the logarithm, which takes longer.
    most += rows * SORTED * (32 - Math.clz32(rows + 2));
    for (const { model } of this.#scans) if (tables[model.position]!.size < most) return false;
    return true;
  }

  /** Counts what a plan is driven by; the range that is opened for it is kept. */
  #countOne(at: number, { tables, parameters }: Asking): void {
    const { driver } = this.#plans[at]!;
    const table = tables[driver.model.position]!;
    if (!opensRange(driver)) {
      this.#driven[at] = countPath(driver, table, parameters);
      return;
    }
    const range = openPart(driver, table, parameters);
    this.#opened[at] = range;
    this.#isOpened = true;
    this.#driven[at] = range.to - range.from;
  }

  /**
   * What a plan will touch; `rows` are noted after each node. A plan that meets the rows in order
   * stops when it has the first ones that are wanted, and one that drops repeats of the rows that it
   * is driven by goes on with the next one at the first match.
   */
  #price(at: number, { tables, wanted }: Asking, rows?: number[]): number {
    const { driver, steps, repeats, logical, isOrdered } = this.#plans[at]!;
    const fractions = this.#fractionsOf(at);
    const driven = this.#driven[at]!;
    const base = driven * this.#kept(fractions.driver, tables);
    let current = base;
    let joined = 0;
    rows?.push(current);
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]!;
      const { index, conditions } = fractions.steps[i]!;
      const fanOut = step.isCounted
        ? 1
        : rowsPerKey(step, tables[step.model.position]!) * this.#kept(index, tables);
      const touched = current * fanOut;
      joined += Math.max(current, touched);
      const kept = touched * this.#kept(conditions, tables);
      current = step.isLeft ? Math.max(current, kept) : kept;
      rows?.push(current);
    }
    if (repeats === "drop" && driver.alias === logical.root && current > base) {
      joined *= base / current;
      current = base;
    }
    const cost = driven + joined;
    if (!isOrdered) return cost + current * SORTED * Math.log2(current + 2);
    return wanted < current ? (cost * Math.max(1, wanted)) / Math.max(1, current) : cost;
  }

  #kept({ guess, counted }: Fraction, tables: readonly Table[]): number {
    let fraction = guess;
    for (const at of counted) {
      const { size } = tables[this.#plans[at]!.driver.model.position]!;
      fraction *= size === 0 ? 0 : this.#driven[at]! / size;
    }
    return fraction;
  }
}

/** The tests that the driver of a plan counts. */
interface CountedTests {
  readonly at: number;
  readonly tests: readonly Condition[];
}

function planFractions(plans: readonly PhysicalPlan[]): readonly PlanFractions[] {
  const drivers = plans
    .map(({ driver }, at): CountedTests => ({ at, tests: answeredTests(driver) }))
    .filter(({ tests }) => tests.length > 0)
    .sort((a, b) => b.tests.length - a.tests.length);
  return plans.map(({ driverConditions, steps }) => ({
    driver: fractionOf(driverConditions, drivers),
    steps: steps.map(({ equal, range, conditions }) => ({
      index: fractionOf([...equal, ...range], drivers),
      conditions: fractionOf(conditions, drivers),
    })),
  }));
}

const ALL: Fraction = { guess: 1, counted: [] };

/** Drivers that answer most of the conditions count them; the rest is guessed. */
function fractionOf(conditions: readonly Condition[], drivers: readonly CountedTests[]): Fraction {
  if (conditions.length === 0) return ALL;
  let rest = conditions;
  const counted: number[] = [];
  for (const { at, tests } of drivers) {
    if (!tests.every((test) => rest.includes(test))) continue;
    counted.push(at);
    rest = rest.filter((condition) => !tests.includes(condition));
  }
  return { guess: guessedFraction(rest), counted };
}

function guessedFraction(conditions: readonly Condition[]): number {
  let fraction = 1;
  for (const condition of conditions) {
    const use = condition.kind === "test" ? condition.lookup.indexUse : undefined;
    fraction *= use === "equal" || use === "any-of" ? KEPT[use] : KEPT.other;
  }
  return fraction;
}

/** Rows of a join's target for one row of its source, on average. */
function rowsPerKey(step: JoinStep, table: Table): number {
  if (step.by === "key") return 1;
  if (step.index === undefined) return step.toColumn.isUnique ? 1 : Math.sqrt(table.size);
  const { keyCount } = table.index(step.index.position);
  return keyCount === 0 ? 0 : table.size / keyCount;
}
