import { describe, expectTypeOf, it } from "vitest";
import { CASCADE, field, type ModelHandle, model, openStore } from "../../src/index.ts";
import { type models, store } from "./schema.ts";

const { Person, Group, Node, Tag } = store.models;

const { Book } = openStore({
  Book: model({ author: field.foreignKey("Id", { onDelete: CASCADE }), ids: toIds() }),
  Id: model({ name: field.char() }),
}).models;

function toIds() {
  return field.manyToMany("Id", { relatedName: "+" });
}

describe("the through model of a many-to-many", () => {
  it("is the one that the field names", () => {
    expectTypeOf(Group.members.through).toEqualTypeOf<ModelHandle<typeof models, "Membership">>();
    expectTypeOf(Person.group_set.through).toEqualTypeOf<
      ModelHandle<typeof models, "Membership">
    >();
  });

  it("is a hidden one, with a key to each end, where the field names none", () => {
    const row = Node.tags.through.objects.get();

    expectTypeOf(row.id).toEqualTypeOf<number>();
    expectTypeOf(row.node_id).toEqualTypeOf<number>();
    expectTypeOf(row.tag_id).toEqualTypeOf<number>();
    expectTypeOf(row.tag.word).toEqualTypeOf<string>();
    expectTypeOf(Tag.node_set.through.objects.get().tag_id).toEqualTypeOf<number>();
    expectTypeOf(Node.tags.through.name).toEqualTypeOf<"Node_tags">();
  });

  it("tells the ends of a relation to itself apart", () => {
    const row = Node.follows.through.objects.get();

    expectTypeOf(row.from_node_id).toEqualTypeOf<number>();
    expectTypeOf(row.to_node_id).toEqualTypeOf<number>();
    expectTypeOf(row.to_node.parent_id).toEqualTypeOf<number | null>();
    // @ts-expect-error the key would be one of two
    row.node_id;
    Node.friends.through.objects.filter({ from_node: 1, to_node__tags__word: "x" });
  });

  it("tells its ends apart where one has the name of a column", () => {
    expectTypeOf(Book.ids.through.objects.get().to_id_id).toEqualTypeOf<number>();
  });

  it("can be asked and written like any model", () => {
    const { through } = Node.tags;
    through.objects.filter({ node__parent: null, tag__word__startswith: "x" }).orderBy("tag__word");
    through.objects.create({ node: Node.objects.get(), tag_id: 3 });
    // @ts-expect-error both ends are needed
    through.objects.create({ node: 1 });
    // @ts-expect-error a tag is no node
    through.objects.create({ node: Tag.objects.get(), tag: 1 });
    // @ts-expect-error a tag has no field "wrd"
    through.objects.filter({ tag__wrd: "x" });
  });

  it("is known of many-to-many relations only", () => {
    // @ts-expect-error a foreign key has no through model
    Node.parent;
    // @ts-expect-error a hidden model is no model of the store
    store.models.Node_tags;
  });
});
