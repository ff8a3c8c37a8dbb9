/** What live queries leave in memory. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Observable } from "rxjs";
import { expect, it } from "vitest";
import { Count } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const CYCLES = 100_000;
const MOST_BYTES = 2 ** 20;

/** Heap in use after all is collected that can be. */
function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  // What the first collection promotes or finalizes, the second takes.
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

it("keeps nothing of subscriptions that have ended", () => {
  const { Person, Membership, choir } = openSmallClub();
  const { signal } = new AbortController();
  const cycle = (n: number): void => {
    const asked = [
      Person.objects.filter({ age__gte: n }).live({ signal }),
      Person.objects.filter({ group: choir, age: n }).orderBy("name").changes(),
      Membership.objects.filter({ person: n }).liveCount({ signal }),
      Person.objects
        .annotate({ groups: Count("group") })
        .filter({ pk: n })
        .live(),
    ];
    (asked[n % asked.length] as Observable<unknown>).subscribe().unsubscribe();
  };
  const rounds = (): void => {
    for (let n = 0; n < CYCLES; n++) cycle(n);
  };
  for (let n = 0; n < 5000; n++) cycle(n);
  const before = heapUsed();

  rounds();

  expect(heapUsed() - before).toBeLessThan(MOST_BYTES);
  expect(Person.objects.filter({ age__gte: 1 }).liveExplain().isLive).toBe(false);
});

it("keeps nothing of commits that have been handed out", () => {
  const { store, Person } = openSmallClub({ history: "none" });
  const people = Person.objects.filter({ age__gte: 0 });
  const ends = [people.live(), people.orderBy("name").slice(0, 2).live(), people.changes()].map(
    (each) => (each as Observable<unknown>).subscribe(),
  );
  const rounds = (count: number): void => {
    for (let n = 0; n < count; n++) {
      store.atomic(() => {
        Person.objects.filter({ name: "Cy" }).update({ age: n });
      });
    }
  };
  rounds(2000);
  const before = heapUsed();

  rounds(20_000);

  expect(heapUsed() - before).toBeLessThan(MOST_BYTES);
  for (const each of ends) each.unsubscribe();
});
