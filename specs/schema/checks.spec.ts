import { describe, expect, it } from "vitest";
import { resolveSchema } from "../../src/schema/resolve-schema.ts";
import { type CheckFile, judgeCheck } from "../vectors/judge-checks.ts";
import { readVectors } from "../vectors/load.ts";
import { schemaFromVector } from "../vectors/schema-from-vector.ts";

const { cases } = readVectors<CheckFile>("checks.json");

describe("system checks on Django's cases", () => {
  it.each(cases.map((each) => [each.id, each] as const))("%s", (_, each) => {
    const { verdict, expected, got } = judgeCheck(each);

    expect(got).toEqual(expected);
    expect(verdict).not.toBe("failed");
  });

  it("pass over those alone that a maker refuses at once", () => {
    const passedOver = cases.filter((each) => judgeCheck(each).verdict === "not applicable");

    expect(passedOver.map(({ id }) => id)).toEqual([
      "field/max-length-on-integer",
      "meta/order-with-respect-to",
      "meta/order-with-respect-to-and-ordering",
    ]);
  });

  it("let no schema pass that cannot be resolved", () => {
    const sound = cases.filter(
      (each) =>
        each.messages?.every(({ level }) => level !== "error") &&
        judgeCheck(each).verdict === "passed",
    );

    const sizes = sound.map(
      ({ schema }) =>
        resolveSchema(new Map(Object.entries(schemaFromVector(schema)))).models.length,
    );

    expect(sizes.length).toBeGreaterThan(20);
    expect(sizes.every((size) => size > 0)).toBe(true);
  });
});
