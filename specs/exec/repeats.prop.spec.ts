import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { field, model, openStore, type StoreOptions } from "../../src/index.ts";

function openTags(options: StoreOptions = {}) {
  return openStore(
    {
      Item: model({
        name: field.char({ maxLength: 9 }),
        tags: field.manyToMany("Tag"),
        lists: field.manyToMany("List"),
      }),
      Tag: model({ code: field.char({ maxLength: 20, primaryKey: true }) }),
      List: model({ key: field.bigInteger({ primaryKey: true }), rank: field.integer() }),
    },
    options,
  );
}

/** Dense keys, a few far ones, and some that are no small integers. */
const keys = fc.oneof(
  fc.nat(40),
  fc.integer({ min: 2 ** 29, max: 2 ** 29 + 4 }),
  fc.integer({ min: -3, max: 0 }),
  fc.constantFrom(2 ** 40, 2 ** 41),
);

const lists = fc.array(fc.uniqueArray(keys, { minLength: 1, maxLength: 12 }), { maxLength: 6 });

describe("rows that joins lead to more than once", () => {
  test.prop([lists])("come once each and in order, whatever their keys are", (listed) => {
    const answers = [{}, { planner: { indexes: false } }, { planner: { rewrites: false } }].map(
      (options) => {
        const { Item, Tag, List } = openTags(options).models;
        const all = [...new Set(listed.flat())];
        List.objects.bulkCreate(all.map((key) => ({ key: BigInt(key), rank: Math.abs(key) % 7 })));
        Tag.objects.bulkCreate(all.map((key) => ({ code: `t${key}` })));
        for (const own of listed) {
          const item = Item.objects.create({ name: "item" });
          item.lists.add(...own.map((key) => BigInt(key)));
          item.tags.add(...own.map((key) => `t${key}`));
        }
        const found = List.objects.filter({ item__name: "item", item__id__gt: 0 });
        const again = List.objects.filter({ item__lists__rank__lt: 4, item__id__in: [1, 2, 3] });
        const tags = Tag.objects.filter({ item__tags: "t1" });
        return [
          ...[found, again, again.orderBy("-key"), again.orderBy("rank"), again.filter({ rank: 2 })]
            .map((asked) => asked.distinct())
            .flatMap((asked) => [
              asked.toArray().map(({ key }) => key),
              asked.count(),
              asked
                .slice(1, 4)
                .toArray()
                .map(({ key }) => key),
            ]),
          tags
            .distinct()
            .toArray()
            .map(({ code }) => code),
          tags.distinct().count(),
        ];
      },
    );

    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual(answers[2]);
  });

  it("are read once each", () => {
    const { Item, Tag } = openTags().models;
    const tags = Tag.objects.bulkCreate([{ code: "a" }, { code: "b" }]);
    for (const name of ["x", "y", "z"]) Item.objects.create({ name }).tags.add(...tags);
    const beside = Tag.objects.filter({ item__tags: "a" }).distinct();

    expect(beside.toArray()).toHaveLength(2);
    // Three pairs of the tag, three items, six pairs of these, and the two tags that they name.
    expect(beside.rowsVisited).toBeLessThanOrEqual(3 + 3 + 6 + 2);
  });
});
