import { describe, expect, it } from "vitest";
import type { Expr } from "../../src/query/expression.ts";
import { typeOf } from "../../src/query/expression-type.ts";
import type { ScalarFunction } from "../../src/query/functions/scalar-function.ts";
import { kindOf } from "../../src/schema/kind.ts";

describe("typeOf()", () => {
  it("works out the kind of each node once, however many stand on it and ask", () => {
    let asked = 0;
    const fn: ScalarFunction = {
      name: "Same",
      minArgs: 2,
      maxArgs: 2,
      seesNulls: false,
      resultKind: ([kind]) => {
        asked++;
        return kind!;
      },
      compile: () => () => null,
    };
    let at: Expr = { kind: "constant", value: 1, type: kindOf("integer") };

    for (let depth = 0; depth < 500; depth++) {
      at = { kind: "call", fn, args: [at, at] };
      typeOf(at);
    }

    expect(typeOf(at)).toBe(kindOf("integer"));
    expect(asked).toBe(500);
  });
});
