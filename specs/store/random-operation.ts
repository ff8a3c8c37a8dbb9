/** Random operations, and what each does on any side: the store, a transaction, or the naive model. */
import fc from "fast-check";
import type { Model } from "../../src/schema/registry.ts";
import type { Value } from "../../src/value.ts";
import type { Aim } from "./aim.ts";
import { type Given, Refused } from "./naive-state.ts";

/** What all sides offer. Refusals are thrown as {@link Refused}. */
export interface Side {
  create(model: Model, rows: readonly Given[]): readonly Value[];
  update(model: Model, pk: Value, changes: Given): void;
  save(model: Model, pk: Value, changes: Given): void;
  remove(model: Model, pk: Value): number;
  updateWhere(model: Model, where: Given, changes: Given): number;
  removeWhere(model: Model, where: Given): number;
  count(model: Model, where: Given): number;
  /** What each relation of a row leads to: a key, or how many rows. */
  follow(model: Model, pk: Value): readonly unknown[];
  atomic<T>(work: () => T): T;
}

const choice = fc.nat(11);
const choices = fc.array(choice, { minLength: 4, maxLength: 9 });

const ROW_OPERATIONS = [
  "create",
  "create",
  "create",
  "update",
  "update",
  "save",
  "remove",
  "removeReferred",
  "changeReferring",
] as const;
const OTHERS = ["bulk", "updateWhere", "removeWhere", "count", "follow", "tally"] as const;

type SingleKind = (typeof ROW_OPERATIONS | typeof OTHERS)[number];

/** One operation of these kinds. */
export function single(...kinds: readonly SingleKind[]): fc.Arbitrary<Single> {
  const kind = fc.constantFrom(...kinds);
  return fc.record({ kind, model: fc.nat(5), choices });
}

interface Single {
  readonly kind: SingleKind;
  readonly model: number;
  /** Which rows and values. */
  readonly choices: readonly number[];
}

/** Operations that stand or fall together. */
interface Atomic {
  readonly kind: "atomic";
  readonly operations: readonly Operation[];
  /** Whether a refusal of one of them is caught, or ends the whole. */
  readonly catches: boolean;
  /** Whether it throws at the end. */
  readonly fails: boolean;
}

export type Operation = Single | Atomic;

/** Single operations, and nested ones. */
export const operation: fc.Arbitrary<Operation> = fc.letrec<{ any: Operation; atomic: Atomic }>(
  (tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      { weight: 5, arbitrary: single(...ROW_OPERATIONS, ...OTHERS) },
      tie("atomic"),
    ),
    atomic: fc.record({
      kind: fc.constant("atomic" as const),
      operations: fc.array(tie("any"), { minLength: 1, maxLength: 4 }),
      catches: fc.boolean(),
      fails: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    }),
  }),
).any;

/** What an operation came to, as data. */
export type Outcome = unknown;

/** Does an operation; a refusal is an outcome as well. */
export function attempt(side: Side, aim: Aim, operation: Operation): Outcome {
  try {
    return perform(side, aim, operation);
  } catch (error) {
    if (error instanceof Refused) return { refused: error.code };
    throw error;
  }
}

function perform(side: Side, aim: Aim, operation: Operation): Outcome {
  if (operation.kind === "atomic") {
    const { operations, catches, fails } = operation;
    return side.atomic(() => {
      const outcomes = operations.map((each) =>
        catches ? attempt(side, aim, each) : perform(side, aim, each),
      );
      if (fails) throw new Refused("thrown by the program");
      return outcomes;
    });
  }
  const at = (n: number): Model => aim.registry.models[n % aim.registry.models.length]!;
  const model = at(operation.model);
  const [a, b, ...more] = operation.choices as [number, number, ...number[]];
  const pk = aim.pk(model, a);
  const referred = aim.referred(a) ?? { model, pk };
  const referring = aim.referring(a) ?? { model, pk };
  switch (operation.kind) {
    case "create":
      return side.create(model, [aim.newRow(model, operation.choices)]);
    case "bulk":
      return ofMany(() => {
        return side.create(model, [aim.newRow(model, more), aim.newRow(model, operation.choices)]);
      });
    case "update":
      return side.update(model, pk, aim.changes(model, [b, ...more]));
    case "save":
      return side.save(model, pk, aim.changes(model, [b, ...more]));
    case "remove":
      return ofMany(() => side.remove(model, pk));
    case "removeReferred":
      return ofMany(() => side.remove(referred.model, referred.pk));
    case "changeReferring":
      return side.update(referring.model, referring.pk, aim.changes(referring.model, [b, ...more]));
    case "updateWhere":
      return ofMany(() => side.updateWhere(model, whereOf(model, a), aim.changes(model, more)));
    case "removeWhere":
      return ofMany(() => side.removeWhere(model, whereOf(model, a)));
    case "count":
      return side.count(model, whereOf(model, a));
    case "follow":
      return side.follow(model, pk);
    case "tally": {
      // A program that goes by what it reads.
      const num = side.count(at(b), whereOf(at(b), a));
      return side.create(model, [
        { ...aim.newRow(model, more), ...(hasNum(model) ? { num } : {}) },
      ]);
    }
  }
}

/** Where many rows are written, it is not said which of two rules that they break is told. */
function ofMany<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(error.code === "check" || error.code === "unique" ? "rule" : error.code);
  }
}

function hasNum(model: Model): boolean {
  return model.columns.some(({ name }) => name === "num");
}

function whereOf(model: Model, n: number): Given {
  if (!hasNum(model) || n % 4 === 0) return {};
  return n % 4 === 1 ? { flag: n > 4 } : { num: n % 3 };
}
