import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { makeJudge, type VectorFile } from "../vectors/judge-queries.ts";
import { readVectors } from "../vectors/load.ts";

const FILES = readdirSync(new URL("../fixtures/vectors", import.meta.url))
  .filter((name) => /^query-.*\.json$/.test(name))
  .sort();

describe.each([
  ["without indexes", { indexes: false }],
  ["without rewrites", { rewrites: false }],
  ["without either", { indexes: false, rewrites: false }],
])("a planner %s", (_, planner) => {
  it.each(FILES)(
    "gives Django's recorded answers in %s",
    (name) => {
      const file = readVectors<VectorFile>(name);
      const judge = makeJudge(file, planner);

      const failing = file.cases.filter((each) => judge(each).verdict === "failed");

      expect(failing.map(({ id }) => id)).toEqual([]);
    },
    60_000,
  );
});
