import { it } from "vitest";
import { expectAgreement } from "../as-code.ts";

it("gives the default of an aggregate in the kind of its sum", () => {
  expectAgreement({
    models: `{
      M0: model({
        amount: field.decimal({ maxDigits: 7, decimalPlaces: 2 }),
        up: field.foreignKey("M0", { onDelete: CASCADE, null: true, relatedName: "down" }),
      }),
    }`,
    history: 'M0.objects.create({ amount: "10.00" });',
    query: 'M0.objects.annotate({ sum: Sum("down__amount", { default: 0 }) })',
  });
});
