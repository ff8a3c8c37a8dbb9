import { afterEach, describe, expect, it } from "vitest";
import {
  CASCADE,
  field,
  LookupError,
  model,
  openStore,
  SchemaError,
  StoreError,
} from "../../src/index.ts";

const NAMES = ["constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf"];

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

describe("names that every object has", () => {
  it.each(NAMES)("work as field %s", (name) => {
    const store = openStore({
      Thing: model({ [name]: field.char(), other: field.integer({ default: 1 }) }),
    });
    const { objects } = store.models.Thing;

    const thing = objects.create({ [name]: "x" } as never);

    expect((thing as unknown as { [key: string]: unknown })[name]).toBe("x");
    expect(objects.get({ [`${name}__startswith`]: "x" } as never)).toBe(thing);
    expect(String(objects.all())).toBe("<QuerySet [<Thing: id 1>]>");
    expect(`${thing as unknown as string}`).toBe("<Thing: id 1>");
    expect(store.codec.decodeAll(store.codec.encodeAll(store.log.read()))).toHaveLength(1);
    expect(thing.update({ other: 2 } as never)).toEqual({ id: 1, [name]: "x", other: 2 });
  });

  it.each(NAMES)("work as model %s, as its target and as its way back", (name) => {
    const store = openStore({
      [name]: model({ label: field.char() }),
      Part: model({ whole: field.foreignKey(name, { onDelete: CASCADE }) }),
    });
    const models = store.models as unknown as {
      [model: string]: {
        objects: {
          create(values: object): { part_set: Iterable<object> & { all(): Iterable<object> } };
        };
      };
    };

    const whole = models[name]!.objects.create({ label: "x" });
    models.Part!.objects.create({ whole });

    expect([...whole.part_set.all()]).toHaveLength(1);
  });

  it.each(NAMES)("work as relation %s, in the store and in a fork", (name) => {
    const store = openStore({
      Team: model({ label: field.char() }),
      Part: model({ [name]: field.foreignKey("Team", { onDelete: CASCADE, relatedName: name }) }),
    });
    for (const { models } of [store, store.fork()]) {
      const { Team, Part } = models as unknown as {
        [model: string]: { objects: { create(values: object): { [accessor: string]: unknown } } };
      };
      const team = Team!.objects.create({ label: "x" });
      const part = Part!.objects.create({ [name]: team });

      expect(part[name]).toBe(team);
      expect([...(team[name] as { all(): Iterable<object> }).all()]).toEqual([part]);
    }
  });

  it.each([...NAMES, "__proto__", "__defineGetter__"])(
    "reach nothing as lookup segment %s",
    (name) => {
      const { Thing } = openStore({
        Thing: model({ name: field.char(), data: field.json({ null: true }) }),
      }).models;

      for (const path of [name, `${name}__exact`, `name__${name}`, `name__${name}__exact`]) {
        expect(() => Thing.objects.filter({ [path]: "x" } as never)).toThrow(LookupError);
        expect(() => Thing.objects.orderBy(path as never)).toThrow(LookupError);
      }
      // Within JSON any word is a key: only the data's own are there.
      Thing.objects.create({ name: "x", data: {} });
      expect(Thing.objects.filter({ [`data__${name}__isnull`]: false } as never).count()).toBe(0);
    },
  );
});

describe("__proto__", () => {
  it("is refused as the name of a field or a model", () => {
    expect(() => openStore({ ["__proto__"]: model({ name: field.char() }) })).toThrow(SchemaError);
    expect(() => model({ __proto__: field.char() } as never)).toThrow(SchemaError);
    expect(() => openStore({ Thing: model({ ["__proto__"]: field.char() }) })).toThrow(SchemaError);
  });

  it("stays plain data in values, JSON columns and events", () => {
    const store = openStore({
      Thing: model({ name: field.char(), data: field.json({ null: true }) }),
    });
    const data = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    );

    const thing = store.models.Thing.objects.create({ name: "__proto__", data });
    const copy = openStore({
      Thing: model({ name: field.char(), data: field.json({ null: true }) }),
    });
    copy.apply(copy.codec.decodeAll(store.codec.encodeAll(store.log.read())));
    const copied = copy.models.Thing.objects.get({ name: "__proto__" });

    for (const row of [thing, copied]) {
      expect(JSON.stringify(row.data)).toBe(JSON.stringify(data));
      expect(Object.getPrototypeOf(row.data)).toBe(Object.prototype);
    }
  });

  it("is refused as a column in events and values", () => {
    const store = openStore({ Thing: model({ name: field.char() }) });
    const row = JSON.parse('{"id": 1, "name": "x", "__proto__": {"polluted": true}}');
    const changes = JSON.parse('{"__proto__": {"polluted": true}}');

    expect(() => store.apply([{ events: [{ type: "created", model: "Thing", row }] }])).toThrow(
      StoreError,
    );
    expect(() =>
      store.apply([{ events: [{ type: "created", model: "__proto__", row: {} }] }]),
    ).toThrow(StoreError);
    const thing = store.models.Thing.objects.create({ name: "x" });
    expect(() => thing.update(changes)).toThrow(StoreError);
  });
});
