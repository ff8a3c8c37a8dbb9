import { describe, expect, it } from "vitest";
import { judgeScenario } from "./judge-scenario.ts";
import type { RecordedStep } from "./recorded-scenario.ts";
import type { VectorSchema } from "./schema-from-vector.ts";

const SCHEMA: VectorSchema = {
  app_label: "music",
  models: {
    Band: {
      fields: [
        { name: "id", type: "BigAutoField", primary_key: true },
        { name: "name", type: "CharField", max_length: 5, unique: true },
      ],
      meta: {},
    },
    Album: {
      fields: [
        { name: "id", type: "BigAutoField", primary_key: true },
        { name: "band", type: "ForeignKey", to: "Band", on_delete: "CASCADE" },
      ],
      meta: {},
    },
  },
};

const WHO = { id: 1, name: "Who" };

const CREATED: RecordedStep = {
  op: "create",
  model: "Band",
  values: { name: "Who" },
  as: "who",
  result: { $ref: ["Band", 1] },
  tables: { Band: [WHO] },
};

function judge(...steps: RecordedStep[]) {
  const { verdict, compared, differences } = judgeScenario(SCHEMA, { id: "x", data: {}, steps });
  return { verdict, compared, steps: differences.map(({ step }) => step) };
}

const PASSED = { verdict: "passed", steps: [] };

describe("judgeScenario", () => {
  it("passes what gives the same results, errors and tables", () => {
    const set: RecordedStep = {
      op: "set",
      obj: { $var: "who" },
      values: { name: "Them" },
      result: null,
    };
    const read: RecordedStep = {
      op: "attrs",
      obj: { $var: "who" },
      names: ["name", "pk"],
      result: { name: "Them", pk: 1 },
    };
    const save: RecordedStep = {
      op: "save",
      obj: { $var: "who" },
      result: { $ref: ["Band", 1] },
      tables: { Band: [{ id: 1, name: "Them" }] },
    };
    const again: RecordedStep = {
      ...CREATED,
      values: { name: "Them" },
      result: undefined,
      error: { type: "IntegrityError" },
      tables: undefined!,
    };

    expect(judge(CREATED, set, read, save, again)).toEqual({ ...PASSED, compared: 5 });
  });

  it("tells the steps that give another result, or leave other rows", () => {
    const load: RecordedStep = {
      op: "load",
      model: "Band",
      pk: 1,
      as: "who",
      result: { $ref: ["Band", 1] },
    };

    expect(judge({ ...CREATED, result: { $ref: ["Band", 2] } }, load).steps).toEqual([1]);
    expect(judge({ ...CREATED, tables: { Band: [{ ...WHO, name: "who" }] } }, load).steps).toEqual([
      1,
    ]);
    expect(judge({ ...CREATED, tables: {} }).steps).toEqual([1]);
    expect(judge(CREATED, load, { ...load, tables: { Band: [] } }).steps).toEqual([3]);
  });

  it("fails on an error of another class, and where one of the two does not fail", () => {
    expect(judge({ ...CREATED, error: { type: "IntegrityError" } }).verdict).toBe("failed");
    expect(judge(CREATED, { ...CREATED, error: { type: "ValueError" } }).steps).toEqual([2]);
    expect(judge(CREATED, CREATED).steps).toEqual([2]);
  });

  it("fails where a step or a method is not known", () => {
    expect(judge({ op: "teleport", result: null }).verdict).toBe("failed");
    expect(
      judge({ op: "create", model: "Singer", values: {}, error: { type: "TypeError" } }).verdict,
    ).toBe("failed");
    expect(
      judge(CREATED, { op: "attr", obj: { $var: "who" }, path: ["drummer"], result: null }).steps,
    ).toEqual([2]);
  });

  it("lets a method be absent only where Django has none and its manager has others", () => {
    const clear: RecordedStep = {
      op: "clear",
      obj: { $var: "who" },
      accessor: "album_set",
      error: { type: "AttributeError" },
    };

    expect(judge(CREATED, clear)).toEqual({ ...PASSED, compared: 2 });
    expect(judge(CREATED, { ...clear, accessor: "nothing" }).steps).toEqual([2]);
    expect(judge(CREATED, { ...clear, error: undefined!, result: null }).steps).toEqual([2]);
  });

  it("ends where a value is refused that Django stored", () => {
    const long: RecordedStep = {
      ...CREATED,
      values: { name: "The Who" },
      tables: { Band: [{ id: 1, name: "The Who" }] },
    };

    expect(judge(long, { op: "teleport" })).toEqual({
      verdict: "different on purpose",
      compared: 0,
      steps: [],
    });
  });

  it("goes on with Django's tables where a failed call left nothing here", () => {
    const failed: RecordedStep = {
      ...CREATED,
      result: undefined,
      error: { type: "IntegrityError" },
      tables: { Band: [WHO, { id: 2, name: "Them" }] },
    };
    const next: RecordedStep = {
      op: "create",
      model: "Band",
      values: { name: "Queen" },
      result: { $ref: ["Band", 3] },
      tables: { Band: [WHO, { id: 2, name: "Them" }, { id: 3, name: "Queen" }] },
    };

    expect(judge(CREATED, failed, next)).toEqual({
      verdict: "different on purpose",
      compared: 3,
      steps: [],
    });
    expect(judge(CREATED, { ...failed, error: { type: "ProtectedError" } }).steps).toEqual([2]);
  });

  it("keeps what is set in memory until it is saved or read again", () => {
    const who = { $var: "who" };
    const ref = { $ref: ["Band", 1] };
    const name = (result: string): RecordedStep => ({
      op: "attrs",
      obj: who,
      names: ["name"],
      result: { name: result },
    });
    const steps: RecordedStep[] = [
      CREATED,
      { op: "set", obj: who, values: { name: "Them" }, result: null },
      { op: "load", model: "Band", pk: 1, as: "same", result: ref },
      { op: "same", a: who, b: { $var: "same" }, result: true },
      { op: "attr", obj: { $var: "same" }, path: ["name"], result: "Who" },
      { op: "refresh", obj: who, fields: ["id"], result: ref },
      name("Them"),
      { op: "refresh", obj: who, result: ref },
      name("Who"),
    ];

    expect(judge(...steps)).toEqual({ ...PASSED, compared: steps.length });
  });

  it("forgets the key of a deleted object and keeps its values", () => {
    const who = { $var: "who" };
    const steps: RecordedStep[] = [
      CREATED,
      { op: "delete", obj: who, result: [1, { "music.Band": 1 }], tables: { Band: [] } },
      { op: "attrs", obj: who, names: ["pk", "name"], result: { pk: null, name: "Who" } },
      {
        op: "save",
        obj: who,
        result: { $ref: ["Band", 2] },
        tables: { Band: [{ ...WHO, id: 2 }] },
      },
      { op: "has", obj: who, name: "album_set", result: true },
      { op: "has", obj: who, name: "drummer", result: false },
    ];

    expect(judge(...steps)).toEqual({ ...PASSED, compared: steps.length });
  });

  it("saves a related object before the one that refers to it", () => {
    const band = { $ref: ["Band", 1] };
    const steps: RecordedStep[] = [
      {
        op: "new",
        model: "Band",
        values: { name: "Who" },
        as: "who",
        result: { $ref: ["Band", null] },
      },
      {
        op: "new",
        model: "Album",
        values: { band: { $var: "who" } },
        as: "tommy",
        result: { $ref: ["Album", null] },
      },
      { op: "save", obj: { $var: "tommy" }, error: { type: "ValueError" } },
      { op: "save", obj: { $var: "who" }, result: band, tables: { Band: [WHO] } },
      {
        op: "save",
        obj: { $var: "tommy" },
        result: { $ref: ["Album", 1] },
        tables: { Album: [{ id: 1, band_id: 1 }] },
      },
      { op: "attr", obj: { $var: "tommy" }, path: ["band", "name"], result: "Who" },
      { op: "attr", obj: { $var: "tommy" }, path: ["band"], result: band },
      {
        op: "set",
        obj: { $var: "tommy" },
        values: { band: { $var: "tommy" } },
        error: { type: "ValueError" },
      },
    ];

    expect(judge(...steps)).toEqual({ ...PASSED, compared: steps.length });
  });

  it("runs transactions, each step inside as a savepoint", () => {
    const create = (name: string): RecordedStep => ({
      op: "create",
      model: "Band",
      values: { name },
    });
    const made = (pk: number) => ({ result: { $ref: ["Band", pk] } });
    const unique = { error: { type: "IntegrityError" } };
    const again = [create("Them"), create("Who"), create("Queen")];
    const all = { Band: [WHO, { id: 2, name: "Them" }, { id: 3, name: "Queen" }] };
    const steps: RecordedStep[] = [
      CREATED,
      { op: "atomic", steps: again, result: [made(2), unique] },
      { op: "atomic", steps: [create("Them")], rollback: true, result: [made(2)] },
      {
        op: "atomic",
        steps: again,
        swallow: true,
        result: [made(2), unique, made(3)],
        tables: all,
      },
    ];

    expect(judge(...steps)).toEqual({ ...PASSED, compared: steps.length });
    expect(judge(CREATED, { ...steps[1]!, result: [made(2), made(3)] }).steps).toEqual([2]);
    expect(judge(CREATED, { ...steps[1]!, result: [made(2), unique, made(3)] }).steps).toEqual([2]);
    expect(judge(CREATED, { ...steps[1]!, tables: all }).steps).toEqual([2]);
  });

  it("compares what full_clean complains of, field by field", () => {
    const who = { $var: "who" };
    const fresh: RecordedStep = {
      op: "new",
      model: "Band",
      values: { name: "" },
      as: "who",
      result: { $ref: ["Band", null] },
    };
    const refused = (fields: readonly string[], codes: unknown): RecordedStep => ({
      op: "full_clean",
      obj: who,
      error: { type: "ValidationError", fields, codes },
    });
    const set = (name: unknown): RecordedStep => ({
      op: "set",
      obj: who,
      values: { name },
      result: null,
    });
    const steps: RecordedStep[] = [
      { ...CREATED, as: "first" },
      fresh,
      refused(["name"], { name: ["blank"] }),
      set(null),
      refused(["name"], ["null"]),
      set("Too long"),
      refused(["name"], { name: ["max_length"] }),
      set("Who"),
      refused(["name"], { name: ["unique"] }),
      set(12),
      { op: "full_clean", obj: who, result: null },
      { op: "attr", obj: who, path: ["name"], result: "12" },
      { op: "load", model: "Band", pk: 1, as: "who", result: { $ref: ["Band", 1] } },
      { op: "full_clean", obj: who, result: null },
      set(""),
      refused(["name"], { name: ["blank"] }),
      { op: "new", model: "Album", values: {}, as: "who", result: { $ref: ["Album", null] } },
      refused(["band"], { band: ["null"] }),
      { op: "set", obj: who, values: { band_id: 9 }, result: null },
      refused(["band"], { band: ["invalid"] }),
    ];

    expect(judge(...steps)).toEqual({ ...PASSED, compared: steps.length });
    expect(judge(fresh, refused(["name"], { name: ["null"] })).steps).toEqual([2]);
    expect(judge(fresh, { op: "full_clean", obj: who, result: null }).steps).toEqual([2]);
  });
});
