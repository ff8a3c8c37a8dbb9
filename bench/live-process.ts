/**
 * One contender of the bench of live queries in a process of its own:
 * `node --expose-gc live-process.js <contender> <size> [only]` prints its measures as JSON; `only`: those
 * that have a text in their names.
 */
import type { Size } from "./data.ts";
import { type LiveContenderName, measureLive, WHOLE_EFFORT } from "./live-measures.ts";

const [name, size, only = ""] = process.argv.slice(2);
const effort = { ...WHOLE_EFFORT, only };
const measures = await measureLive(name as LiveContenderName, size as Size, effort);
process.stdout.write(JSON.stringify(measures));
