import { UsageError } from "../errors.ts";
import type { Registry } from "../schema/registry.ts";

/** Whose rows a question asks for: a store and its forks have one registry, another store another. */
export interface Home {
  readonly registry: Registry;
}

/**
 * Refuses a question of one store as a part of a question of another, which would answer it from rows of
 * its own. Source: Django's check of the databases of subqueries.
 * @throws {UsageError} naming the model of the part.
 */
export function checkHome(own: Home, part: Home, model: string): void {
  if (own.registry === part.registry) return;
  throw new UsageError(`A QuerySet of ${model} belongs to another store.`, {
    code: "other-store",
    hint: "Read it first, and ask by the keys of its rows.",
  });
}
