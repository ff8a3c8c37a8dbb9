import { describe, expect, it } from "vitest";
import { assertSchema } from "../../src/schema/checks.ts";
import { CASCADE, field } from "../../src/schema/field.ts";
import { model } from "../../src/schema/model.ts";
import type { Definitions } from "../../src/schema/relation.ts";
import { resolveSchema } from "../../src/schema/resolve-schema.ts";
import { type CheckFile, judgeIntrospection } from "../vectors/judge-checks.ts";
import { readVectors } from "../vectors/load.ts";
import { schemaFromVector, type VectorSchema } from "../vectors/schema-from-vector.ts";

const schemas = readVectors<{ [set: string]: VectorSchema }>("schemas.json");
const { introspection = [] } = readVectors<CheckFile>("checks.json");

describe("registry", () => {
  for (const { app_label: set, models } of introspection) {
    it(`accepts the schema "${set}"`, () => {
      const definitions = new Map(Object.entries(schemaFromVector(schemas[set]!)));

      expect(() => assertSchema(definitions)).not.toThrow();
    });

    for (const [name, entries] of Object.entries(models)) {
      it(`resolves the names of ${set}.${name} as Django does`, () => {
        const { verdict, expected, got } = judgeIntrospection(schemas[set]!, name, entries);

        expect(got).toEqual(expected);
        expect(verdict).toBe("passed");
      });
    }
  }

  it("gives a hidden relation no name on its target", () => {
    const models = resolveSchema(new Map(Object.entries(schemaFromVector(schemas.ondelete!))));
    const country = models.byName.get("Country")!;

    const home = [...country.names.values(), ...country.accessors.values()].filter(
      (name) => name.type === "relation" && name.declaredBy.field === "home",
    );

    expect(home).toEqual([]);
    expect(country.incoming.map((column) => column.field)).toContain("home");
  });

  it("resolves names through a hidden through model", () => {
    const models = resolveSchema(new Map(Object.entries(schemaFromVector(schemas.blog!))));

    const hidden = models.models.filter((model) => model.isHidden);

    const tables = Object.entries(schemas.blog!.m2m_tables!).map(([name, { from, to }]) => [
      name,
      from,
      to,
    ]);
    expect(
      hidden.map((model) => [model.name, ...model.references.map((column) => column.name)]),
    ).toEqual(tables);
  });

  it("keeps the keys of a hidden through model apart from its own id", () => {
    const Id = model({ peers: field.manyToMany("A_id") });
    const A = model({ ids: field.manyToMany("A_id", { relatedName: "+" }) });
    const models: object = { Id, A, A_id: model({}) };
    const definitions: Definitions = new Map(Object.entries(models));

    const hidden = resolveSchema(definitions).models.filter(({ isHidden }) => isHidden);

    expect(hidden.map(({ columns }) => columns.map(({ name }) => name))).toEqual([
      ["id", "from_id_id", "to_a_id_id"],
      ["id", "from_a_id", "to_a_id_id"],
    ]);
  });

  it("reaches pairs by a manager, though a row may be in one of them alone", () => {
    const options = { onDelete: CASCADE } as const;
    const Seat = model({ guests: field.manyToMany("Guest", { through: "Booking" }) });
    const Booking = model({
      seat: field.foreignKey("Seat", options),
      guest: field.oneToOne("Guest", options),
    });
    const definitions: object = { Seat, Booking, Guest: model({}) };

    const { byName } = resolveSchema(new Map(Object.entries(definitions)));

    expect(byName.get("Seat")!.accessors.get("guests")?.isToMany).toBe(true);
    expect(byName.get("Guest")!.accessors.get("seat_set")?.isToMany).toBe(true);
  });
});
