import { EXPRESSION_FORMS, type RecordedForm } from "./read-expression.ts";
import type { Reader } from "./reader.ts";
import type { RecordedQuery } from "./recorded-query.ts";

/** Forms of values that are no expressions, by the key that tells them. */
const VALUE_FORMS: typeof EXPRESSION_FORMS = {
  $ref: ({ store }, { $ref }) => {
    const [model, pk] = $ref as readonly [string, unknown];
    return store.models[model]!.objects.get({ pk });
  },
  $unsaved: ({ store }, { $unsaved }) => store.models[$unsaved as string]!.build({}),
  $var: ({ variables }, { $var }) => variables.get($var as string),
  $qs: (reader, { $qs }) => reader.query($qs as RecordedQuery),
};

const FORMS = { ...VALUE_FORMS, ...EXPRESSION_FORMS };

/**
 * A recorded value: an instance, a QuerySet, an expression, a list of values, or plain JSON.
 * @throws {TypeError} for a form that is not known.
 */
export function readValue(reader: Reader, recorded: unknown): unknown {
  if (Array.isArray(recorded)) return recorded.map((item) => reader.value(item));
  if (typeof recorded !== "object" || recorded === null) return recorded;
  const key = Object.keys(recorded).find((name) => name.startsWith("$"));
  if (key === undefined) return recorded;
  const form = FORMS[key];
  if (form === undefined) throw new TypeError(`The vector has a ${key}.`);
  return form(reader, recorded as RecordedForm);
}
