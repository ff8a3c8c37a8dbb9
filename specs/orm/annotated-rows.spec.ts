import { describe, expect, it } from "vitest";
import {
  CASCADE,
  Count,
  Exists,
  F,
  field,
  model,
  OuterRef,
  openStore,
  Value,
} from "../../src/index.ts";

/** Bands with albums, whose rows have a method. */
function openBands() {
  const store = openStore({
    Band: model(
      { name: field.char({ maxLength: 40 }) },
      {
        methods: {
          shout() {
            return `${(this as unknown as { readonly name: string }).name}!`;
          },
        },
      },
    ),
    Album: model({
      title: field.char({ maxLength: 40 }),
      band: field.foreignKey("Band", { onDelete: CASCADE }),
    }),
  });
  const { Band, Album } = store.models;
  const wings = Band.objects.create({ name: "Wings" });
  Album.objects.bulkCreate([
    { title: "Ram", band: wings },
    { title: "Venus", band: wings },
  ]);
  return { store, Band, Album, wings };
}

describe("an annotated row", () => {
  it("is a frozen copy with the column added, and leaves the stored row as it was", () => {
    const { Band, wings } = openBands();

    const row = Band.objects.annotate({ albums: Count("album") }).get({ pk: wings.pk });

    expect({ ...row }).toEqual({ id: 1, name: "Wings", albums: 2 });
    expect(Object.isFrozen(row)).toBe(true);
    expect(Band.objects.get()).toBe(wings);
    expect(wings).not.toHaveProperty("albums");
  });

  it("has the class of its model: methods and relations work", () => {
    const { Band, wings } = openBands();

    const row = Band.objects.annotate({ albums: Count("album") }).get();

    expect(Object.getPrototypeOf(row)).toBe(Object.getPrototypeOf(wings));
    expect(row.shout()).toBe("Wings!");
    expect(row.album_set.count()).toBe(2);
    expect(String(row)).toBe(String(wings));
  });

  it("stores its columns only, by save() and by update()", () => {
    const { store, Band } = openBands();
    const row = Band.objects.annotate({ albums: Count("album") }).get();

    const saved = row.save((draft) => {
      draft.name = "Wings II";
    });

    expect({ ...saved }).toEqual({ id: 1, name: "Wings II" });
    expect({ ...row.update({ name: "Wings III" }) }).toEqual({ id: 1, name: "Wings III" });
    expect(store.log.position).toBe(4);
  });

  it("can be given as a value, and found by contains()", () => {
    const { Band, Album } = openBands();
    const row = Band.objects.annotate({ one: Value(1) }).get();

    expect(Album.objects.filter({ band: row }).count()).toBe(2);
    expect(Band.objects.contains(row)).toBe(true);
  });

  it("has columns that name those before them, in one call or several", () => {
    const { Band } = openBands();

    const row = Band.objects
      .annotate({ albums: Count("album"), more: F("albums").add(1) })
      .annotate({ most: F("more").mul(2) })
      .get();

    expect([row.albums, row.more, row.most]).toEqual([2, 3, 6]);
  });

  it("has no column that is an alias, which can be asked by", () => {
    const { Band } = openBands();

    const row = Band.objects
      .alias({ albums: Count("album") })
      .filter({ albums__gt: 1 })
      .get();

    expect({ ...row }).toEqual({ id: 1, name: "Wings" });
  });

  it("may tell whether there are others", () => {
    const { Band, Album } = openBands();
    const early = Album.objects.filter({ band: OuterRef("pk"), title: "Ram" });

    const row = Band.objects.annotate({ has_ram: Exists(early) }).get();

    expect(row.has_ram).toBe(true);
  });
});
