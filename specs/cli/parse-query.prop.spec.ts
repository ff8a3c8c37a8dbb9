import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { parseQuery } from "../../src/cli/parse-query.ts";
import { QueryError } from "../../src/cli/query-text.ts";

const PIECES = [
  ..."Person filter get constructor __proto__ . ( ) { } [ ] , : ' \" \\ \n 1 12n -3.5 true null".split(
    " ",
  ),
  " ",
];

describe("parseQuery", () => {
  test.prop([fc.jsonValue({ maxDepth: 5 }), fc.string({ unit: "binary" })])(
    "reads any JSON value back as JSON does",
    (value, key) => {
      const text = JSON.stringify({ [key]: value });

      const [call] = parseQuery(`Person.filter(${text})`).calls;

      expect(call!.args).toStrictEqual([JSON.parse(text)]);
      expect(JSON.stringify(call!.args[0])).toBe(JSON.stringify(JSON.parse(text)));
    },
  );

  test.prop([fc.bigInt()])("reads any bigint back", (value) => {
    expect(parseQuery(`Person.filter(${value}n)`).calls[0]!.args).toEqual([value]);
  });

  test.prop([
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fc.constantFrom(...PIECES)).map((all) => all.join("")),
    ),
  ])("answers any text with a query or with the place of an error within it", (text) => {
    try {
      expect(parseQuery(text).text).toBe(text);
    } catch (error) {
      expect(error).toBeInstanceOf(QueryError);
      expect((error as QueryError).at).toBeLessThanOrEqual(text.length);
    }
  });
});
