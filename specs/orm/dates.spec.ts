import { describe, expect, it } from "vitest";
import { field, model, openStore } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Membership, Person, ann, cy } = openSmallClub();

describe("dates()", () => {
  it.each([
    ["year", ["2020-01-01", "2021-01-01", "2022-01-01"]],
    ["month", ["2020-01-01", "2020-03-01", "2021-03-01", "2022-07-01"]],
    ["week", ["2019-12-30", "2020-03-02", "2021-03-01", "2022-06-27"]],
    ["day", ["2020-01-05", "2020-03-05", "2021-03-05", "2022-07-01"]],
  ] as const)("gives the start of each %s once, ascending", (unit, expected) => {
    expect(Membership.objects.dates("date_joined", unit).toArray()).toEqual(expected);
  });

  it("follows the chain, relations and a descending order", () => {
    const boJoined = Person.objects.filter({ name: "Bo" });

    expect(boJoined.dates("membership__date_joined", "year", "DESC").toArray()).toEqual([
      "2021-01-01",
      "2020-01-01",
    ]);
  });
});

describe("datetimes()", () => {
  const { Talk } = openStore({
    Talk: model(
      { begins: field.dateTime({ null: true }), title: field.text() },
      { getLatestBy: ["begins", "-title"] },
    ),
  }).models;
  Talk.objects.bulkCreate([
    { title: "a", begins: "2020-05-04T10:20:30Z" },
    { title: "b", begins: "2020-05-04T10:50:30Z" },
    { title: "c", begins: "2020-05-04T23:00:00Z" },
    { title: "d", begins: null },
    { title: "e", begins: "2020-05-04T23:00:00Z" },
  ]);

  it.each([
    ["hour", ["2020-05-04T10:00:00.000Z", "2020-05-04T23:00:00.000Z"]],
    [
      "minute",
      ["2020-05-04T10:20:00.000Z", "2020-05-04T10:50:00.000Z", "2020-05-04T23:00:00.000Z"],
    ],
    ["year", ["2020-01-01T00:00:00.000Z"]],
  ] as const)("gives the start of each %s once, without nulls", (unit, expected) => {
    expect(Talk.objects.datetimes("begins", unit).toArray()).toEqual(expected);
  });

  it("lets dates() of moments be days", () => {
    expect(Talk.objects.dates("begins", "day").toArray()).toEqual(["2020-05-04"]);
  });

  it("goes by getLatestBy for earliest() and latest(), each term in its direction", () => {
    const begun = Talk.objects.filter({ begins__isnull: false });

    expect(begun.earliest().title).toBe("a");
    expect(begun.latest().title).toBe("c");
    expect(Talk.objects.earliest().title).toBe("d");
  });
});

describe("earliest() and latest()", () => {
  it("go by the fields that are named, whatever the order before", () => {
    const people = Person.objects.orderBy("-name");

    expect(people.latest("age")).toEqual(ann);
    expect(people.earliest("age")).toEqual(cy);
    expect(people.latest("-age")).toEqual(cy);
    expect(Person.objects.latest("membership__date_joined").name).toBe("Di");
  });

  it("find nothing among no rows", () => {
    expect(() => Person.objects.none().latest("age")).toThrow(
      expect.objectContaining({ code: "does-not-exist" }),
    );
  });
});
