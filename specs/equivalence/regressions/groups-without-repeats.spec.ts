import { it } from "vitest";
import { expectAgreement } from "../as-code.ts";

it("tells no groups apart by the order of the model", () => {
  expectAgreement({
    models: `{
      M0: model(
        { name: field.char({ maxLength: 8 }), number: field.integer(), kind: field.integer() },
        { ordering: ["name"] },
      ),
    }`,
    history: `
      M0.objects.create({ name: "a", number: 1, kind: 1 });
      M0.objects.create({ name: "b", number: 1, kind: 2 });`,
    query: 'M0.objects.values("kind").distinct().alias({ a0: Count("pk") }).values("number")',
  });
});
