/**
 * One contender of the bench of reads in a process of its own:
 * `node --expose-gc read-process.js <contender> <size> [only]` prints its measures as JSON; `only`: those
 * that have a text in their names.
 */
import type { Size } from "./data.ts";
import { measureReads, type ReadContenderName, WHOLE_READ_EFFORT } from "./read-measures.ts";

const [name, size, only = ""] = process.argv.slice(2);
const effort = { ...WHOLE_READ_EFFORT, only };
const measures = await measureReads(name as ReadContenderName, size as Size, effort);
process.stdout.write(JSON.stringify(measures));
