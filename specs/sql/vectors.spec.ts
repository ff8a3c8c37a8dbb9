/** Django's recorded answers, given by SQLite to the SQL that the same chains become. */
import { readdirSync } from "node:fs";
import type SQLite from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import { agrees } from "../vectors/agrees.ts";
import type { VectorFile } from "../vectors/judge-queries.ts";
import { readVectors, storeOf } from "../vectors/load.ts";
import type { LooseStore } from "../vectors/loose-api.ts";
import { makeReader } from "../vectors/reader.ts";
import { answerOrError, answerQuery, type VectorCase } from "../vectors/run-query.ts";
import { sameRows, sameValue } from "../vectors/same-value.ts";
import { type Compared, inSqlite, loadSqlite, plainAnswer } from "./ask-sqlite.ts";

const FILES = readdirSync(new URL("../fixtures/vectors", import.meta.url))
  .filter((name) => /^query-.*\.json$/.test(name))
  .sort();

/** Calls that write: SQLite is asked questions only. */
const WRITES = new Set(["update", "delete"]);

const counts = { agreed: 0, writes: 0, statements: 0, ordered: 0 };

afterAll(() => {
  const { agreed, writes, statements, ordered } = counts;
  console.log(
    `SQLite gave Django's answer to ${agreed} recorded queries, by ${statements} statements, ${ordered} of them in the store's order; ${writes} writes were passed over`,
  );
});

describe.each(FILES)("SQLite, asked %s", (name) => {
  const { schema, data, cases } = readVectors<VectorFile>(name);
  const store = storeOf(schema, data) as unknown as LooseStore;
  const sqlite = loadSqlite(store);

  const judge = (each: VectorCase): string | undefined => {
    const differences: string[] = [];
    const compare = ({ query, expected, found }: Compared): void => {
      counts.statements++;
      const [a, b] = [plainAnswer(expected), plainAnswer(found)];
      if (query.isOrdered) counts.ordered++;
      if ((query.isOrdered ? sameValue : sameRows)(a, b)) return;
      differences.push(`${query.sql}\n  store ${JSON.stringify(a)}\n  sqlite ${JSON.stringify(b)}`);
    };
    const answer = answerOrError(() =>
      inSqlite(sqlite as SQLite.Database, compare, () => answerQuery(makeReader(store), each)),
    );
    if (!agrees(each, answer))
      differences.push(`${each.id}: ${JSON.stringify(answer.error ?? answer.result)}`);
    return differences.length === 0 ? undefined : differences.join("\n");
  };

  it.each([...new Set(cases.map(({ group }) => group))])("agrees with Django on %s", (group) => {
    const asked = cases.filter((each) => each.group === group);
    const questions = asked.filter(({ ops }) => !ops.some(([op]) => WRITES.has(op)));
    counts.writes += asked.length - questions.length;
    const failing = questions.map(judge).filter((each) => each !== undefined);
    counts.agreed += questions.length - failing.length;

    expect(failing).toEqual([]);
  });
});
