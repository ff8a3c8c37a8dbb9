/** Random clubs, written row by row, so that a failing one shrinks to a few rows. */
import fc from "fast-check";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { openClub } from "../fixtures/club.ts";

const place = fc.nat(8);
const maybe = fc.option(place, { freq: 3 });

const NAMES = ["a", "b", "B", "ab", "é"];

/** The rows of a club; numbers choose among the rows before. */
export const clubRows = fc.record({
  persons: fc.array(
    fc.record({
      name: fc.constantFrom(...NAMES),
      age: fc.option(fc.nat(5), { freq: 3 }),
      hasEmail: fc.boolean(),
      mentor: maybe,
    }),
    { minLength: 1, maxLength: 8 },
  ),
  groups: fc.array(fc.record({ founder: maybe }), { maxLength: 4 }),
  memberships: fc.array(
    fc.record({ person: place, group: place, day: fc.nat(5), isLeader: fc.boolean() }),
    { maxLength: 12 },
  ),
  fans: fc.array(fc.tuple(place, place), { maxLength: 6 }),
  badges: fc.array(maybe, { maxLength: 4 }),
});

type ClubRows = typeof clubRows extends fc.Arbitrary<infer T> ? T : never;

/** A day of those that memberships begin on. */
export function dayText(day: number): string {
  return `1960-01-0${day + 1}`;
}

function pick<T>(rows: readonly T[], n: number | null): T | null {
  return n === null || rows.length === 0 ? null : rows[n % rows.length]!;
}

/** A club with these rows, and the way to ask for rows of a model without their types. */
export function openPopulated(rows: ClubRows) {
  const store = openClub();
  const { Person, Group, Membership, Badge } = store.models;
  const persons: ReturnType<typeof Person.objects.create>[] = [];
  for (const [i, { name, age, hasEmail, mentor }] of rows.persons.entries()) {
    const email = hasEmail ? `p${i}@example.com` : null;
    persons.push(Person.objects.create({ name, age, email, mentor: pick(persons, mentor) }));
  }
  const groups = rows.groups.map(({ founder }, i) =>
    Group.objects.create({ name: NAMES[i]!, founder: pick(persons, founder) }),
  );
  const led = new Set<unknown>();
  for (const { person, group: n, day, isLeader } of rows.memberships) {
    const group = pick(groups, n);
    if (group === null) continue;
    const leads = isLeader && !led.has(group.id);
    if (leads) led.add(group.id);
    Membership.objects.create({
      person: pick(persons, person)!,
      group,
      date_joined: dayText(day),
      is_leader: leads,
    });
  }
  const pairs = new Set<string>();
  for (const [p, g] of rows.fans) {
    const group = pick(groups, g);
    const person = pick(persons, p)!;
    if (group === null || pairs.has(`${person.id} ${group.id}`)) continue;
    pairs.add(`${person.id} ${group.id}`);
    Group.fans.through.objects.create({ person, group });
  }
  const holders = new Set<unknown>();
  for (const [i, n] of rows.badges.entries()) {
    const holder = pick(persons, n);
    const isFree = holder !== null && !holders.has(holder.id);
    if (isFree) holders.add(holder.id);
    Badge.objects.create({ code: `b${i}`, person: isFree ? holder : null });
  }
  const all = (model: keyof typeof store.models): QuerySet =>
    store.models[model].objects.all() as unknown as QuerySet;
  return { store, all };
}
