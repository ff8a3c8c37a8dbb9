/** The first test of Django's own suite for through models, recorded step by step with its answers. */
import { describe, expect, it } from "vitest";
import { openStore, StoreError } from "../../src/index.ts";
import { readVectors } from "../vectors/load.ts";
import { answerCase, type LooseStore, type VectorCase } from "../vectors/run-query.ts";
import { schemaFromVector, type VectorSchema } from "../vectors/schema-from-vector.ts";

interface Step {
  readonly op: string;
  readonly model?: string;
  readonly values?: { readonly [name: string]: unknown };
  readonly as?: string;
  readonly obj?: { readonly $var: string };
  readonly names?: readonly string[];
  readonly from?: { readonly var?: string; readonly accessor?: string; readonly model?: string };
  readonly ops?: VectorCase["ops"];
  readonly ordered?: boolean;
  readonly result?: unknown;
  readonly error?: { readonly type: string };
  readonly tables?: { readonly [model: string]: readonly object[] };
}

interface Row {
  readonly [name: string]: unknown;
  save(recipe: (draft: { [name: string]: unknown }) => void): Row;
}

const file = readVectors<{
  readonly schema: VectorSchema;
  readonly scenarios: readonly { readonly id: string; readonly steps: readonly Step[] }[];
}>("scenario-beatles.json");
const { steps } = file.scenarios.find(({ id }) => id === "hand/m2m-through")!;

/** Steps up to the first that writes through a related manager: those are another feature. */
const firstManagerWrite = steps.findIndex(({ op }) => op === "add");

class Scenario {
  readonly store = openStore(schemaFromVector(file.schema)) as unknown as LooseStore & {
    readonly models: {
      readonly [name: string]: { readonly objects: { create(values: object): Row } };
    };
  };
  readonly #kept = new Map<string, Row>();
  readonly #changes = new Map<string, { readonly [name: string]: unknown }>();

  run(step: Step): unknown {
    switch (step.op) {
      case "create":
        return this.#create(step);
      case "set":
        this.#changes.set(step.obj!.$var, step.values!);
        return null;
      case "save":
        return this.#save(step.obj!.$var);
      case "attrs": {
        const row = this.#kept.get(step.obj!.$var)!;
        return Object.fromEntries(step.names!.map((name) => [name, row[name]]));
      }
      case "query":
        return this.#query(step);
      default:
        throw new Error(`The spec does not know the step ${step.op}.`);
    }
  }

  table(model: string): object[] {
    return Array.from(this.store.models[model]!.objects.all().orderBy("pk"), (row) => ({ ...row }));
  }

  #create({ model, values, as }: Step): unknown {
    const known = Object.entries(values!).map(([name, value]) => {
      const kept = (value as { $var?: string } | null)?.$var;
      return [name, kept === undefined ? value : this.#kept.get(kept)];
    });
    const row = this.store.models[model!]!.objects.create(Object.fromEntries(known));
    this.#kept.set(as!, row);
    return { $ref: [model, row.pk] };
  }

  #save(name: string): unknown {
    const row = this.#kept
      .get(name)!
      .save((draft) => Object.assign(draft, this.#changes.get(name)));
    this.#kept.set(name, row);
    return { $ref: [row.constructor.name, row.pk] };
  }

  #query({ from, ops }: Step): unknown {
    const owner = this.#kept.get(from!.var!)!;
    const manager = owner[from!.accessor!];
    const flat = ops!.at(-1)![0] === "values_list";
    const store = { models: { it: { objects: manager } } } as unknown as LooseStore;
    const each: VectorCase = {
      id: "",
      from: { model: "it" },
      ops: flat ? ops!.slice(0, -1) : ops!,
    };
    const answer = answerCase(store, each);
    if (answer.error !== undefined) throw new StoreError(answer.error, { code: answer.error });
    if (!flat) return { kind: answer.kind, value: answer.result };
    const column = ops!.at(-1)![1] as string;
    const { Person, Group } = this.store.models;
    const target = from!.accessor === "members" ? Person! : Group!;
    const value = (answer.result as unknown[]).map(
      (pk) => (target.objects.get({ pk }) as unknown as Row)[column],
    );
    return { kind: "flat", value };
  }
}

describe("hand/m2m-through", () => {
  const scenario = new Scenario();
  const known = steps
    .slice(0, firstManagerWrite)
    .map((step, i) => [`${i + 1}: ${step.op}`, step] as const);

  it("has steps before the first write through a related manager", () => {
    expect(known.length).toBeGreaterThan(20);
  });

  it.each(known)("gives Django's answer in step %s", (_, step) => {
    if (step.error !== undefined) {
      expect(() => scenario.run(step)).toThrow(step.error.type);
      return;
    }
    expect(scenario.run(step)).toEqual(step.result);
    for (const [model, rows] of Object.entries(step.tables ?? {})) {
      expect(scenario.table(model)).toEqual(rows);
    }
  });
});
