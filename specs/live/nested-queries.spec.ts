/** Live answers that hang on queries that lie two levels inside. */
import { describe, expect, it } from "vitest";
import { Exists, field, model, OuterRef, openStore } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";
import { listen } from "./listen.ts";

const NUMBERS = {
  Outer: model({ n: field.integer() }),
  Middle: model({ n: field.integer() }),
  Inner: model({ n: field.integer() }),
};

/** A store where a row of each model around stands ready for the innermost one. */
function openNumbers() {
  const { Outer, Middle, Inner } = openStore(NUMBERS).models;
  Outer.objects.create({ n: 5 });
  Middle.objects.create({ n: 0 });
  return { Outer, Middle, Inner };
}

describe("a query that refers to the rows two levels out", () => {
  it("is heard of when its rows come, change and go", () => {
    const { Outer, Middle, Inner } = openNumbers();
    const inmost = Inner.objects.filter({ n: OuterRef(OuterRef("n")) });
    const heard = listen(
      Outer.objects
        .filter(Exists(Middle.objects.filter(Exists(inmost))))
        .valuesList("n")
        .live(),
    );

    const five = Inner.objects.create({ n: 5 });
    five.update({ n: 6 });
    Inner.objects.filter({ n: 6 }).update({ n: 5 });
    Inner.objects.all().delete();

    expect(heard.values).toEqual([[], [[5]], [], [[5]], []]);
  });

  it("is heard of where it lies in a computed column", () => {
    const { Outer, Middle, Inner } = openNumbers();
    const larger = Inner.objects.filter({ n__gt: OuterRef(OuterRef("n")) });
    const marked = Outer.objects.annotate({
      marked: Exists(Middle.objects.exclude(Exists(larger))),
    });
    const heard = listen(marked.valuesList("n", "marked").live());

    Inner.objects.create({ n: 6 });

    expect(heard.values).toEqual([[[5, true]], [[5, false]]]);
  });

  it("is among what the query is told to read", () => {
    const { Outer, Middle, Inner } = openNumbers();
    const inmost = Inner.objects.filter({ n: OuterRef(OuterRef("n")) });
    const { reads } = Outer.objects
      .filter(Exists(Middle.objects.filter(Exists(inmost))))
      .liveExplain();

    expect(reads).toEqual([
      { model: "Outer", columns: ["n", "id"] },
      { model: "Middle", columns: [] },
      { model: "Inner", columns: ["n"] },
    ]);
  });
});

it("hears of rows that exclude() looks for on behalf of the rows around", () => {
  const { Person, Group, Membership, cy } = openSmallClub();
  const without = Group.objects.exclude({ members: OuterRef("pk") });
  const missing = Person.objects.filter(Exists(without)).orderBy("name").valuesList("name");
  const heard = listen(missing.live());

  for (const group of Group.objects.all()) {
    Membership.objects.create({ person: cy, group, date_joined: "2024-01-01" });
  }

  expect(heard.values).toEqual([
    [["Ann"], ["Cy"], ["Di"]],
    [["Ann"], ["Di"]],
  ]);
});
