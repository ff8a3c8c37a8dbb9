import { describe, expect, it } from "vitest";
import { F } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

describe("a left join", () => {
  it.each([true, false])("sees all matches before they are tested (rewrites: %s)", (rewrites) => {
    const { Person, choir } = openSmallClub({ planner: { rewrites } });

    const singing = Person.objects
      .annotate({ joined: F("membership__group__id") })
      .filter({ joined: choir.pk })
      .orderBy("name");

    expect(singing.valuesList("name", { flat: true }).toArray()).toEqual(["Ann", "Bo"]);
  });
});
