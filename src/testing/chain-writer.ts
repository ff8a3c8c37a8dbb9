/** Generated chains of QuerySet calls. */
import { StoreError } from "../errors.ts";
import { type Asking, isIndexed, type NamedRelation, pathsIn, pickColumn } from "./asking.ts";
import { Call, type Code, Name, New, run, type Scope } from "./code.ts";
import { managerOf, pickCondition, pickFilteredRelation } from "./conditions.ts";
import { pickAggregate, pickExpression, pickWindow } from "./expressions.ts";
import { pathsOf } from "./paths.ts";
import type { Tape } from "./tape.ts";

/** How often each call is tried. */
const WEIGHTS = {
  filter: 10,
  exclude: 5,
  annotate: 5,
  orderBy: 4,
  distinct: 2,
  values: 2,
  valuesList: 2,
  slice: 2,
  alias: 2,
  reverse: 1,
  union: 1,
  intersection: 1,
  difference: 1,
  or: 1,
  and: 1,
  xor: 1,
  dates: 1,
  datetimes: 1,
  selectRelated: 1,
  prefetchRelated: 1,
  only: 1,
  defer: 1,
  all: 1,
  none: 1,
} as const;

/** The name of a call that makes another QuerySet. */
export type ChainCall = keyof typeof WEIGHTS;

/** All calls that a generated chain may have. */
export const CHAIN_CALLS: readonly ChainCall[] = Object.keys(WEIGHTS) as ChainCall[];

/**
 * Writes a chain call by call. Each is tried on a store without rows: what it refuses is left out,
 * so a chain stays one that has a meaning when calls before it are dropped.
 */
export class ChainWriter {
  readonly calls: ChainCall[] = [];
  readonly #asking: Asking;
  readonly #scope: Scope;
  readonly #words: string[] = [];
  #aliases: readonly string[] = [];
  #filtered: readonly NamedRelation[] = [];
  #code: Code;
  #rows: unknown;

  /** `scope`: the functions and the managers of a store without rows. */
  constructor(asking: Asking, scope: Scope) {
    this.#asking = asking;
    this.#scope = scope;
    this.#code = managerOf(asking.model);
    this.#rows = run(this.#code, scope);
  }

  /** The chain; without calls it is all rows. */
  get code(): Code {
    return this.calls.length === 0 ? new Call("all", [], this.#code) : this.#code;
  }

  /** Adds a call, unless it would have no meaning. */
  add(tape: Tape): void {
    const words: string[] = [];
    const note = (word: string): void => void words.push(word);
    const asking = { ...this.#asking, aliases: this.#aliases, filtered: this.#filtered, note };
    const name = tape.weighted(WEIGHTS);
    const args = ARGUMENTS[name](asking, tape, this.#code);
    const isOpen = leavesWindowsOpen([...this.#words, ...words]);
    if (args === undefined || isOpen || !this.#try(name, args)) return;
    this.#words.push(...words);
    this.#code = new Call(name, args, this.#code);
    this.calls.push(name);
    for (const word of words) this.#asking.note(word);
    if (name === "annotate" || name === "alias")
      this.#noteNames(args[0] as { readonly [name: string]: Code });
  }

  /** Notes what names computed columns and relations have from now on. */
  #noteNames(given: { readonly [name: string]: Code }): void {
    for (const [name, code] of Object.entries(given)) {
      if (code instanceof New) {
        const path = pathsIn(this.#asking).relations.find(({ text }) => text === code.args[0])!;
        this.#filtered = [...this.#filtered, { name, path }];
      } else this.#aliases = [...this.#aliases, name];
    }
  }

  #try(name: string, args: readonly Code[]): boolean {
    try {
      const call = new Call(name, args, new Name("rows"));
      const { functions, names } = this.#scope;
      this.#rows = run(call, { functions, names: { ...names, rows: this.#rows } });
      return true;
    } catch (error) {
      if (error instanceof StoreError && error.code !== "invariant") return false;
      throw error;
    }
  }
}

/** Relations over which a join repeats rows. */
const REPEATING = /^relation (reverse foreignKey|(forward|reverse) manyToMany)/;

/** Windows go by primary key: where rows are repeated, SQL leaves open which repeat comes first. */
function leavesWindowsOpen(words: readonly string[]): boolean {
  return (
    words.some((word) => word.startsWith("window ")) && words.some((word) => REPEATING.test(word))
  );
}

/** The arguments of a call that follows a chain; undefined where it has none that make sense. */
type WriteArgs = (asking: Asking, tape: Tape, chain: Code) => readonly Code[] | undefined;

const noArgs: WriteArgs = () => [];

const conditions: WriteArgs = (asking, tape) => {
  const first = pickCondition(asking, tape);
  return tape.oneIn(4) ? [first, pickCondition(asking, tape)] : [first];
};

const computed: WriteArgs = (asking, tape) => {
  const { features } = asking;
  const kind = tape.weighted({
    expression: features.has("expressions") ? 3 : 0,
    aggregate: features.has("aggregates") ? 4 : 0,
    window: features.has("windows") ? 1 : 0,
    condition: 1,
  });
  const write = { expression: pickExpression, aggregate: pickAggregate, window: pickWindow };
  const code =
    kind === "condition"
      ? new Call("Q", [pickCondition(asking, tape, 1)])
      : write[kind](asking, tape);
  return code === undefined ? undefined : [{ [`a${asking.aliases.length}`]: code }];
};

/** Names that nothing is computed for: of relations with a condition, besides computed columns. */
const aliases: WriteArgs = (asking, tape) => {
  if (!asking.features.has("expressions") || tape.oneIn(2))
    return computed(asking, tape, undefined);
  const name = `r${asking.filtered.length}`;
  const code = pickFilteredRelation(asking, tape, name);
  return code === undefined ? undefined : [{ [name]: code }];
};

const columns: WriteArgs = (asking, tape) => {
  if (!asking.features.has("columns")) return undefined;
  const names = [...asking.aliases, ...pathsIn(asking).columns.map(({ text }) => text)];
  return Array.from({ length: tape.upTo(4) }, () =>
    asking.filtered.length > 0 && tape.oneIn(3) ? pickColumn(asking, tape)!.text : tape.pick(names),
  );
};

function pickSlice(tape: Tape): readonly Code[] {
  const from = tape.upTo(3);
  return [from, from + tape.upTo(5)];
}

/** Another QuerySet of the same model: with the same columns where this one has some. */
const other: WriteArgs = (asking, tape, chain) => {
  if (!asking.features.has("combinations")) return undefined;
  const isFresh = tape.oneIn(2);
  const condition = pickCondition({ ...asking, aliases: [], filtered: [] }, tape, 1);
  return [new Call("filter", [condition], isFresh ? managerOf(asking.model) : chain)];
};

/** Another QuerySet as a set of rows, of which a slice is one too. */
const part: WriteArgs = (asking, tape, chain) => {
  const args = other(asking, tape, chain);
  if (args === undefined || !asking.features.has("slices") || !tape.oneIn(4)) return args;
  asking.note("slice of a part");
  return [new Call("slice", pickSlice(tape), args[0])];
};

const relationNames: WriteArgs = ({ model }, tape) => {
  const { relations } = pathsOf(model, 1);
  return relations.length === 0 ? undefined : [tape.pick(relations).text];
};

const ownColumns: WriteArgs = ({ model }, tape) => [tape.pick(pathsOf(model, 0).columns).text];

/** A column to order by: often one whose index has the order. */
function orderPath(asking: Asking, tape: Tape): string {
  const near = { ...asking, depth: 0 };
  const indexed = tape.oneIn(3) ? pickColumn(near, tape, isIndexed) : undefined;
  return (indexed ?? pickColumn(asking, tape)!).text;
}

function orderTerm(asking: Asking, tape: Tape): Code {
  const hasAlias = asking.aliases.length > 0 && tape.oneIn(3);
  const path = hasAlias ? tape.pick(asking.aliases) : orderPath(asking, tape);
  const form = tape.weighted({ up: 4, down: 4, nulls: 2 });
  if (form !== "nulls") return form === "up" ? path : `-${path}`;
  asking.note("order, nulls");
  const options = { nulls: tape.pick(["last", "first"]) };
  return new Call(tape.pick(["asc", "desc"]), [options], new Call("F", [path]));
}

/** Columns of which each combination of values comes once. */
function firstOfEach(asking: Asking, tape: Tape): readonly Code[] {
  asking.note("distinct, columns");
  const pick = (): string =>
    asking.aliases.length > 0 && tape.oneIn(2)
      ? tape.pick(asking.aliases)
      : pickColumn(asking, tape)!.text;
  return Array.from({ length: tape.oneIn(3) ? 2 : 1 }, pick);
}

/** The columns of an index of several, each up or down: some of these orders an index has. */
function indexOrder({ model }: Asking, tape: Tape): readonly Code[] | undefined {
  const lists = [...model.indexes, ...model.uniques]
    .map(({ columns }) => columns)
    .filter(({ length }) => length > 1);
  if (lists.length === 0) return undefined;
  return tape.pick(lists).map(({ name }) => (tape.oneIn(2) ? `-${name}` : name));
}

const dateUnits =
  (kinds: readonly string[], units: readonly string[]): WriteArgs =>
  (asking, tape) => {
    const path = pickColumn(asking, tape, ({ column }) => kinds.includes(column.kind.name));
    if (path === undefined || !asking.features.has("columns")) return undefined;
    return [path.text, tape.pick(units), tape.pick(["ASC", "DESC"])];
  };

const ARGUMENTS: { readonly [C in ChainCall]: WriteArgs } = {
  filter: conditions,
  exclude: conditions,
  annotate: computed,
  alias: aliases,
  orderBy: (asking, tape) =>
    (tape.oneIn(2) ? indexOrder(asking, tape) : undefined) ??
    Array.from({ length: 1 + tape.upTo(2) }, () => orderTerm(asking, tape)),
  distinct: (asking, tape) => (tape.oneIn(3) ? firstOfEach(asking, tape) : []),
  values: columns,
  valuesList: columns,
  slice: ({ features }, tape) => (features.has("slices") ? pickSlice(tape) : undefined),
  reverse: noArgs,
  union: (asking, tape, chain) => {
    const args = part(asking, tape, chain);
    return args === undefined || tape.oneIn(2) ? args : [...args, { all: true }];
  },
  intersection: part,
  difference: part,
  or: other,
  and: other,
  xor: other,
  dates: dateUnits(["date", "dateTime"], ["year", "month", "week", "day"]),
  datetimes: dateUnits(["dateTime"], ["year", "month", "day", "hour", "minute"]),
  selectRelated: relationNames,
  prefetchRelated: relationNames,
  only: ownColumns,
  defer: ownColumns,
  all: noArgs,
  none: (_, tape) => (tape.oneIn(4) ? [] : undefined),
};
