import { it } from "vitest";
import { expectAgreement } from "../as-code.ts";

it("finds no JSON data between others that have no order", () => {
  expectAgreement({
    models: `{
  M0: model({ json1: field.json({}), key2: field.foreignKey("M1", { onDelete: PROTECT, relatedName: "back0_2", relatedQueryName: "asked0_2" }), key1: field.foreignKey("M1", { onDelete: SET_NULL, null: true, relatedName: "back0_1" }) }, {}),
  M1: model({ smallinteger3: field.smallInteger({ null: true }), biginteger2: field.bigInteger({ null: true }), url1: field.url({ null: true }), key1: field.oneToOne("M1", { onDelete: DO_NOTHING, null: true, relatedName: "back1_1" }) }, { indexes: [["smallinteger3", "biginteger2"]] }),
}`,
    history: `const row0 = M1.objects.create({ smallinteger3: 3, biginteger2: 1099511627776n, url1: null, key1: null });
const row1 = M0.objects.create({ json1: { a: "1" }, key2: row0, key1: row0 });
M0.objects.create({ json1: { a: null }, key2: row0, key1: row0 });
M1.objects.create({ smallinteger3: null, biginteger2: 9007199254740993n, url1: "https://b.org/x", key1: row0 });
const row7 = M1.objects.create({ smallinteger3: 100, biginteger2: -3n, url1: "https://b.org/x", key1: null });
row1.update({ json1: "a" });
M1.objects.create({ smallinteger3: 0, biginteger2: 0n, url1: "https://b.org/x", key1: row7 });
M1.objects.create({ smallinteger3: 3, biginteger2: -3n, url1: "http://a.org/", key1: null });`,
    query: `M1.objects.filter(Q({ back0_1__json1__range: [{ a: "1" }, { a: { b: [1, 2] } }] }).or({ back1_1__url1: "" })).distinct().intersection(M1.objects.filter(Q({ smallinteger3__range: [3, 7] }).or({ key1__id: 1 })))`,
  });
});
