import { type CheckMessage, SchemaError } from "../errors.ts";
import { compareText } from "../value.ts";
import { FIELD_CHECKS, SCALAR_CHECKS } from "./checks/fields.ts";
import { error } from "./checks/message.ts";
import { MODEL_CHECKS } from "./checks/models.ts";
import { checkRuleNames, OPTION_CHECKS } from "./checks/options.ts";
import {
  type FieldOutline,
  type ModelOutline,
  outlineSchema,
  type SchemaOutline,
} from "./checks/outline.ts";
import { RELATION_CHECKS } from "./checks/relations.ts";
import { THROUGH_CHECKS } from "./checks/through.ts";
import type { Definitions } from "./relation.ts";

/** Names that every instance has already, so that no field and no way back may take them. */
export const INSTANCE_MEMBERS = ["save", "update", "delete", "refresh", "pk", "objects"] as const;

function isMember(name: string | null): boolean {
  return (INSTANCE_MEMBERS as readonly (string | null)[]).includes(name);
}

function* checkMembers(field: FieldOutline): Iterable<CheckMessage> {
  const { name, path } = field;
  // A field named "pk" is fields.E003.
  if (name !== "pk" && isMember(name)) {
    const text = `Every instance has "${name}" already.`;
    yield error("throughline.E001", path, text, "Rename the field.");
  }
  const accessor = field.type === "relation" ? field.accessor : null;
  if (field.type !== "relation" || !isMember(accessor)) return;
  const text = `Its way back would be ${field.target}.${accessor}, which every instance has already.`;
  yield error("throughline.E001", path, text, "Give another relatedName.");
}

function* checkField(field: FieldOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  for (const check of FIELD_CHECKS) yield* check(field);
  yield* checkMembers(field);
  if (field.type === "scalar") {
    for (const check of SCALAR_CHECKS) yield* check(field);
    return;
  }
  for (const check of RELATION_CHECKS) yield* check(field, schema);
  if (field.relation !== "manyToMany") return;
  for (const check of THROUGH_CHECKS) yield* check(field, schema);
}

function* checkModel(model: ModelOutline, schema: SchemaOutline): Iterable<CheckMessage> {
  for (const check of MODEL_CHECKS) yield* check(model, schema);
  for (const check of OPTION_CHECKS) yield* check(model, schema);
  for (const field of model.own) yield* checkField(field, schema);
}

/**
 * Everything that is wrong with the models, and what is odd, by object, id and message. The
 * definitions may be wrong in any way; their faults are found, never thrown.
 * Source: https://docs.djangoproject.com/en/5.2/ref/checks/
 */
export function checkSchema(definitions: Definitions): readonly CheckMessage[] {
  const schema = outlineSchema(definitions);
  const messages = [...schema.unreadable, ...checkRuleNames(schema)];
  for (const model of schema.models.values()) messages.push(...checkModel(model, schema));
  const key = ({ object = "", id, message }: CheckMessage) => [object, id, message];
  return messages
    .map((message) => ({ message, key: key(message).join("\0") }))
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ message }) => message);
}

function line({ object, id, message, hint }: CheckMessage): string {
  const where = object === undefined ? `(${id})` : `${object} (${id})`;
  return `${where}: ${message}${hint === undefined ? "" : ` Hint: ${hint}`}`;
}

/**
 * Refuses models that the system checks find wrong.
 * @throws {SchemaError} listing all errors at once; its `messages` hold the warnings as well.
 */
export function assertSchema(definitions: Definitions): void {
  const messages = checkSchema(definitions);
  const errors = messages.filter(({ level }) => level === "error");
  if (errors.length === 0) return;
  const many = errors.length === 1 ? "an error" : `${errors.length} errors`;
  throw new SchemaError(`The models have ${many}:\n${errors.map(line).join("\n")}`, {
    code: "system-checks",
    messages,
  });
}
