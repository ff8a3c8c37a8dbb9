/** The user's own events: what happened in their words, and the rows that follow from it. */
import { UsageError } from "../errors.ts";
import type { Dispatched } from "../events/event.ts";
import { suggest } from "../near-names.ts";
import { freezeJson } from "../schema/kind.ts";
import { MODEL } from "../schema/model.ts";
import type { InstanceOf, Schema } from "../schema/types.ts";
import type { DomainEvent } from "../store/work.ts";
import { type JsonValue, showValue } from "../value.ts";
import type { Models } from "./store.ts";

/** Writes the rows that follow from an event; P is its payload, plain JSON data. */
export type Projection<S extends Schema, P> = (tx: Models<S>, payload: P) => unknown;

/** An event whose payload has changed over time. */
export interface VersionedEvent<S extends Schema, P> {
  /** Version of the payload that is dispatched now; it began with 1. */
  readonly version: number;
  /** For each earlier version, what makes the payload of the next one of it. */
  readonly upcast: { readonly [version: number]: (payload: never) => unknown };
  readonly project: Projection<S, P>;
}

/** The events that a store declares, by name. */
export interface EventDefinitions<S extends Schema> {
  readonly [name: string]: Projection<S, never> | VersionedEvent<S, never>;
}

/** The events of a store that declares none. */
export type NoEvents = Record<never, never>;

// Event -> its payload
type PayloadOf<E> = E extends (tx: never, payload: infer P) => unknown
  ? P
  : E extends { readonly project: (tx: never, payload: infer P) => unknown }
    ? P
    : never;

// Event -> what its projection gives
export type ResultOf<E> = E extends (...args: never[]) => infer R
  ? R
  : E extends { readonly project: (...args: never[]) => infer R }
    ? R
    : never;

// Event -> what follows its name in a call: a payload, where its projection takes one
export type PayloadArgs<E> =
  unknown extends PayloadOf<E> ? [payload?: JsonValue] : [payload: PayloadInput<PayloadOf<E>>];

// Payload -> the same, in which instances may stand for their keys
type PayloadInput<P> = P extends object ? { readonly [K in keyof P]: P[K] | InstanceFor<P[K]> } : P;

// Value of a payload -> an instance, where the value may be a key
type InstanceFor<V> = [Extract<V, number | string>] extends [never] ? never : InstanceOf<string>;

type AnyEvent = VersionedEvent<Schema, never>;

/** The events of a store, checked. */
export class DomainEvents {
  readonly #events: ReadonlyMap<string, AnyEvent>;

  /** @throws {UsageError} for a definition that is none, or that lacks an upcaster. */
  constructor(definitions: EventDefinitions<Schema>) {
    this.#events = new Map(
      Object.entries(definitions).map(([name, given]) => [name, definition(name, given)]),
    );
  }

  /**
   * The event of a call of `dispatch()`, as it goes into the log.
   * @throws {UsageError} for an unknown name, or a payload that is no plain JSON data.
   */
  make(name: string, payload: unknown): DomainEvent {
    const { version } = this.#find(name);
    const frozen = freezeJson(keysFor(payload ?? null));
    if (frozen !== undefined) return { name, version, payload: frozen };
    throw new UsageError(
      `dispatch() got ${showValue(payload)} for "${name}"; expected plain JSON data.`,
      { code: "bad-payload", hint: "Instances may stand for their keys, dates are texts." },
    );
  }

  /** Runs the projection of an event, its payload brought to the present version. */
  project({ name, version, payload }: Omit<Dispatched, "events">, models: unknown): unknown {
    const event = this.#find(name);
    if (version > event.version) {
      throw new UsageError(
        `The log has "${name}" in version ${version}; the store knows it up to ${event.version}.`,
        { code: "unknown-version" },
      );
    }
    let upcast: unknown = payload;
    for (let at = version; at < event.version; at++) upcast = event.upcast[at]!(upcast as never);
    return event.project(models as Models<Schema>, upcast as never);
  }

  #find(name: string): AnyEvent {
    const event = this.#events.get(name);
    if (event !== undefined) return event;
    throw new UsageError(`The store has no event ${showValue(name)}.`, {
      code: "unknown-event",
      hint: suggest(String(name), [...this.#events.keys()]),
    });
  }
}

function definition(name: string, given: EventDefinitions<Schema>[string]): AnyEvent {
  const event = typeof given === "function" ? { version: 1, upcast: {}, project: given } : given;
  const { version, upcast, project } = (event ?? {}) as Partial<AnyEvent>;
  const isSound = Number.isInteger(version) && version! >= 1 && typeof project === "function";
  if (!isSound) {
    throw new UsageError(
      `The event "${name}" is ${showValue(given)}; expected a function, or { version, upcast, project }.`,
      { code: "bad-event-definition" },
    );
  }
  for (let at = 1; at < version!; at++) {
    if (typeof upcast?.[at] === "function") continue;
    throw new UsageError(
      `The event "${name}" has version ${version}, but no upcaster of version ${at}.`,
      { code: "bad-event-definition", hint: `Add upcast: { ${at}: (payload) => … }.` },
    );
  }
  return event;
}

/** A payload with keys in the place of instances. */
function keysFor(payload: unknown): unknown {
  if (typeof payload !== "object" || payload === null) return payload;
  if (isInstance(payload)) return keyOf(payload);
  if (Array.isArray(payload)) return payload.map(keysFor);
  const isPlain = Object.getPrototypeOf(Object.getPrototypeOf(payload) ?? {}) === null;
  if (!isPlain) return payload;
  return Object.fromEntries(Object.entries(payload).map(([key, item]) => [key, keysFor(item)]));
}

function isInstance(value: object): value is { readonly pk: JsonValue } {
  return MODEL in value;
}

function keyOf(instance: { readonly pk: JsonValue }): JsonValue {
  if (instance.pk !== null) return instance.pk;
  throw new UsageError(`dispatch() got ${String(instance)}, which is not saved.`, {
    code: "unsaved",
  });
}
