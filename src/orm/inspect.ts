import type { Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue } from "../value.ts";

/** Node's console looks for this method. */
export const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

/** `<Person: Ringo Starr>`: by the model's label, else by primary key. */
export function labelOf(model: Model, row: Row): string {
  const pk = row[model.pk.name];
  const standard = pk === null || pk === undefined ? "unsaved" : `${model.pk.name} ${String(pk)}`;
  return `<${model.name}: ${userLabel(model, row) ?? standard}>`;
}

/** A label that fails must not make printing fail. */
function userLabel(model: Model, row: Row): string | undefined {
  try {
    const label = model.options.label?.(row as never);
    return label === undefined || label === null ? undefined : String(label);
  } catch (error) {
    return `label() failed: ${showValue((error as Error)?.message ?? error)}`;
  }
}

/** Lets consoles print what `toString()` says. */
export function printAsText(Class: { readonly prototype: object }): void {
  Object.defineProperty(Class.prototype, INSPECT, {
    configurable: true,
    value(this: object): string {
      return String(this);
    },
  });
}

/** Whether a value prints itself as instances and QuerySets do. */
function printsItself(value: unknown): value is { [INSPECT](): string } {
  return typeof value === "object" && value !== null && INSPECT in value;
}

/** Chrome's and Firefox's form of a custom console formatter. */
interface Formatter {
  header(value: unknown): readonly unknown[] | null;
  hasBody(value: unknown): boolean;
}

const FORMATTER: Formatter = {
  header: (value) => (printsItself(value) ? ["span", {}, value[INSPECT]()] : null),
  hasBody: () => false,
};

/** Makes browsers' consoles print labels, where the user has custom formatters switched on. */
export function registerFormatter(): void {
  if (!("window" in globalThis)) return;
  const host = globalThis as { devtoolsFormatters?: Formatter[] };
  host.devtoolsFormatters ??= [];
  if (!host.devtoolsFormatters.includes(FORMATTER)) host.devtoolsFormatters.push(FORMATTER);
}
