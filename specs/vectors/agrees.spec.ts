import { describe, expect, it } from "vitest";
import {
  DoesNotExist,
  ProtectedError,
  RelatedObjectDoesNotExist,
  ValidationError,
} from "../../src/index.ts";
import { agrees, agreesError } from "./agrees.ts";
import { errorAnswer, type VectorCase } from "./run-query.ts";

function recorded(outcome: Partial<VectorCase>): VectorCase {
  return { id: "x", from: { model: "Person" }, ops: [], ordered: true, ...outcome };
}

describe("agrees", () => {
  it("compares the order of rows where it is defined", () => {
    const each = recorded({ result: [1, 2, 2] });

    expect(agrees(each, { result: [1, 2, 2] })).toBe(true);
    expect(agrees(each, { result: [2, 1, 2] })).toBe(false);
  });

  it("counts the repeats of rows whose order is open", () => {
    const each = recorded({ result: [1, 2, 2], ordered: false });

    expect(agrees(each, { result: [2, 1, 2] })).toBe(true);
    expect(agrees(each, { result: [1, 1, 2] })).toBe(false);
    expect(agrees(each, { result: [1, 2] })).toBe(false);
  });

  it("does not mind the order of names, nor the last digits of a fraction", () => {
    const each = recorded({ result: [{ a: 1, b: 0.1 + 0.2 }], ordered: false });

    expect(agrees(each, { result: [{ b: 0.3, a: 1 }] })).toBe(true);
    expect(agrees(each, { result: [{ b: 0.300001, a: 1 }] })).toBe(false);
    expect(agrees(each, { result: [{ b: 0.3, a: 1, c: null }] })).toBe(false);
  });

  it("tells integers, texts, truth values and null apart", () => {
    expect(agrees(recorded({ result: 1e12 }), { result: 1e12 + 1 })).toBe(false);
    expect(agrees(recorded({ result: [1] }), { result: ["1"] })).toBe(false);
    expect(agrees(recorded({ result: 1 }), { result: true })).toBe(false);
    expect(agrees(recorded({ result: null }), { result: undefined })).toBe(false);
  });

  it("wants an error of the class that stands for Django's", () => {
    const each = recorded({ error: { type: "FieldError" } });

    expect(agrees(each, { error: "LookupError" })).toBe(true);
    expect(agrees(each, { error: "InvariantError" })).toBe(false);
    expect(agrees(each, { error: "TypeError: it is not a function" })).toBe(false);
    expect(agrees(each, { result: [] })).toBe(false);
    expect(agrees(recorded({ result: [] }), { error: "LookupError" })).toBe(false);
  });

  it("puts the strict answer before the other, be it an error or not", () => {
    const found = recorded({ error: { type: "DoesNotExist" }, strict: { result: 4 } });
    const lost = recorded({ result: 4, strict: { error: { type: "DoesNotExist" } } });

    expect(agrees(found, { result: 4 })).toBe(true);
    expect(agrees(found, { error: "DoesNotExist" })).toBe(false);
    expect(agrees(lost, { error: "DoesNotExist" })).toBe(true);
    expect(agrees(lost, { result: 4 })).toBe(false);
  });
});

describe("agreesError", () => {
  it("tells protected from restricted rows, and compares them as a set", () => {
    const rows = [
      { model: "Song", pk: 1 },
      { model: "Song", pk: 2 },
    ];
    const given = errorAnswer(new ProtectedError("no", { objects: rows }));
    const recorded = (type: string, ...pks: number[]) => ({
      type,
      objects: pks.map((pk) => ["Song", pk]),
    });

    expect(agreesError(recorded("ProtectedError", 2, 1), given)).toBe(true);
    expect(agreesError(recorded("RestrictedError", 1, 2), given)).toBe(false);
    expect(agreesError(recorded("ProtectedError", 1), given)).toBe(false);
    expect(agreesError(recorded("ProtectedError", 1, 3), given)).toBe(false);
  });

  it("knows a missing related row from any other", () => {
    const lost = new DoesNotExist("no", { model: "Song" });
    const unrelated = new RelatedObjectDoesNotExist("no", { model: "Song" });
    const recorded = { type: "RelatedObjectDoesNotExist" };

    expect(agreesError(recorded, errorAnswer(unrelated))).toBe(true);
    expect(agreesError(recorded, errorAnswer(lost))).toBe(false);
  });

  it("compares the fields that full_clean() complains of, and its codes", () => {
    const errors = { name: [{ code: "max-length" }], __all__: [{ code: "unique-together" }] };
    const given = errorAnswer(Object.assign(new ValidationError("no"), { errors }));
    const recorded = (fields: unknown, codes?: unknown) => ({
      type: "ValidationError",
      fields,
      codes,
    });
    const codes = { name: ["max_length"], __all__: ["unique_together"] };

    expect(agreesError(recorded(["__all__", "name"], codes), given)).toBe(true);
    expect(agreesError(recorded(codes, ["unique_together", "max_length"]), given)).toBe(true);
    expect(agreesError(recorded(["name"]), given)).toBe(false);
    expect(agreesError(recorded(codes, { ...codes, name: ["blank"] }), given)).toBe(false);
    expect(agreesError(recorded(codes, ["max_length"]), given)).toBe(false);
    expect(agreesError(recorded(codes, ["MAX_LENGTH", null]), given)).toBe(true);
    expect(agreesError(recorded(codes, { ...codes, name: [null, null] }), given)).toBe(false);
  });

  it("never takes an error that is none of ours for Django's", () => {
    expect(agreesError({ type: "AttributeError" }, errorAnswer(new TypeError("no")))).toBe(false);
    expect(agreesError({ type: "TypeError" }, errorAnswer(new TypeError("no")))).toBe(false);
  });
});
