/** A guard against allocations that creep in: counted bytes, which do not hang on the machine's speed. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import type { Allocations } from "./main.ts";

/** Most bytes of one call at size S: about a third more than was counted. Lower them with the counts. */
const MOST: Allocations = {
  "person by pk": 780,
  "person by unique name": 840,
  "membership by (person, group)": 1_300,
  "members of a group": 6_500,
  "groups of a person": 3_000,
  "people of a named group who joined after a date": 3_900,
  "groups with a member whose name starts so": 7_200,
  "memberships in a date range, latest 20": 5_400,
  "people who share a group with a person": 55_000,
  "members per group, top 10": 20_000,
  "reasons containing a text": 7_400,
  create: 4_800,
  delete: 5_400,
  "relevant live insert": 13_500,
};

/** Young objects have so much room that none is collected while a batch runs. */
const FLAGS = ["--expose-gc", "--min-semi-space-size=64", "--max-semi-space-size=64"];

it("no operation of the workload allocates more than it did", {
  retry: 2,
  timeout: 120_000,
}, () => {
  const script = fileURLToPath(new URL("run.mjs", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [...FLAGS, script], { encoding: "utf8" });
  expect(stdout, stderr).not.toBe("");
  const counted = JSON.parse(stdout) as Allocations;

  const wrong = Object.keys({ ...MOST, ...counted }).filter(
    (name) => !(counted[name]! > 0 && counted[name]! <= MOST[name]!),
  );
  expect(wrong.map((name) => `${name}: ${counted[name]} of ${MOST[name]}`)).toEqual([]);
});
