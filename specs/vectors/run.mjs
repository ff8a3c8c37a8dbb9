/** Runs main.ts without a build: the server that Vitest uses turns TypeScript into JavaScript. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createViteServer } from "vitest/node";

const server = await createViteServer({
  configFile: false,
  root: fileURLToPath(new URL("../..", import.meta.url)),
  logLevel: "error",
  appType: "custom",
  server: { middlewareMode: true, watch: null, ws: false, hmr: false },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { main } = await server.ssrLoadModule("/specs/vectors/main.ts");
  const folder = process.argv[2] ?? fileURLToPath(new URL("../fixtures/vectors", import.meta.url));
  process.exitCode = main(resolve(process.env.INIT_CWD ?? ".", folder));
} finally {
  await server.close();
}
