import { describe, expect, it } from "vitest";
import { pathsOf } from "../../src/exec/paths.ts";
import { RowNumber, Window } from "../../src/index.ts";
import { type Chain, questionOf } from "../../src/orm/chain.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Person, Membership } = openSmallClub();

function partsOf(asked: unknown) {
  return pathsOf(questionOf(asked as Chain));
}

/** Memberships, to be found by their dates or by the names of their groups. */
const twoSided = Membership.objects.filter({
  group__name__startswith: "",
  date_joined__gte: "2020-01-01",
});

describe("the paths of a question", () => {
  it("are the plans that were considered, the chosen one first", () => {
    const [part] = partsOf(twoSided);

    expect(part!.paths.map(({ driver, isChosen }) => [driver, isChosen])).toEqual(
      twoSided.explain().considered.map(({ driver, isChosen }) => [driver, isChosen]),
    );
    expect(part!.paths.length).toBe(2);
  });

  it("are run one by one, each reading what it reads", () => {
    const [part] = partsOf(twoSided);

    const visited = part!.paths.map((path) => [path.analyze().rowsVisited, path.run().visited]);

    expect(visited.every(([analyzed, read]) => analyzed === read)).toBe(true);
    expect(new Set(visited.map(([read]) => read)).size).toBe(2);
  });

  it("agree on windows whose order leaves rows alike", () => {
    const [part] = partsOf(twoSided.annotate({ n: Window(RowNumber()) }));

    expect(part!.paths.length).toBe(2);
    expect(part!.findDisagreement()).toBeUndefined();
  });

  it("agree on columns whose order is open, also in a slice of them", () => {
    const people = Person.objects
      .filter({ group__name__startswith: "", membership__date_joined__gte: "2020-01-01" })
      .valuesList("membership__date_joined", { flat: true });

    expect(partsOf(people)[0]!.paths.length).toBeGreaterThan(1);
    expect(partsOf(people)[0]!.findDisagreement()).toBeUndefined();
    expect(partsOf(people.slice(2, 3))[0]!.findDisagreement()).toBeUndefined();
  });

  it("are those of each part where questions are combined", () => {
    const parts = partsOf(Person.objects.filter({ pk: 1 }).union(Person.objects.none().all()));
    const both = partsOf(Person.objects.filter({ pk: 1 }).union(Person.objects.filter({ pk: 2 })));

    expect(parts.map(({ paths }) => paths.length)).toEqual([1]);
    expect(both.map(({ paths }) => paths[0].driver)).toEqual([
      "key-probe Person [Person.id exact 1]",
      "key-probe Person [Person.id exact 2]",
    ]);
  });

  it("are one where nothing is asked for", () => {
    const [part] = partsOf(Person.objects.none());

    expect(part!.paths.map(({ driver, cost }) => [driver, cost])).toEqual([
      ["nothing Person [false]", 0],
    ]);
    expect(part!.paths[0].run()).toEqual({ rows: [], visited: 0 });
    expect(part!.findDisagreement()).toBeUndefined();
  });
});
