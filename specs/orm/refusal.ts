import { expect } from "vitest";
import type { StoreError } from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { openSmallClub, type SmallClub } from "../fixtures/small-club.ts";

/** What an error must tell. */
export interface Refusal {
  readonly error: new (...args: never[]) => StoreError;
  readonly code?: string;
  readonly model?: string;
  readonly path?: string;
  readonly position?: number;
  /** A name that the message proposes; it is among the suggestions where the error has some. */
  readonly near?: string;
  /** Part of the message. */
  readonly says?: string;
}

/** The chains that a wrong call starts at, without their types, which would refuse it as well. */
export interface Chains extends Omit<SmallClub, "Person" | "Group" | "Membership" | "Badge"> {
  readonly people: QuerySet;
  readonly groups: QuerySet;
  readonly memberships: QuerySet;
  readonly badges: QuerySet;
}

/** A wrong call, told by its title. */
export type Wrong = readonly [title: string, ask: (club: Chains) => unknown, refusal: Refusal];

const club = openSmallClub();
const loose = (objects: { all(): unknown }): QuerySet => objects.all() as QuerySet;

/** Fails unless the call throws such an error, reads no row and stores nothing. */
export function expectRefusal(ask: (club: Chains) => unknown, refusal: Refusal): void {
  const chains: Chains = {
    ...club,
    people: loose(club.Person.objects),
    groups: loose(club.Group.objects),
    memberships: loose(club.Membership.objects),
    badges: loose(club.Badge.objects),
  };
  const { database } = club.store;

  const error = thrownBy(() => ask(chains));

  const { error: Class, near, says, ...facts } = refusal;
  expect(error).toBeInstanceOf(Class);
  expect(error).toMatchObject(facts);
  if (says !== undefined) expect((error as Error).message).toContain(says);
  if (near !== undefined) {
    expect((error as Error).message).toMatch(new RegExp(`Did you mean .*"${near}"`));
    const { suggestions } = error as { readonly suggestions?: readonly string[] };
    if (suggestions !== undefined) expect(suggestions).toContain(near);
  }
  const { people, groups, memberships, badges } = chains;
  const visited = [people, groups, memberships, badges].map(({ rowsVisited }) => rowsVisited);
  expect(visited).toEqual([0, 0, 0, 0]);
  expect(club.store.database).toBe(database);
  expect(club.store.log.position).toBe(database.position);
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
