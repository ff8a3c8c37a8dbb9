/** Definitions as JavaScript without types would give them, and what the checks find in them. */
import type { CheckMessage } from "../../src/errors.ts";
import { checkSchema } from "../../src/schema/checks.ts";
import type { Definitions } from "../../src/schema/relation.ts";

/** Models that may be anything. */
export type RawModels = { readonly [name: string]: unknown };

/** The definitions that the checks take, of any shape. */
export function raw(models: RawModels): Definitions {
  return new Map(Object.entries(models)) as unknown as Definitions;
}

/** All findings. */
export function messagesOf(models: RawModels): readonly CheckMessage[] {
  return checkSchema(raw(models));
}

/** All findings as `object id`. */
export function idsOf(models: RawModels): string[] {
  return messagesOf(models).map(({ id, object }) => `${object ?? "-"} ${id}`);
}
