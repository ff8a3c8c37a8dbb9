/** Cases that are written as code: what a random one shrank to, kept. */
import { expect } from "vitest";
import * as throughline from "../../src/index.ts";
import { openStore, type Schema } from "../../src/index.ts";
import { Arena, type AskedQuery } from "./contenders.ts";
import { judgeQuery } from "./judge.ts";

/** Models, what is written to a store of them, and a question. */
export interface CodedCase {
  readonly models: string;
  readonly history: string;
  readonly query: string;
}

function runCode(code: string, names: object): unknown {
  const scope = { ...throughline, ...names };
  return new Function(...Object.keys(scope), code)(...Object.values(scope));
}

/** @throws where the contenders differ. */
export function expectAgreement({ models, history, query }: CodedCase): void {
  const schema = runCode(`return (${models});`, {}) as Schema;
  const store = openStore(schema);
  runCode(history, store.models);
  const asked: AskedQuery = {
    of: ({ models: own }) => runCode(`return ${query};`, own) as never,
    words: new Set(query.includes("Window(") ? ["window "] : []),
  };
  const contest = new Arena(schema).enter({ commits: [...store.log.read()] });

  const { kind } = judgeQuery(contest, asked);
  expect(["agreed", "agreed on the number"]).toContain(kind);

  contest.close();
}
