import { it } from "vitest";
import { expectAgreement } from "../as-code.ts";

it("orders by a condition that no row can meet", () => {
  expectAgreement({
    models: `{
      M0: model({ number: field.integer() }),
    }`,
    history: `
      M0.objects.create({ number: 2 });
      M0.objects.create({ number: 1 });`,
    query: 'M0.objects.annotate({ a0: Q({ id__lte: F("number"), number__in: [] }) }).orderBy("a0")',
  });
});
