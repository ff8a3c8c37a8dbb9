import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SchemaError } from "../../src/errors.ts";
import { assertSchema, checkSchema } from "../../src/schema/checks.ts";
import { resolveSchema } from "../../src/schema/resolve-schema.ts";
import {
  schemaFromVector,
  type VectorSchema,
  withoutAppLabel,
} from "../vectors/schema-from-vector.ts";

interface Finding {
  readonly id: string;
  readonly level: string;
  readonly object: string | null;
}

interface CheckCase {
  readonly id: string;
  readonly schema: VectorSchema;
  /** What Django reports; left out where it cannot even make the classes. */
  readonly messages?: readonly Finding[];
}

const NO_ORDER_WITH_RESPECT_TO = "the option is not offered: model() refuses it at once";

/** Cases of Django's that have no meaning here, each with its reason. */
const INAPPLICABLE: { readonly [id: string]: string } = {
  "field/max-length-on-integer":
    "a warning there; here field.integer() has no such option and refuses it at once",
  "meta/order-with-respect-to": NO_ORDER_WITH_RESPECT_TO,
  "meta/order-with-respect-to-and-ordering": NO_ORDER_WITH_RESPECT_TO,
};

const vectors = new URL("../fixtures/vectors/checks.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(vectors, "utf8")) as { cases: readonly CheckCase[] };

function definitionsOf(schema: VectorSchema) {
  return new Map(Object.entries(schemaFromVector(schema)));
}

/** What is compared with Django: its texts are its own. */
function findings(messages: readonly Finding[]): string[] {
  return messages.map(({ id, level, object }) => `${level} ${id} ${object ?? "-"}`).sort();
}

function expectedFindings({ messages = [], schema }: CheckCase): string[] {
  return findings(
    messages.map(({ object, ...rest }) => ({
      ...rest,
      object: object === null ? null : withoutAppLabel(object, schema.app_label),
    })),
  );
}

function actualFindings(schema: VectorSchema): string[] {
  return findings(
    checkSchema(definitionsOf(schema)).map(({ object = null, ...rest }) => ({ ...rest, object })),
  );
}

describe("system checks on Django's cases", () => {
  for (const each of cases) {
    if (Object.hasOwn(INAPPLICABLE, each.id)) {
      it(`${each.id} is refused at once: ${INAPPLICABLE[each.id]}`, () => {
        expect(() => schemaFromVector(each.schema)).toThrow(SchemaError);
      });
    } else if (each.messages === undefined) {
      it(`${each.id} is refused`, () => {
        expect(() => assertSchema(definitionsOf(each.schema))).toThrow(SchemaError);
      });
    } else {
      it(each.id, () => {
        expect(actualFindings(each.schema)).toEqual(expectedFindings(each));
      });
    }
  }

  it("let no schema pass that cannot be resolved", () => {
    const sound = cases.filter(
      ({ id, messages }) =>
        !Object.hasOwn(INAPPLICABLE, id) && messages?.every(({ level }) => level !== "error"),
    );

    const sizes = sound.map(({ schema }) => resolveSchema(definitionsOf(schema)).models.length);

    expect(sizes.length).toBeGreaterThan(20);
    expect(sizes.every((size) => size > 0)).toBe(true);
  });
});
