import { describe, expect, it } from "vitest";
import { replay } from "../../src/cli/open-files.ts";
import { Problem } from "../../src/cli/problem.ts";
import { openStore, type Schema, type Store } from "../../src/index.ts";
import { club } from "../fixtures/club.ts";

function commit(position: number, ...events: readonly object[]): string {
  return JSON.stringify({ v: 1, position, at: "2026-01-01T00:00:00.000Z", meta: {}, events });
}

function created(model: string, row: object): object {
  return { type: "created", model, row };
}

const PERSON = { email: null, age: null, mentor_id: null };
const FIRST = commit(1, created("Person", { ...PERSON, id: 1, name: "Ada", email: "a@b.org" }));

function openClub(): Store<Schema> {
  return openStore(club as unknown as Schema);
}

function refusalOf(text: string): string {
  try {
    replay(openClub(), text, "log.ndjson");
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  throw new Error("the log was taken");
}

describe("replay", () => {
  it("applies all commits, over empty lines and any line ends", () => {
    const store = openClub();
    const second = commit(2, { type: "updated", model: "Person", pk: 1, changes: { age: 36 } });

    replay(store, `\r\n${FIRST}\r\n\n${second}`, "log.ndjson");

    expect(store.position).toBe(2);
  });

  it.each([
    ["a line that is no JSON", `${FIRST}\n{"v":1,\n${FIRST}\n`, 2, "CodecError: not JSON"],
    ["a last line that is cut", `${FIRST}\n\n{"v":1,"pos`, 3, "ends in the middle of a commit"],
    ["another version", `{"v":9}\n`, 1, "the format has version 9"],
    ["an unknown kind of event", `${commit(1, { type: "x", model: "A" })}\n`, 1, 'of type "x"'],
    ["a gap between positions", `${FIRST}\n${commit(3)}\n`, 2, "ConflictError"],
    [
      "a unique value that is taken",
      `${FIRST}\n\n${commit(2, created("Person", { ...PERSON, id: 2, name: "B", email: "a@b.org" }))}\n`,
      3,
      "IntegrityError",
    ],
    [
      "a foreign key to nothing",
      `${FIRST}\n${commit(2, created("Badge", { code: "x", person_id: 9 }))}\n`,
      2,
      "IntegrityError",
    ],
    ["an unknown model", `${commit(1, created("Persn", {}))}\n`, 1, "Persn"],
    ["a model named __proto__", `${commit(1, created("__proto__", {}))}\n`, 1, "__proto__"],
    [
      "a value that its field does not take",
      `${commit(1, created("Person", { ...PERSON, id: 1, name: 5 }))}\n`,
      1,
      "ValidationError",
    ],
    [
      "a column named __proto__",
      `${commit(1, created("Person", JSON.parse('{"id":1,"name":"x","__proto__":{"age":1}}')))}\n`,
      1,
      "ValidationError",
    ],
    [
      "a deletion of no row",
      `${commit(1, { type: "deleted", model: "Person", pk: 4 })}\n`,
      1,
      "Person",
    ],
  ])("names the line of %s", (_, text, line, reason) => {
    const message = refusalOf(text);

    expect(message.startsWith(`log.ndjson, line ${line}: `)).toBe(true);
    expect(message).toContain(reason);
    expect(message).not.toMatch(/Line \d/);
  });
});
