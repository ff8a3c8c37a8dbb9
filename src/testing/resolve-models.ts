import { UsageError } from "../errors.ts";
import { openStore, type Schema } from "../index.ts";
import { suggest } from "../near-names.ts";
import type { Model, Registry } from "../schema/registry.ts";

/** The models with all their names resolved. @throws {SchemaError} with all that is wrong. */
export function resolveModels(models: Schema): Registry {
  return openStore(models).database.registry;
}

/** @throws {UsageError} for a name that no model has. */
export function modelNamed({ byName }: Registry, name: string): Model {
  const model = byName.get(name);
  if (model !== undefined) return model;
  throw new UsageError(`There is no model "${name}".`, {
    code: "unknown-model",
    hint: suggest(name, [...byName.keys()]),
  });
}
