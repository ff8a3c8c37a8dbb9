/**
 * Compiles `src` and `bench`, and runs a script of the bench on it: `node bench/run.mjs writes M 5`.
 * Compiled once, so that nothing but the code itself is measured.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = `${root}node_modules/.cache/throughline-bench`;
const [script, ...args] = process.argv.slice(2);
const inherit = { cwd: root, stdio: "inherit" };

execFileSync("npx", ["tsc", "-p", "bench/tsconfig.json"], inherit);
writeFileSync(`${out}/package.json`, '{ "type": "module" }\n');
execFileSync(process.execPath, [`${out}/bench/${script}.js`, ...args], inherit);
