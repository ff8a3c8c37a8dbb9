import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { checkSchema } from "../../src/schema/checks.ts";
import { CASCADE, SET_NULL } from "../../src/schema/field.ts";
import type { Definitions } from "../../src/schema/relation.ts";
import { resolveSchema } from "../../src/schema/resolve-schema.ts";
import { messagesOf, raw } from "./raw-definitions.ts";

/** Objects that have some of the keys. */
function some(keys: { readonly [name: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<object> {
  return fc.record(keys, { requiredKeys: [] });
}

const modelName = fc.constantFrom("A", "B", "b", "A_x", "A_id", "Id", "Pk", "M", "self");
const fieldName = fc.constantFrom("x", "y", "id", "a", "a_id", "b", "a_set", "m1", "m2", "pk");
const flag = fc.boolean();
const names = fc.array(fieldName, { maxLength: 2 });
const relatedName = fc.constantFrom("+", "x", "b", "a_id", "%(class)s_x", "back", "x_", "other");
const back = { relatedName, relatedQueryName: relatedName };

const scalarOptions = some({ null: flag, unique: flag, primaryKey: flag, maxLength: fc.integer() });
const keyOptions = fc
  .tuple(
    fc.constantFrom(CASCADE, SET_NULL),
    some({ ...back, null: flag, unique: flag, primaryKey: flag, toField: fieldName }),
  )
  .map(([onDelete, options]) => ({ ...options, onDelete }));
const pairOptions = some({ ...back, through: modelName, throughFields: names, symmetrical: flag });

const kind = fc.constantFrom("char", "integer", "auto", "json", "date");
const scalarField = fc.record({ type: fc.constant("scalar"), kind, options: scalarOptions });
const relationOf = (relation: string, options: fc.Arbitrary<object>) =>
  fc.record({
    type: fc.constant("relation"),
    relation: fc.constant(relation),
    to: modelName,
    options,
  });
const anyField = fc.oneof(
  scalarField,
  relationOf("foreignKey", keyOptions),
  relationOf("oneToOne", keyOptions),
  relationOf("manyToMany", pairOptions),
);
const modelOptions = some({
  ordering: names,
  getLatestBy: fieldName,
  uniqueTogether: fc.array(names, { maxLength: 1 }),
  indexes: fc.array(names, { maxLength: 1 }),
  constraints: fc.array(fc.record({ kind: fc.constant("unique"), fields: names }), {
    maxLength: 1,
  }),
  defaultRelatedName: relatedName,
});
const anyModels = fc.dictionary(
  modelName,
  fc.record({
    fields: fc.dictionary(fieldName, anyField, { maxKeys: 4 }),
    options: modelOptions,
  }),
  { minKeys: 1, maxKeys: 4 },
);

type LooseModels = { [name: string]: { fields: { [name: string]: unknown }; options: object } };

/** The models without what the first error names, again and again until no error is left. */
function withoutErrors(models: LooseModels): LooseModels {
  const wrong = messagesOf(models).find(({ level }) => level === "error");
  if (wrong === undefined) return models;
  const [name = "", fieldName] = wrong.object?.split(".") ?? [];
  const { [name]: whole, ...others } = models;
  if (whole === undefined) throw new Error(`no model for ${wrong.id}`);
  if (fieldName !== undefined) {
    const { [fieldName]: _, ...fields } = whole.fields;
    return withoutErrors({ ...models, [name]: { ...whole, fields } });
  }
  const hasOptions = Object.keys(whole.options).length > 0;
  return withoutErrors(hasOptions ? { ...models, [name]: { ...whole, options: {} } } : others);
}

describe("system checks of any models", () => {
  test.prop([anyModels])("let nothing pass that cannot be resolved", (models) => {
    const sound = withoutErrors(models);

    const registry = resolveSchema(raw(sound));

    for (const { name, pk, columns, accessors } of registry.models) {
      const own = columns.map((column) => column.name);
      expect(columns).toContain(pk);
      expect(new Set(own).size).toBe(own.length);
      expect(own.filter((column) => accessors.has(column))).toEqual([]);
      for (const field of Object.keys(sound[name]?.fields ?? {})) {
        expect(registry.byName.get(name)?.names.has(field)).toBe(true);
      }
    }
  });

  const anyDefinitions = fc.dictionary(
    fc.string(),
    fc.oneof(
      fc.anything(),
      fc.record({ fields: fc.anything(), options: fc.anything() }),
      fc.record({
        fields: fc.dictionary(
          fc.string(),
          fc.oneof(
            fc.anything(),
            fc.record({
              type: fc.constantFrom("scalar", "relation"),
              kind: fc.constantFrom("char", "decimal", "json", "toString"),
              relation: fc.constantFrom("foreignKey", "manyToMany", "toString"),
              to: fc.oneof(fc.string(), fc.anything()),
              options: some(
                Object.fromEntries(
                  [
                    ...["null", "unique", "primaryKey", "default", "choices", "validators"],
                    ...["maxLength", "maxDigits", "decimalPlaces", "onDelete", "toField"],
                    ...["relatedName", "relatedQueryName", "through", "throughFields"],
                  ].map((name) => [name, fc.anything()]),
                ),
              ),
            }),
          ),
        ),
        options: some(
          Object.fromEntries(
            [
              ...["ordering", "getLatestBy", "uniqueTogether", "indexes", "constraints"],
              ...["defaultRelatedName", "label", "methods", "querySet"],
            ].map((name) => [name, fc.oneof(fc.anything(), fc.array(fc.anything()))]),
          ),
        ),
      }),
    ),
  );

  test.prop([anyDefinitions])("throw nothing, whatever is given", (models) => {
    expect(() => messagesOf(models)).not.toThrow();
  });

  test.prop([fc.anything()])("throw nothing for what is no Map", (definitions) => {
    fc.pre(!(definitions instanceof Map));

    expect(checkSchema(definitions as Definitions)).toMatchObject([{ id: "throughline.E004" }]);
  });
});
