/**
 * Compiles `src` and `bench`, and runs a script of the bench on it: `node bench/run.mjs writes M 5`.
 * Compiled once, to `bench/dist`, so that nothing but the code itself is measured.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = `${root}bench/dist`;
const [script, ...args] = process.argv.slice(2);
const inherit = { cwd: root, stdio: "inherit" };

execFileSync("npx", ["tsc", "-p", "bench/tsconfig.json"], inherit);
execFileSync(process.execPath, [`${out}/bench/${script}.js`, ...args], inherit);
