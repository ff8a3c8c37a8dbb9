import { describe, expect, it } from "vitest";
import { CodecError, ConflictError, field, MemoryLog, model, openStore } from "../../src/index.ts";
import { beatlesStore, openBeatles } from "../fixtures/beatles.ts";

describe("the text of a log", () => {
  it("is one commit a line, with the version of the format first", () => {
    const store = openBeatles();
    store.models.Person.objects.create({ name: "Ringo Starr" });

    expect(store.codec.encodeAll(store.log.read())).toBe(
      '{"v":1,"position":1,"at":"2026-01-01T00:00:00.000Z","meta":{},"events":[{"type":"created","model":"Person","row":{"id":1,"name":"Ringo Starr"}}]}\n',
    );
  });

  it("gives back what was written, updates and deletes included", () => {
    const { store, ringo, wings } = beatlesStore();
    ringo.update({ name: "Richard Starkey" });
    wings.delete();
    const commits = [...store.log.read()];

    expect(store.codec.decodeAll(store.codec.encodeAll(commits))).toEqual(commits);
  });

  it("keeps bigints exact, as keys too", () => {
    const models = {
      Star: model({ no: field.bigInteger({ primaryKey: true }), mass: field.positiveBigInteger() }),
    };
    const store = openStore(models);
    const star = store.models.Star.objects.create({ no: -(2n ** 62n), mass: 9007199254740993n });
    star.update({ mass: 5n });
    const copy = openStore(models);

    copy.apply(copy.codec.decodeAll(store.codec.encodeAll(store.log.read())));

    expect(copy.models.Star.objects.get({ no: -(2n ** 62n) }).mass).toBe(5n);
  });

  it("has columns only, whatever methods the model has", () => {
    const store = openStore({
      Thing: model({ name: field.char() }, { methods: { toJSON: () => "gone" } }),
    });
    store.models.Thing.objects.create({ name: "x" });

    expect(store.codec.encodeAll(store.log.read())).toContain('"row":{"id":1,"name":"x"}');
  });

  it.each([
    ["[]", "expected an object"],
    ["{", "not JSON"],
    ['{"v":1,"position":"1","at":"x","events":[]}', '"position" is "1"'],
    ['{"v":1,"position":1,"at":5,"events":[]}', '"at" is 5'],
    ['{"v":1,"position":1,"at":"x","meta":[],"events":[]}', '"meta" is []'],
    ['{"v":1,"position":1,"at":"x","events":{}}', '"events" is {}'],
    ['{"v":1,"position":1,"at":"x","events":[5]}', "event 1 is 5"],
    ['{"v":1,"position":1,"at":"x","events":[{"type":"created","model":5}]}', "no model"],
    [
      '{"v":1,"position":1,"at":"x","events":[{"type":"created","model":"Person"}]}',
      '"row" is undefined',
    ],
    [
      '{"v":1,"position":1,"at":"x","events":[{"type":"moved","model":"Person"}]}',
      'of type "moved"',
    ],
  ])("is refused with the line and the reason: %s", (line, reason) => {
    const { codec } = openBeatles();

    expect(() => codec.decodeAll(`\n${line}\n`)).toThrow(CodecError);
    expect(() => codec.decodeAll(`\n${line}\n`)).toThrow(/^Line 2: /);
    expect(() => codec.decodeAll(`\n${line}\n`)).toThrow(reason);
  });
});

describe("the memory log", () => {
  const commit = (position: number) => ({
    position,
    at: "2026-01-01T00:00:00.000Z",
    meta: {},
    events: [],
  });

  it("refuses a writer that expected another position", () => {
    const log = new MemoryLog();
    log.append([commit(1), commit(2)], 0);

    expect(() => log.append([commit(2)], 1)).toThrow(ConflictError);
    expect(log.position).toBe(2);
    expect([...log.read(2)]).toEqual([commit(2)]);
  });

  it("counts positions without keeping commits when it is told to", () => {
    const log = new MemoryLog({ keep: "none" });
    log.append([commit(1)], 0);

    expect(log.position).toBe(1);
    expect([...log.read()]).toEqual([]);
  });
});
