/** Live answers whose rows follow one another in an index: nothing else is kept for them. */
import { describe, expect, it } from "vitest";
import { applyDelta } from "../../src/index.ts";
import { openSmallClub, type SmallClub } from "../fixtures/small-club.ts";
import { listen } from "./listen.ts";

/** The members of the choir since a day, as an index has them. */
function choirSince({ Membership, choir }: SmallClub, day: string) {
  return Membership.objects.filter({ group: choir, date_joined__gte: day }).orderBy("date_joined");
}

describe("an answer that is a part of an index", () => {
  it("is kept by the index alone, and follows each commit", () => {
    const club = openSmallClub();
    const { Membership, choir, band, cy, di } = club;
    const rows = choirSince(club, "2020-02-01");
    const heard = listen(rows.live());

    const first = Membership.objects.create({
      person: cy,
      group: choir,
      date_joined: "2020-02-01",
    });
    Membership.objects.create({ person: di, group: choir, date_joined: "2019-01-01" });
    Membership.objects.create({ person: cy, group: band, date_joined: "2020-02-02" });
    first.update({ date_joined: "2020-04-01" });
    Membership.objects.get({ person: di, group: choir }).update({ date_joined: "2020-03-07" });
    first.delete();

    const days = heard.values.map((each) => each.map((row) => row.date_joined));
    expect(days).toEqual([
      ["2020-03-05"],
      ["2020-02-01", "2020-03-05"],
      ["2020-03-05", "2020-04-01"],
      ["2020-03-05", "2020-03-07", "2020-04-01"],
      ["2020-03-05", "2020-03-07"],
    ]);
    expect(rows.liveExplain()).toMatchObject({ kept: 0, way: "from what changed" });
  });

  it("has a window that rows cross, told by deltas as by arrays", () => {
    const club = openSmallClub();
    const { Membership, choir, cy, di } = club;
    const rows = choirSince(club, "2019-01-01").slice(1, 3);
    const arrays = listen(rows.live());
    const deltas = listen(rows.changes());

    const early = Membership.objects.create({
      person: cy,
      group: choir,
      date_joined: "2019-02-01",
    });
    Membership.objects.create({ person: di, group: choir, date_joined: "2020-02-01" });
    early.delete();

    let patched: readonly unknown[] = [];
    expect(deltas.values).toHaveLength(arrays.values.length);
    for (const [i, delta] of deltas.values.entries()) {
      patched = applyDelta(patched, delta as never);
      expect(patched).toEqual(arrays.values[i]);
    }
    expect(arrays.values.map((each) => each.map((row) => row.date_joined))).toEqual([
      ["2020-03-05"],
      ["2020-01-05", "2020-03-05"],
      ["2020-01-05", "2020-02-01"],
      ["2020-02-01", "2020-03-05"],
    ]);
    expect(rows.liveExplain()).toMatchObject({ kept: 0 });
  });

  it("keeps the rows that were handed out where others that say the same take their places", () => {
    const club = openSmallClub();
    const { store, Membership, choir, cy } = club;
    const rows = choirSince(club, "2019-01-01");
    const arrays = listen(rows.live());
    const deltas = listen(rows.changes());
    const [ann, bo] = rows;

    store.atomic(() => {
      bo!.delete();
      const { id, person_id, group_id, date_joined, is_leader } = bo!;
      Membership.objects.create({ id, person_id, group_id, date_joined, is_leader } as never);
    });
    expect(arrays.values).toHaveLength(1);
    Membership.objects.create({ person: cy, group: choir, date_joined: "2024-01-01" });

    const [last] = arrays.values.slice(-1);
    expect(arrays.values).toHaveLength(2);
    expect(last![0]).toBe(ann);
    expect(last![1]).toBe(bo);
    expect(deltas.values.at(-1)).toMatchObject({ added: [{ at: 2 }], updated: [], moved: [] });
    expect(rows.liveExplain()).toMatchObject({ kept: 3 });
  });
});
