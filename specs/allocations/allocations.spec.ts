/** A guard against allocations that creep in: counted bytes, which do not hang on the machine's speed. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import type { Allocations } from "./main.ts";

/** Most bytes of one call at size S: about a third more than was counted. Lower them with the counts. */
const MOST: Allocations = {
  "person by pk": 900,
  "person by unique name": 980,
  "membership by (person, group)": 1_600,
  "members of a group": 12_500,
  "groups of a person": 4_000,
  "people of a named group who joined after a date": 12_700,
  "groups with a member whose name starts so": 12_400,
  "memberships in a date range, latest 20": 7_100,
  "people who share a group with a person": 115_000,
  "members per group, top 10": 23_200,
  "reasons containing a text": 7_400,
  create: 8_300,
  delete: 7_100,
  "relevant live insert": 22_700,
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
