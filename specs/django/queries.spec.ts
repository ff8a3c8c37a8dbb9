import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { makeJudge, type VectorFile } from "../vectors/judge-queries.ts";
import { readVectors } from "../vectors/load.ts";

const FILES = readdirSync(new URL("../fixtures/vectors", import.meta.url))
  .filter((name) => /^query-.*\.json$/.test(name))
  .sort();

describe.each(FILES)("Django's recorded answers in %s", (name) => {
  const file = readVectors<VectorFile>(name);
  const judge = makeJudge(file);

  it.each([...new Set(file.cases.map(({ group }) => group))])("agree on group %s", (group) => {
    const failing = file.cases
      .filter((each) => each.group === group && judge(each).verdict === "failed")
      .map(({ id }) => id);

    expect(failing).toEqual([]);
  });
});
