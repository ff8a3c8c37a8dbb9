/** `npm run mutants -- [--list] [--only name]…` */
import { parseArgs } from "node:util";
import { withModule } from "../run-typescript.mjs";

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    list: { type: "boolean", default: false },
  },
});
await withModule("/specs/mutants/main.ts", async ({ main }) => {
  process.exitCode = await main(values);
});
