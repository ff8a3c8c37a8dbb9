/** What liveExplain() tells. */
import { describe, expect, it } from "vitest";
import { Count, Exists, Now, OuterRef } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";
import { listen } from "./listen.ts";

describe("liveExplain()", () => {
  it("tells what a query reads before anybody subscribes, and keeps nothing for it", () => {
    const { Person, choir } = openSmallClub();
    const members = Person.objects
      .filter({ membership__group: choir, membership__date_joined__gte: "2020-02-01" })
      .values("name");

    expect(members.liveExplain()).toMatchObject({
      reads: [
        { model: "Person", columns: ["name", "id"] },
        { model: "Membership", columns: ["date_joined", "group_id", "person_id"] },
      ],
      routedBy: ["Membership.group_id", "Membership.date_joined"],
      isLive: false,
      subscribers: 0,
      kept: 0,
      visited: 0,
      way: undefined,
    });
    expect(`${members.liveExplain()}`).toMatchInlineSnapshot(`
      "reads Person: name, id
      reads Membership: date_joined, group_id, person_id
      found by Membership.group_id, Membership.date_joined
      nobody subscribed, nothing kept"
    `);
  });

  it("tells how many listen, what is kept and what the last step cost", () => {
    const { Person, Membership, cy, choir } = openSmallClub();
    const members = Person.objects.filter({ group: choir });
    const heard = [listen(members.live()), listen(members.live())];

    Membership.objects.create({ person: cy, group: choir, date_joined: "2024-01-01" });

    expect(heard[0]!.values[1]).toHaveLength(3);
    expect(members.liveExplain()).toMatchObject({
      isLive: true,
      subscribers: 2,
      kept: 3,
      visited: 2,
      way: "from what changed",
    });
    expect(`${members.liveExplain()}`).toMatchInlineSnapshot(`
      "reads Person: id, name, email, age, mentor_id
      reads Membership: group_id, person_id
      found by Membership.group_id
      2 subscribed, 3 kept
      last step: from what changed, 2 rows visited"
    `);
  });

  it("tells which queries are asked again as a whole", () => {
    const { Person, Membership } = openSmallClub();
    const past = Membership.objects.filter({ date_joined__lte: Now() });
    listen(past.live());

    Person.objects.create({ name: "Ed" });

    expect(past.liveExplain().way).toBe("asked again");
    expect(`${past.liveExplain()}`).toContain("asked again");
  });

  it("leaves the figures as they are where a commit does not concern the query", () => {
    const { Person, Membership, cy, choir, band } = openSmallClub();
    const members = Person.objects.filter({ group: choir });
    listen(members.live());
    Membership.objects.create({ person: cy, group: choir, date_joined: "2024-01-01" });
    const { toString: _, ...before } = members.liveExplain();

    Membership.objects.create({ person: cy, group: band, date_joined: "2024-01-01" });

    expect(members.liveExplain()).toMatchObject(before);
  });

  it("tells of queries inside of others", () => {
    const { Person, Membership } = openSmallClub();
    const leading = Membership.objects.filter({ person: OuterRef("pk"), is_leader: true });
    const leaders = Person.objects.filter(Exists(leading)).values("name");

    const models = leaders.liveExplain().reads.map(({ model }) => model);

    expect(models).toEqual(["Person", "Membership"]);
  });

  it("is frozen data", () => {
    const { Group } = openSmallClub();
    const explained = Group.objects.annotate({ size: Count("members") }).liveExplain();

    expect(Object.isFrozen(explained)).toBe(true);
    expect(JSON.parse(JSON.stringify(explained))).toMatchObject({ isLive: false });
  });
});
