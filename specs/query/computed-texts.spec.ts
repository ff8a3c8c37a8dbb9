/** Lookups of texts, with values that are computed for each row. */
import { describe, expect, it } from "vitest";
import {
  Avg,
  F,
  field,
  Length,
  LookupError,
  model,
  OuterRef,
  openStore,
  Value,
} from "../../src/index.ts";

const { Thing } = openStore({
  Thing: model({
    text: field.char({ maxLength: 20 }),
    count: field.integer(),
    share: field.float(),
    big: field.bigInteger(),
    isOn: field.boolean(),
    data: field.json({ default: {} }),
  }),
}).models;
Thing.objects.create({ text: "1 of 10", count: 1, share: 10, big: 1n, isOn: true });
Thing.objects.create({ text: "X2.0", count: 7, share: 2, big: 2n, isOn: false, data: { ab: 1 } });

/** Keys of the things that meet a condition. */
function pks(condition: { readonly [path: string]: unknown }): unknown {
  return Thing.objects.filter(condition).valuesList("pk", { flat: true }).toArray();
}

describe("a text lookup", () => {
  it("looks for numbers and truth values in the form in which they are text", () => {
    expect(pks({ text__icontains: F("count") })).toEqual([1]);
    expect(pks({ text__iendswith: F("share") })).toEqual([2]);
    expect(pks({ text__contains: F("share") })).toEqual([2]);
    expect(pks({ text__istartswith: F("big") })).toEqual([1]);
    expect(pks({ text__startswith: F("isOn") })).toEqual([1]);
    expect(pks({ text__iexact: F("count") })).toEqual([]);
    expect(pks({ text__regex: F("share") })).toEqual([2]);
  });

  it("looks for what is computed once for all rows", () => {
    expect(pks({ text__icontains: Length(Value("1")) })).toEqual([1]);
    expect(pks({ count__contains: Length(Value("seven!!")) })).toEqual([2]);
    expect(pks({ count__regex: Length(Value("seven!!")) })).toEqual([2]);
  });

  it("takes the text of its own side from its own kind", () => {
    const averages = Thing.objects.annotate({ mean: Avg("share") });

    expect(averages.filter({ mean__endswith: F("big") }).count()).toBe(0);
    expect(averages.filter({ mean__startswith: F("big") }).count()).toBe(2);
  });
});

it("keys of data are given, not computed", () => {
  const expected = 'the lookup "has_key" expects a key';

  expect(() => pks({ data__has_key: F("text") })).toThrow(expected);
  expect(() => pks({ data__has_key: F("text") })).toThrow(LookupError);
  expect(() => pks({ data__has_keys: [F("text")] })).toThrow("a list of keys");
  expect(() => pks({ data__has_any_keys: OuterRef("text") })).toThrow("a list of keys");
});
