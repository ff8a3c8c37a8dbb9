import { expect, it } from "vitest";
import { Case, F, field, LookupError, model, openStore, Sum, When } from "../../src/index.ts";

function openPrices() {
  const store = openStore({
    Price: model({
      amount: field.decimal({ maxDigits: 6, decimalPlaces: 2 }),
      name: field.char(),
      data: field.json(),
    }),
  });
  const rows = ["1.50", "2.50", "9.00"].map((amount) => ({ amount, name: "a", data: ["b"] }));
  store.models.Price.objects.bulkCreate(rows);
  return store.models;
}

it("gives decimals where one branch is a decimal and another an integer", () => {
  const { Price } = openPrices();
  const cheap = Case(When({ amount__lt: 5 }, F("amount")), { default: 5 });

  expect(Price.objects.aggregate({ sum: Sum(cheap) })).toEqual({ sum: "9.00" });
  const ordered = Price.objects.annotate({ cheap }).orderBy("-cheap");
  expect([...ordered.valuesList("cheap", { flat: true })].map(Number)).toEqual([5, 2.5, 1.5]);
});

it("compares no text with JSON data", () => {
  const { Price } = openPrices();

  expect(() => Price.objects.filter({ name__lt: F("data") })).toThrow(LookupError);
  expect(() => Price.objects.filter({ name__lt: F("data") })).toThrow("got JSON data");
  expect(Price.objects.filter({ data__contains: ["b"] }).count()).toBe(3);
});
