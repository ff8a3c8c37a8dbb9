/**
 * One contender of the bench of writes in a process of its own:
 * `node --expose-gc write-process.js <contender> <size>` prints its measures as JSON.
 */
import type { Size } from "./data.ts";
import { type ContenderName, measureWrites } from "./write-measures.ts";

const [name, size] = process.argv.slice(2);
process.stdout.write(JSON.stringify(measureWrites(name as ContenderName, size as Size)));
