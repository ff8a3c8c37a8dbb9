import { it } from "vitest";
import { expectAgreement } from "../as-code.ts";

it("tells whether a combination has rows without the columns that only its order reads", () => {
  expectAgreement({
    models: `{
      M0: model({ number: field.integer({ null: true }) }),
      M1: model({ key1: field.foreignKey("M0", { onDelete: CASCADE, null: true, relatedName: "back" }) }),
    }`,
    history: `
      M0.objects.create({ number: 1 });
      M0.objects.create({ number: 2 });`,
    query:
      'M0.objects.difference(M0.objects.filter({ number: 1 })).valuesList("back__id").orderBy("number")',
  });
});

it("tells whether a slice of one has rows with those columns, by which its rows are told apart", () => {
  expectAgreement({
    models: "{ M0: model({ number: field.integer({ null: true }) }) }",
    history: `
      M0.objects.create({});
      M0.objects.create({});`,
    query:
      'M0.objects.difference(M0.objects.filter({ pk: 1 })).orderBy("pk").slice(0, 1).valuesList("number")',
  });
});
