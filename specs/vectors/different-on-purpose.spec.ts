import { describe, expect, it } from "vitest";
import { IntegrityError, ValidationError } from "../../src/index.ts";
import { isValidatedWrite } from "./different-on-purpose.ts";
import type { RecordedStep } from "./recorded-scenario.ts";
import type { VectorSchema } from "./schema-from-vector.ts";

const SCHEMA: VectorSchema = {
  app_label: "music",
  models: {
    Band: {
      fields: [
        { name: "id", type: "BigAutoField", primary_key: true },
        { name: "name", type: "CharField", max_length: 5 },
        { name: "founded", type: "IntegerField" },
        {
          name: "style",
          type: "CharField",
          max_length: 9,
          choices: [["rock", "Rock"]],
          null: true,
        },
      ],
      meta: {},
    },
  },
};

const INTEGRITY = { type: "IntegrityError" };

function refused(field: string, value: unknown): ValidationError {
  return new ValidationError("wrong", { model: "Band", field, value });
}

function creating(values: object): RecordedStep {
  return { op: "create", model: "Band", values };
}

function isProven(
  step: RecordedStep,
  thrown: unknown,
  expected?: { readonly type: string },
): boolean {
  return isValidatedWrite(SCHEMA, step, {}, { thrown, expected });
}

describe("a validated write", () => {
  it("is one of a value against its field's rule, whether Django stored it or failed later", () => {
    const long = creating({ name: "Beatles", founded: 1960 });
    const odd = creating({ name: "Duran", founded: 1978, style: "pop" });

    expect(isProven(long, refused("name", "Beatles"))).toBe(true);
    expect(isProven(long, refused("name", "Beatles"), INTEGRITY)).toBe(true);
    expect(isProven(odd, refused("style", "pop"))).toBe(true);
    expect(isProven(creating({ name: 5 }), refused("name", 5))).toBe(true);
  });

  it("is one without a value: Django stores an empty text, its database refuses all else", () => {
    expect(isProven(creating({ founded: 1960 }), refused("name", undefined))).toBe(true);
    expect(isProven(creating({ name: "Who" }), refused("founded", undefined))).toBe(false);
    expect(isProven(creating({ name: "Who" }), refused("founded", undefined), INTEGRITY)).toBe(
      true,
    );
    expect(isProven(creating({ founded: null }), refused("founded", null), INTEGRITY)).toBe(true);
  });

  it("is none where the value meets the rule, or was never given", () => {
    const sound = creating({ name: "Who", founded: 1964 });

    expect(isProven(sound, refused("name", "Who"))).toBe(false);
    expect(isProven(sound, refused("name", "The Who"))).toBe(false);
    expect(isProven(sound, refused("founded", undefined), INTEGRITY)).toBe(false);
    expect(isProven(sound, refused("style", undefined), INTEGRITY)).toBe(false);
    expect(isProven(sound, refused("drummer", "Keith"))).toBe(false);
  });

  it("is none with another error, ours or Django's", () => {
    const long = creating({ name: "Beatles", founded: 1960 });
    const facts = { model: "Band", constraint: "name", fields: ["name"], values: ["Beatles"] };

    expect(isProven(long, new IntegrityError("no", facts))).toBe(false);
    expect(isProven(long, new Error("no"))).toBe(false);
    expect(isProven(long, refused("name", "Beatles"), { type: "FieldError" })).toBe(false);
  });

  it("looks at each row of many by itself", () => {
    const step: RecordedStep = { op: "bulk_create", model: "Band", rows: [{ name: "Who" }, {}] };

    expect(isProven(step, refused("name", undefined))).toBe(true);
    expect(isProven({ ...step, rows: [{ name: "Who" }] }, refused("name", undefined))).toBe(false);
  });
});
