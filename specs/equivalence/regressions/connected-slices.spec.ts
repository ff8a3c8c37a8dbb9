import { it } from "vitest";
import { expectAgreement } from "../as-code.ts";

it("gives instances where a slice of columns is connected", () => {
  expectAgreement({
    models: "{ M0: model({ text1: field.text({}) }) }",
    history: 'M0.objects.create({ text1: "a" });',
    query: "M0.objects.slice(0, 0).values().xor(M0.objects.filter({ pk: 1 }))",
  });
});
