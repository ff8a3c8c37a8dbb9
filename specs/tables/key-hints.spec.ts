/** Unique values that are asked for again and again, in one version of the data after the other. */
import { describe, expect, it } from "vitest";
import { openSmallClub } from "../fixtures/small-club.ts";

describe("a unique value that was found before", () => {
  it("is found where it is now, or not at all", () => {
    const { store, Group, band } = openSmallClub();
    const find = (name: string) => Group.objects.filter({ name }).toArray();
    const past = store.snapshot();

    expect(find("Band")).toEqual([band]);
    expect(find("Band")[0]).toBe(band);
    const renamed = band.update({ name: "Brass" });
    expect(find("Band")).toEqual([]);
    expect(find("Brass")).toEqual([renamed]);
    const other = Group.objects.create({ name: "Band" });
    expect(find("Band")).toEqual([other]);
    expect(store.at(past.position).models.Group.objects.filter({ name: "Band" }).toArray()).toEqual(
      [band],
    );
    expect(find("Band")).toEqual([other]);
    other.delete();
    expect(find("Band")).toEqual([]);
  });

  it("is found among more values than hints are kept of", () => {
    const { Group } = openSmallClub();
    const names = Array.from({ length: 5000 }, (_, i) => `Group ${i}`);
    Group.objects.bulkCreate(names.map((name) => ({ name })));

    for (const name of [...names, ...names.slice(0, 100)]) {
      expect(
        Group.objects
          .filter({ name })
          .toArray()
          .map((each) => each.name),
      ).toEqual([name]);
    }
  });
});
