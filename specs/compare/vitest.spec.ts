import { describe, expect, expectTypeOf, it } from "vitest";
import "../../src/compare/vitest.ts";
import { UsageError } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Person, Membership } = openSmallClub();
const byDate = Membership.objects.filter({ date_joined__gte: "2021-01-01" });

/** The message with which an expectation fails. */
function failure(work: () => void): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it holds");
}

describe("toVisitAtMost()", () => {
  it("holds where no more rows are read", () => {
    expect(byDate).toVisitAtMost(2);
    expect(byDate).not.toVisitAtMost(1);
    expect(Person.objects).toVisitAtMost(4);
    expect(Person.objects.none()).toVisitAtMost(0);
  });

  it("reads the answer anew, and leaves the one that the QuerySet holds", () => {
    const held = Person.objects.filter({ age__gte: 30 });
    const rows = held.toArray();

    expect(held).toVisitAtMost(2);
    expect(held.toArray()).toBe(rows);
    expect(held.filter({ name__contains: "z" })).not.toVisitAtMost(0);
  });

  it("tells what was visited, node by node", () => {
    expect(failure(() => expect(byDate).toVisitAtMost(1))).toMatch(
      /^expected the question to visit at most 1 rows; it visited 2:\nsort .*\n {2}index-range .*visited 2/,
    );
    expect(failure(() => expect(byDate).not.toVisitAtMost(2))).toMatch(/to visit more than 2 rows/);
  });

  it("refuses what is no number of rows, and what is no QuerySet", () => {
    expect(() => expect(byDate).toVisitAtMost("2" as never)).toThrow(UsageError);
    expect(() => expect(3 as unknown as typeof byDate).toVisitAtMost(2)).toThrow(
      "toVisitAtMost() takes a QuerySet or a manager, not 3.",
    );
  });
});

describe("toUseIndex()", () => {
  it("holds where the plan begins with the index, or joins by it", () => {
    const members = Person.objects.filter({ group__name: "Choir" });

    expect(byDate).toUseIndex("membership_date_joined_idx");
    expect(members).toUseIndex("group_name_uniq");
    expect(members).toUseIndex("membership_group_id");
    expect(members).not.toUseIndex("membership_person_id");
    expect(members.union(Person.objects.filter({ age: 3 }))).toUseIndex("person_age_idx");
  });

  it("tells which indexes are read, with the plan", () => {
    expect(failure(() => expect(byDate).toUseIndex("membership_group_id"))).toMatch(
      /^expected the question to read the index membership_group_id; it reads membership_date_joined_idx, and it visited 2:\nsort/,
    );
    expect(failure(() => expect(Person.objects).toUseIndex("person_age_idx"))).toMatch(
      /it reads no index/,
    );
    expect(failure(() => expect(byDate).not.toUseIndex("membership_date_joined_idx"))).toMatch(
      /question not to read the index/,
    );
  });

  it("refuses a name that no index has, with those near to it", () => {
    const call = (): void => expect(byDate).not.toUseIndex("membership_date_joined");

    expect(call).toThrow(UsageError);
    expect(call).toThrow(
      /There is no index "membership_date_joined"; it visited 2:\n(.*\n)+ Did you mean "membership_date_joined_idx"/,
    );
  });
});

describe("the types of the matchers", () => {
  it("are those of QuerySets and managers alone", () => {
    const of = <T>(received: T) => expect(received);

    expectTypeOf(of(byDate).toVisitAtMost).toEqualTypeOf<(rows: number) => void>();
    expectTypeOf(of(Person.objects).toUseIndex).toEqualTypeOf<(name: string) => void>();
    expectTypeOf(of(3).toUseIndex).toEqualTypeOf<never>();
  });
});
