import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assertSchema } from "../../src/schema/checks.ts";
import { field } from "../../src/schema/field.ts";
import { model } from "../../src/schema/model.ts";
import type { Model, RelationEnd } from "../../src/schema/registry.ts";
import type { Definitions } from "../../src/schema/relation.ts";
import { resolveSchema } from "../../src/schema/resolve-schema.ts";
import { schemaFromVector, type VectorSchema } from "../vectors/schema-from-vector.ts";

/** What Django says of one field or one way back. */
interface Introspected {
  readonly query_name: string;
  readonly accessor: string | null;
  readonly to?: string;
  readonly many?: boolean;
  readonly attname?: string;
  readonly null?: boolean;
  readonly unique?: boolean;
  readonly kind?: string;
  readonly concrete?: boolean;
  readonly auto_created?: boolean;
  /** The field that declares a way back. */
  readonly through_field?: string;
}

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/vectors/${name}`, import.meta.url), "utf8"));
}

const schemas = fixture("schemas.json") as { [set: string]: VectorSchema };
const { introspection } = fixture("checks.json") as {
  introspection: { app_label: string; models: { [model: string]: Introspected[] } }[];
};

function describeEnd(end: RelationEnd): Partial<Introspected> {
  const { model, field } = end.declaredBy;
  return {
    query_name: end.queryName!,
    accessor: end.accessor,
    to: end.target.name,
    many: end.isToMany,
    ...(end.direction === "reverse" ? { through_field: `${model}.${field}` } : {}),
  };
}

/** Our fields and ways back, in Django's words. */
function describeModel(model: Model): Partial<Introspected>[] {
  const ends = [...model.names.values()].filter((name) => name.type === "relation");
  const fields = model.columns.map((column) => {
    const end = ends.find((each) => each.queryName === column.field);
    return {
      query_name: column.field,
      accessor: column.field,
      ...(end === undefined ? {} : describeEnd(end)),
      attname: column.name,
      null: column.isNullable,
      unique: column.isUnique || column.isPrimaryKey,
    };
  });
  const keys = new Set(model.columns.map((column) => column.field));
  return [...fields, ...ends.filter((end) => !keys.has(end.queryName!)).map(describeEnd)];
}

function sorted<T extends Partial<Introspected>>(all: readonly T[]): T[] {
  return [...all].sort((a, b) => (a.query_name! < b.query_name! ? -1 : 1));
}

describe("registry", () => {
  for (const { app_label: set, models } of introspection) {
    const definitions = new Map(Object.entries(schemaFromVector(schemas[set]!)));

    it(`accepts the schema "${set}"`, () => {
      expect(() => assertSchema(definitions)).not.toThrow();
    });

    for (const [name, entries] of Object.entries(models)) {
      it(`resolves the names of ${set}.${name} as Django does`, () => {
        const model = resolveSchema(definitions).byName.get(name)!;

        const expected = entries.map(({ kind, concrete, auto_created, ...names }) => names);
        expect(sorted(describeModel(model))).toEqual(sorted(expected));
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
});
