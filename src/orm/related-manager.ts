import type { RelationEnd } from "../schema/registry.ts";
import { KeyManager, NullableKeyManager } from "./key-manager.ts";
import { PairManager } from "./pair-manager.ts";

/** The manager of the rows at the far end of a relation of one instance. */
export type RelatedManager = KeyManager | PairManager;

/** What makes related managers of one relation. */
export type RelatedClass = typeof KeyManager | typeof NullableKeyManager | typeof PairManager;

/** The class of the managers of a relation's end. */
export function relatedClass({ relation, hops }: RelationEnd): RelatedClass {
  if (relation === "manyToMany") return PairManager;
  return hops[0]!.toColumn.isNullable ? NullableKeyManager : KeyManager;
}
