/** Facts that every error may carry beside its message. */
export interface ErrorFacts {
  /** Stable kebab-case name of what went wrong; messages may change, codes do not. */
  readonly code?: string;
  /** How to repair it, where we know. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** Root of all errors of the store: catch it to catch them all. */
export class StoreError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(
      facts.hint === undefined ? message : `${message} ${facts.hint}`,
      facts.cause === undefined ? undefined : { cause: facts.cause },
    );
    this.name = new.target.name;
    this.code = facts.code ?? "store-error";
    this.hint = facts.hint;
  }
}

/** One finding of the system checks; ids are Django's where Django has the check. */
export interface CheckMessage {
  readonly id: string;
  readonly level: "error" | "warning";
  readonly message: string;
  readonly hint: string | undefined;
  /** `Model`, `Model.field`, or undefined for a matter of the whole schema. */
  readonly object: string | undefined;
}

/** The models contradict themselves or each other. Carries every finding at once. */
export class SchemaError extends StoreError {
  readonly messages: readonly CheckMessage[];

  constructor(message: string, facts: ErrorFacts & { messages?: readonly CheckMessage[] } = {}) {
    super(message, { code: "schema", ...facts });
    this.messages = facts.messages ?? [];
  }
}

/** Facts of a {@link LookupError}. */
export interface LookupFacts extends ErrorFacts {
  readonly model: string;
  readonly path: string;
  /** Index of the bad segment of `path`, counted from 0. */
  readonly position?: number;
  readonly suggestions?: readonly string[];
}

/** A lookup path, its lookup or its value has no meaning on the model. */
export class LookupError extends StoreError {
  readonly model: string;
  readonly path: string;
  readonly position: number;
  readonly suggestions: readonly string[];

  constructor(message: string, facts: LookupFacts) {
    super(message, { code: "lookup", ...facts });
    this.model = facts.model;
    this.path = facts.path;
    this.position = facts.position ?? 0;
    this.suggestions = facts.suggestions ?? [];
  }
}

/** Facts of a {@link ValidationError}. */
export interface ValidationFacts extends ErrorFacts {
  readonly model?: string | undefined;
  readonly field?: string | undefined;
  readonly value?: unknown;
}

/** One thing that is wrong with a field, or with a row as a whole. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  /** The value to blame, where it is one. */
  readonly value?: unknown;
}

/** What is wrong by field; under `"__all__"` what is wrong with the row as a whole. */
export type Complaints = { readonly [field: string]: readonly Complaint[] };

/** Name that stands for no single field among complaints. */
export const WHOLE_ROW = "__all__";

/** What is wrong with one field or one row: a text, an error, or several of them. */
export type Problem = string | ValidationError | readonly (string | ValidationError)[];

/**
 * Values are not ones that their fields take, or a row is not one that its model takes. Throw it in
 * `clean()` and in validators, with a text, a list, or problems by field:
 * `new ValidationError({ title: "Give a title.", pages: ["Too few.", "Not even."] })`.
 */
export class ValidationError extends StoreError {
  /** The model, field and value to blame, where there is one of each. */
  readonly model: string | undefined;
  readonly field: string | undefined;
  readonly value: unknown;
  /** All that is wrong, by field. */
  readonly errors: Complaints;

  constructor(
    problem: Problem | { readonly [field: string]: Problem },
    facts: ValidationFacts = {},
  ) {
    const several = typeof problem === "string" ? undefined : gatherComplaints(problem, facts);
    const known = several === undefined ? facts : { ...soleFacts(several), ...facts };
    super(several === undefined ? (problem as string) : textOf(several, facts.model), {
      code: "invalid",
      ...known,
    });
    this.model = known.model;
    this.field = known.field;
    this.value = known.value;
    this.errors = Object.freeze(
      several ?? { [known.field ?? WHOLE_ROW]: [ownComplaint(this, facts)] },
    );
  }
}

function ownComplaint({ code, message }: ValidationError, facts: ValidationFacts): Complaint {
  return Object.freeze({ code, message, ...("value" in facts ? { value: facts.value } : {}) });
}

/** The complaints of a problem, whatever fields its errors name. */
function complaintsOf(problem: Problem, code: string): readonly Complaint[] {
  const each =
    typeof problem === "string" || problem instanceof ValidationError ? [problem] : problem;
  return Object.freeze(
    each.flatMap((one) =>
      typeof one === "string"
        ? [Object.freeze({ code, message: one })]
        : Object.values(one.errors).flat(),
    ),
  );
}

function gatherComplaints(
  problem: Exclude<ConstructorParameters<typeof ValidationError>[0], string>,
  { code = "invalid", field = WHOLE_ROW }: ValidationFacts,
): Complaints {
  if (Array.isArray(problem)) return { [field]: complaintsOf(problem, code) };
  if (problem instanceof ValidationError) return problem.errors;
  const entries = Object.entries(problem as { readonly [field: string]: Problem });
  return Object.fromEntries(entries.map(([name, each]) => [name, complaintsOf(each, code)]));
}

/** What several complaints have in common: the field, or all where there is only one. */
function soleFacts(complaints: Complaints): ValidationFacts {
  const [[name, list] = [], ...others] = Object.entries(complaints);
  if (name === undefined || others.length > 0) return {};
  const field = name === WHOLE_ROW ? undefined : name;
  const [{ code, value } = {} as Partial<Complaint>, ...more] = list!;
  return code === undefined || more.length > 0 ? { field } : { field, code, value };
}

/** The message of an only complaint, or all in lines of their own. */
function textOf(complaints: Complaints, model: string | undefined): string {
  const lines = Object.entries(complaints).flatMap(([field, list]) =>
    list.map(({ message }) => {
      const isPlaced = field === WHOLE_ROW || message.includes(`.${field} `);
      return isPlaced ? message : `${field}: ${message}`;
    }),
  );
  if (lines.length === 1) return lines[0]!;
  const what = model === undefined ? "There are" : `The ${model} has`;
  return `${what} ${lines.length} errors:\n${lines.join("\n")}`;
}

/** Facts of an {@link IntegrityError}. */
export interface IntegrityFacts extends ErrorFacts {
  readonly model: string;
  readonly constraint: string;
  readonly fields: readonly string[];
  readonly values: readonly unknown[];
  /** Primary key of the row that was to be written, as far as it is known. */
  readonly pk?: unknown;
  /** Primary key of the row in the way, where there is one. */
  readonly conflictingPk?: unknown;
}

/** A write would break a constraint that spans fields, rows or tables. */
export class IntegrityError extends StoreError {
  readonly model: string;
  readonly constraint: string;
  readonly fields: readonly string[];
  readonly values: readonly unknown[];
  readonly pk: unknown;
  readonly conflictingPk: unknown;

  constructor(message: string, facts: IntegrityFacts) {
    super(message, { code: "integrity", ...facts });
    this.model = facts.model;
    this.constraint = facts.constraint;
    this.fields = facts.fields;
    this.values = facts.values;
    this.pk = facts.pk;
    this.conflictingPk = facts.conflictingPk;
  }
}

/** A row, named by model and primary key. */
export interface RowName {
  readonly model: string;
  readonly pk: unknown;
}

/** Rows cannot be deleted because others refer to them (`PROTECT`, `RESTRICT`). */
export class ProtectedError extends StoreError {
  /** The rows in the way. */
  readonly objects: readonly RowName[];

  constructor(message: string, facts: ErrorFacts & { objects: readonly RowName[] }) {
    super(message, { code: "protected", ...facts });
    this.objects = facts.objects;
  }
}

/** Rows cannot be deleted because others refer to them with `RESTRICT`, and do not fall with them. */
export class RestrictedError extends ProtectedError {
  constructor(message: string, facts: ErrorFacts & { objects: readonly RowName[] }) {
    super(message, { code: "restricted", ...facts });
  }
}

/** `get()` found no row, or a row that was read before is gone. */
export class DoesNotExist extends StoreError {
  readonly model: string;

  constructor(message: string, facts: ErrorFacts & { model: string }) {
    super(message, { code: "does-not-exist", ...facts });
    this.model = facts.model;
  }
}

/** The one row that a relation leads to is not there. */
export class RelatedObjectDoesNotExist extends DoesNotExist {
  constructor(message: string, facts: ErrorFacts & { model: string }) {
    super(message, { code: "related-does-not-exist", ...facts });
  }
}

/** `get()` found more than one row. */
export class MultipleObjectsReturned extends StoreError {
  readonly model: string;

  constructor(message: string, facts: ErrorFacts & { model: string }) {
    super(message, { code: "multiple-objects-returned", ...facts });
    this.model = facts.model;
  }
}

/** Facts of a {@link ConflictError}. */
export interface ConflictFacts extends ErrorFacts {
  readonly expected: number;
  readonly actual: number;
  readonly rows?: readonly RowName[];
}

/** Somebody else wrote first: the log, or rows of a transaction, are not as the writer expected. */
export class ConflictError extends StoreError {
  /** The position of the log that the writer expected. */
  readonly expected: number;
  readonly actual: number;
  /** The rows that others changed, where a transaction read or wrote them. */
  readonly rows: readonly RowName[];

  constructor(message: string, facts: ConflictFacts) {
    super(message, { code: "conflict", ...facts });
    this.expected = facts.expected;
    this.actual = facts.actual;
    this.rows = facts.rows ?? [];
  }
}

/** Facts of a {@link CodecError}. */
export interface CodecFacts extends ErrorFacts {
  readonly line?: number | undefined;
  readonly eventType?: string | undefined;
  readonly version?: unknown;
}

/** Text or plain data is no event of ours. */
export class CodecError extends StoreError {
  /** Line of the text, counted from 1, where the event came from a text of many lines. */
  readonly line: number | undefined;
  readonly eventType: string | undefined;
  readonly version: unknown;

  constructor(message: string, facts: CodecFacts = {}) {
    super(message, { code: "codec", ...facts });
    this.line = facts.line;
    this.eventType = facts.eventType;
    this.version = facts.version;
  }
}

/** A call that the API does not offer in this state, such as filtering after a slice. */
export class UsageError extends StoreError {
  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, { code: "usage", ...facts });
  }
}

/** Something that the store can answer, but that cannot be said in SQL. */
export class NotSupportedError extends StoreError {
  /** What it is: the name of a lookup, a function, or a part of a question. */
  readonly feature: string;

  constructor(message: string, facts: ErrorFacts & { feature: string }) {
    super(message, { code: "not-supported", ...facts });
    this.feature = facts.feature;
  }
}

/** A bug of ours, never of the user's. */
export class InvariantError extends StoreError {
  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, {
      code: "invariant",
      hint: "This is a bug in throughline: please report it.",
      ...facts,
    });
  }
}
