/** `npm run vectors -- [folder]` */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { withModule } from "../run-typescript.mjs";

const folder = process.argv[2] ?? fileURLToPath(new URL("../fixtures/vectors", import.meta.url));
await withModule("/specs/vectors/main.ts", ({ main }) => {
  process.exitCode = main(resolve(process.env.INIT_CWD ?? ".", folder));
});
