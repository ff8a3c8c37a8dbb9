import { describe, expect, it } from "vitest";
import { Count, FilteredRelation, Q } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Group } = openSmallClub();

const led = new FilteredRelation("membership", { condition: { membership__is_leader: true } });
const late = new FilteredRelation("membership", {
  condition: { membership__date_joined__gte: "2020-02-01" },
});

describe("a filtered relation", () => {
  it("is a name for the related rows that meet its condition", () => {
    const asked = Group.objects.alias({ late }).filter({ late__person__name: "Bo" });

    expect(asked.orderBy("pk").valuesList("name", { flat: true }).toArray()).toEqual([
      "Choir",
      "Band",
    ]);
    expect(Group.objects.annotate({ late }).filter({ late__person__name: "Ann" }).exists()).toBe(
      false,
    );
  });

  it("keeps rows without such a related row, whose columns are null", () => {
    const asked = Group.objects.alias({ led }).orderBy("-led__person__name");

    expect(asked.values("name", "led__person__name").toArray()).toEqual([
      { name: "Choir", led__person__name: "Ann" },
      { name: "Band", led__person__name: null },
    ]);
    expect(asked.filter({ led__isnull: true }).get().name).toBe("Band");
  });

  it("is no column of the rows that annotate() gives", () => {
    const [group] = Group.objects.annotate({ led }).orderBy("pk").toArray();

    expect(Object.keys(group!)).toEqual(["id", "name", "founder_id"]);
  });

  it("is counted by itself", () => {
    const counts = Group.objects.annotate({ late, joined: Count("late") }).orderBy("pk");

    expect(counts.valuesList("name", "joined").toArray()).toEqual([
      ["Choir", 1],
      ["Band", 2],
    ]);
  });

  it("stands beside another one of the same relation, each with rows of its own", () => {
    const counts = Group.objects
      .alias({ led, late })
      .annotate({
        leaders: Count("led", { distinct: true }),
        joined: Count("late", { distinct: true }),
      })
      .orderBy("pk");

    expect(counts.valuesList("name", "leaders", "joined").toArray()).toEqual([
      ["Choir", 1, 1],
      ["Band", 0, 2],
    ]);
  });

  it("takes alternatives for a condition", () => {
    const either = new FilteredRelation("membership", {
      condition: Q({ membership__is_leader: true }).or({ membership__date_joined__year: 2022 }),
    });

    const asked = Group.objects.alias({ either }).filter({ either__isnull: false }).orderBy("pk");

    expect(asked.valuesList("name", "either__person__name").toArray()).toEqual([
      ["Choir", "Ann"],
      ["Band", "Di"],
    ]);
  });
});
