import { it } from "vitest";
import { expectAgreement } from "../as-code.ts";

it("gives instances where a slice of columns is connected", () => {
  expectAgreement({
    models: "{ M0: model({ text1: field.text({}) }) }",
    history: 'M0.objects.create({ text1: "a" });',
    query: "M0.objects.slice(0, 0).values().xor(M0.objects.filter({ pk: 1 }))",
  });
});

it("takes the rows of a slice without repeats in their order where it is connected", () => {
  // SQLite reads the keys from the index of the unique column, in its order.
  expectAgreement({
    models: `{
      M0: model({
        key: field.integer({ primaryKey: true }),
        text1: field.text({}),
        integer2: field.integer({ unique: true }),
      }),
    }`,
    history: `
      M0.objects.create({ key: 13, text1: "a", integer2: 1 });
      M0.objects.create({ key: 3, text1: "b", integer2: 3 });
      M0.objects.create({ key: 39, text1: "c", integer2: 2 });`,
    query: 'M0.objects.only("key").distinct().slice(2, 5).xor(M0.objects.filter({ text1: "c" }))',
  });
});
