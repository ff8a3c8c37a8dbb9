import { it } from "vitest";
import { expectAgreement } from "../as-code.ts";

it("ties a negation to no alias of another model", () => {
  expectAgreement({
    models: `{
  M0: model({ key: field.bigInteger({ primaryKey: true }), positiveinteger1: field.positiveInteger({ null: true }), key2: field.foreignKey("M2", { onDelete: SET_NULL, null: true, relatedName: "back0_2" }), key1: field.oneToOne("M1", { onDelete: DO_NOTHING, relatedName: "back0_1" }) }, { indexes: [["key", "positiveinteger1"]], constraints: [unique({ fields: ["key2", "key1"], name: "one_pair0" })] }),
  M1: model({ key: field.bigInteger({ primaryKey: true }), duration1: field.duration({ index: true }) }, { ordering: ["duration1"] }),
  M2: model({ key1: field.foreignKey("M2", { onDelete: CASCADE, null: true, relatedName: "back2_1", relatedQueryName: "asked2_1" }), through0: field.manyToMany("M1", { through: "M0", throughFields: ["key2", "key1"], relatedName: "via0" }) }, {}),
}`,
    history: `const row0 = M1.objects.create({ key: 19n, duration1: "PT1H" });
M1.objects.create({ key: 1099511627776n, duration1: "P1D" });
M1.objects.create({ key: 26n, duration1: "P1DT2H30M" });
M1.objects.create({ key: 3n, duration1: "P1DT2H30M" });
M0.objects.create({ key: 28n, positiveinteger1: 7, key1: row0 });
const row6 = M2.objects.create({});
const row7 = M2.objects.create({ key1: row6 });
const row10 = M1.objects.create({ key: 2n, duration1: "PT0S" });
M2.objects.create({ key1: row7 });
M0.objects.create({ key: 13n, positiveinteger1: null, key2: row7, key1: row10 });
const row13 = M1.objects.create({ key: 30n, duration1: "PT0S" });
row13.update({ duration1: "PT0S" });
M1.objects.create({ key: 14n, duration1: "PT0.000001S" });
const row15 = M1.objects.create({ key: 28n, duration1: "PT1H" });
M0.objects.create({ key: 17n, positiveinteger1: null, key2: row7, key1: row15 });
const row17 = M1.objects.create({ key: 37n, duration1: "-P1D" });
row17.update({ duration1: "PT0S" });`,
    query: `M1.objects.filter(Q({ back0_1__key__lt: 2n }).or(Q({ duration1: "P1D" }).or({ duration1: "PT1H" })), { duration1__isnull: true }).filter(Q({ via0__key1_id__gte: 3 }).or(Q({ via0__key1_id: 1 }).or({ via0__key1_id: 2 })), Q({ via0__asked2_1: 2 }).xor(Q({ via0__back0_2__pk__iexact: "É" }).not())).distinct()`,
  });
});
