/** `npm run mutants`: plants one bug at a time in a copy of the code, and looks for it. */
import { ALL_CHECKS, checksFor, runCheck } from "./checks.ts";
import { PLANTS, type Plant } from "./plants.ts";
import { afterCheck, lineOf, type Result, tableOf } from "./report.ts";
import { Scratch } from "./scratch.ts";

/** How many plants are looked for at a time. */
const LANES = 2;

/** What the user wants. */
export interface Wishes {
  /** Names of plants; all when there are none. */
  readonly only: readonly string[];
  /** Only lists the plants. */
  readonly list: boolean;
}

/** Looks for plants, and prints a table; gives the exit code. */
export async function main({ only, list }: Wishes): Promise<number> {
  const unknown = only.filter((name) => PLANTS.every((plant) => plant.name !== name));
  if (unknown.length > 0) throw new Error(`There is no plant "${unknown.join('", "')}".`);
  const plants = only.length === 0 ? PLANTS : PLANTS.filter(({ name }) => only.includes(name));
  if (list) {
    for (const { name, file, breaks } of plants) console.log(`${name} (src/${file}): ${breaks}`);
    return 0;
  }
  const found = await inLanes(plants);
  const results = plants.map((plant) => found.get(plant)!);
  console.log(`\n${tableOf(results)}`);
  return results.every(({ foundBy }) => foundBy !== undefined) ? 0 : 1;
}

async function inLanes(plants: readonly Plant[]): Promise<ReadonlyMap<Plant, Result>> {
  const results = new Map<Plant, Result>();
  const open = [...plants];
  const sound = new Set<string>();
  const lane = async (): Promise<void> => {
    const scratch = new Scratch();
    try {
      for (let plant = open.shift(); plant !== undefined; plant = open.shift()) {
        const result = await look(scratch, plant);
        results.set(plant, result);
        await checkSound(scratch, result, sound);
        console.log(`${results.size} of ${plants.length}: ${lineOf(result)}`);
      }
    } finally {
      scratch.remove();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}

async function look(scratch: Scratch, plant: Plant): Promise<Result> {
  let result: Result = { plant, missedBy: [], foundBy: undefined, seconds: 0, evidence: "" };
  return scratch.with(plant, async () => {
    for (const check of checksFor(plant.subject)) {
      result = afterCheck(result, check.name, await runCheck(check, scratch.folder));
      if (result.foundBy !== undefined) break;
    }
    return result;
  });
}

/**
 * What finds something in code without a plant finds nothing out: a check is tried on it before the
 * first of its findings counts.
 * @throws {Error} where it finds something.
 */
async function checkSound(
  { folder }: Scratch,
  { foundBy }: Result,
  sound: Set<string>,
): Promise<void> {
  const check = ALL_CHECKS.find(({ name }) => name === foundBy);
  if (check === undefined || sound.has(check.name)) return;
  sound.add(check.name);
  const { kind, seconds, evidence } = await runCheck(check, folder);
  if (kind !== "nothing") {
    throw new Error(`Without a plant, the check "${check.name}" says: ${evidence || kind}`);
  }
  console.log(`sound code passes "${check.name}" in ${seconds.toFixed(0)} s`);
}
