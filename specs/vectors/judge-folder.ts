import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expectedOutcome } from "./agrees.ts";
import { DIFFERENT_ON_PURPOSE } from "./different-on-purpose.ts";
import {
  type CheckCase,
  type CheckFile,
  type CheckJudgement,
  judgeCheck,
  judgeIntrospection,
} from "./judge-checks.ts";
import { makeJudge, type VectorFile } from "./judge-queries.ts";
import { judgeScenario } from "./judge-scenario.ts";
import { readVectors } from "./load.ts";
import type { RecordedScenario, RecordedStep, ScenarioFile } from "./recorded-scenario.ts";
import type { VectorCase } from "./run-query.ts";
import type { VectorSchema } from "./schema-from-vector.ts";
import { type Judged, textOf } from "./verdict.ts";

/** The recorded cases of one kind, judged. */
export interface JudgedGroup {
  readonly name: "queries" | "scenarios" | "checks";
  /** What tags of these cases are. */
  readonly tag: string;
  readonly judged: readonly Judged[];
}

function judgeQueries(file: string, vectors: VectorFile): Judged[] {
  const judge = makeJudge(vectors);
  return vectors.cases.map((each) => {
    const { verdict, answer = {} } = judge(each);
    return {
      file,
      id: each.id,
      tags: each.features ?? [],
      verdict,
      differences: verdict === "failed" ? [queryDifference(each, answer)] : [],
    };
  });
}

function queryDifference(
  each: VectorCase,
  { error, message, result }: { error?: string; message?: string; result?: unknown },
): Judged["differences"][number] {
  const { error: raised, result: recorded } = expectedOutcome(each);
  const expected = raised === undefined ? textOf(recorded) : raised.type;
  return {
    from: textOf(each.from),
    ops: textOf(each.ops),
    expected: each.ordered === false ? `${expected} in any order` : expected,
    got: error === undefined ? textOf(result) : [error, message ?? []].flat().join(": "),
  };
}

/** The ops of steps, those inside of transactions among them. */
function opsOf(steps: readonly RecordedStep[]): string[] {
  return steps.flatMap(({ op, steps: inner = [] }) => [op, ...opsOf(inner)]);
}

function judgeOneScenario(file: string, schema: VectorSchema, each: RecordedScenario): Judged {
  const { verdict, purposes, compared, differences } = judgeScenario(schema, each);
  return {
    file,
    id: each.id,
    tags: [...new Set(opsOf(each.steps))],
    verdict,
    purposes: purposes.map((purpose) => `${purpose}: ${DIFFERENT_ON_PURPOSE[purpose]}`),
    steps: { compared, recorded: each.steps.length },
    differences: differences.map((difference) => stepDifference(each, difference)),
  };
}

function stepDifference(
  { steps }: RecordedScenario,
  { step, expected, got }: { step: number; expected: unknown; got: unknown },
): Judged["differences"][number] {
  const { op, result, error, tables, signals, ...call } = steps[step - 1] ?? { op: "data" };
  return {
    step: `${step}: ${op}`,
    call: textOf(call),
    expected: textOf(expected),
    got: textOf(got),
  };
}

function judgedCheck(file: string, id: string, judgement: CheckJudgement): Judged {
  const { verdict, expected, got } = judgement;
  const difference = { expected: textOf(expected), got: textOf(got) };
  const tags = [id.split("/")[0]!];
  return { file, id, tags, verdict, differences: verdict === "failed" ? [difference] : [] };
}

function judgeChecks(file: string, vectors: CheckFile, schemas: Schemas): Judged[] {
  const cases = vectors.cases.map((each: CheckCase) =>
    judgedCheck(file, each.id, judgeCheck(each)),
  );
  const names = (vectors.introspection ?? []).flatMap(({ app_label, models }) =>
    Object.entries(models).map(([model, entries]) =>
      judgedCheck(
        file,
        `introspection/${app_label}.${model}`,
        judgeIntrospection(schemas(app_label), model, entries),
      ),
    ),
  );
  return [...cases, ...names];
}

/** The schema of a set of models. */
type Schemas = (set: string) => VectorSchema;

/** Schemas as the files of a folder have them, else those that lie beside the specs. */
function schemasOf(files: readonly { readonly schema?: VectorSchema }[]): Schemas {
  const known = new Map(
    files.flatMap(({ schema }) => (schema ? [[schema.app_label, schema]] : [])),
  );
  return (set) => {
    const schema =
      known.get(set) ?? readVectors<{ [set: string]: VectorSchema }>("schemas.json")[set];
    if (schema === undefined) throw new TypeError(`No file has the models of ${set}.`);
    return schema;
  };
}

interface AnyFile {
  readonly schema?: VectorSchema;
}

/** Runs every `query-*.json`, `scenario-*.json` and `checks.json` of a folder. */
export function judgeFolder(folder: string): JudgedGroup[] {
  const names = readdirSync(folder).filter((name) =>
    /^(?:(?:query|scenario)-.*|checks)\.json$/.test(name),
  );
  const files = names.sort().map((name) => ({
    name,
    vectors: JSON.parse(readFileSync(join(folder, name), "utf8")) as AnyFile,
  }));
  const schemas = schemasOf(files.map(({ vectors }) => vectors));
  const judge = (pattern: RegExp, one: (name: string, vectors: AnyFile) => Judged[]): Judged[] =>
    files
      .filter(({ name }) => pattern.test(name))
      .flatMap(({ name, vectors }) => one(name, vectors));
  return [
    {
      name: "queries",
      tag: "feature",
      judged: judge(/^query/, (name, vectors) => judgeQueries(name, vectors as VectorFile)),
    },
    {
      name: "scenarios",
      tag: "op",
      judged: judge(/^scenario/, (name, vectors) => {
        const { schema, scenarios } = vectors as ScenarioFile;
        return scenarios.map((each) => judgeOneScenario(name, schema, each));
      }),
    },
    {
      name: "checks",
      tag: "check",
      judged: judge(/^checks/, (name, vectors) =>
        judgeChecks(name, vectors as unknown as CheckFile, schemas),
      ),
    },
  ];
}
