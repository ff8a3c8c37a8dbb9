/**
 * One contender of the bench of versions in a process of its own:
 * `node version-process.js <contender> <size>` prints its measures as JSON.
 */
import type { Size } from "./data.ts";
import { measureVersions, type VersionContenderName } from "./version-measures.ts";

const [name, size] = process.argv.slice(2);
process.stdout.write(JSON.stringify(measureVersions(name as VersionContenderName, size as Size)));
