import { describe, expect, it } from "vitest";
import { field } from "../../src/schema/field.ts";
import { model } from "../../src/schema/model.ts";
import { idsOf, messagesOf, type RawModels } from "./raw-definitions.ts";

describe("system checks of definitions made without types", () => {
  const hostile = {
    get fields(): never {
      throw new Error("no");
    },
  };
  const wrong: RawModels = {
    nothing: undefined,
    text: "text",
    noFields: { options: {} },
    noOptions: { fields: {} },
    list: [],
    hostile,
  };

  for (const [name, definition] of Object.entries(wrong)) {
    it(`name what is no model: ${name}`, () => {
      expect(idsOf({ A: definition })).toEqual(["A throughline.E004"]);
    });
  }

  it("name what is no field", () => {
    const fields = {
      a: 1,
      b: { type: "scalar", kind: "chr", options: {} },
      c: { type: "relation", relation: "friend", to: "A", options: {} },
      d: { type: "relation", relation: "foreignKey", to: 3, options: {} },
      e: { type: "scalar", kind: "char" },
    };

    const messages = messagesOf({ A: { fields, options: {} } });

    expect(messages.map(({ id, object }) => `${object} ${id}`)).toEqual(
      ["a", "b", "c", "d", "e"].map((name) => `A.${name} throughline.E004`),
    );
    expect(messages[1]?.message).toContain('Did you mean "char"?');
  });

  it("name options of other types than theirs", () => {
    const options = { onDelete: "CASCADE", relatedName: 5, relatedQueryName: 5, toField: 5 };
    const fk = { type: "relation", relation: "foreignKey", to: "A", options };
    const char = {
      type: "scalar",
      kind: "char",
      options: { null: 1, validators: [1], choices: 1 },
    };
    const modelOptions = {
      ...{ ordering: [1], getLatestBy: 1, indexes: 1, constraints: 1, uniqueTogether: [1] },
      ...{ label: 1, methods: 1, querySet: 1 },
    };

    expect(idsOf({ A: { fields: { fk, char }, options: modelOptions } })).toEqual([
      "A models.E011",
      "A models.E014",
      "A throughline.E003",
      ...Array(5).fill("A throughline.E004"),
      "A.char fields.E004",
      "A.char fields.E008",
      "A.char throughline.E004",
      "A.fk fields.E306",
      ...Array(3).fill("A.fk throughline.E004"),
    ]);
  });

  it("name choices that are no values of their field", () => {
    const integers = [["a", "A"]] as unknown as [number, string][];
    const A = model({
      n: field.integer({ choices: integers }),
      s: field.slug({ choices: [["a b", "A"]] }),
    });

    expect(idsOf({ A })).toEqual(["A.n fields.E005", "A.s fields.E005"]);
  });

  it("compare choices with the length that a kind has by itself", () => {
    const A = model({ s: field.slug({ choices: [["a".repeat(51), "A"]] }) });

    expect(idsOf({ A })).toEqual(["A.s fields.E009"]);
  });
});
