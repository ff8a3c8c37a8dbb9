/** Runs main.ts without a build: the server that Vitest uses turns TypeScript into JavaScript. */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createViteServer } from "vitest/node";

const { values, positionals } = parseArgs({
  options: {
    minutes: { type: "string", default: "20" },
    triples: { type: "string" },
    work: { type: "boolean" },
  },
  allowPositionals: true,
});
const server = await createViteServer({
  configFile: false,
  root: fileURLToPath(new URL("../..", import.meta.url)),
  logLevel: "error",
  appType: "custom",
  server: { middlewareMode: true, watch: null, ws: false, hmr: false },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { compare, main, work } = await server.ssrLoadModule("/specs/equivalence/main.ts");
  const minutes = Number(values.minutes);
  if (values.work) work(...positionals.map(Number));
  else if (values.triples) process.exitCode = compare(Number(values.triples));
  else if (minutes > 0) process.exitCode = await main(minutes, fileURLToPath(import.meta.url));
  else throw new Error(`--minutes is ${values.minutes}; expected a number above 0.`);
} finally {
  await server.close();
}
