/** `npm run soak -- [--minutes N] [--triples N]` */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { withModule } from "../run-typescript.mjs";

const { values, positionals } = parseArgs({
  options: {
    minutes: { type: "string", default: "20" },
    triples: { type: "string" },
    work: { type: "boolean" },
  },
  allowPositionals: true,
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes is ${values.minutes}; expected a number above 0.`);
await withModule("/specs/equivalence/main.ts", async ({ compare, main, work }) => {
  if (values.work) work(...positionals.map(Number));
  else if (values.triples) process.exitCode = compare(Number(values.triples));
  else process.exitCode = await main(minutes, fileURLToPath(import.meta.url));
});
