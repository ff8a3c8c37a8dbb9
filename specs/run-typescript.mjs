/** Runs TypeScript without a build: the server that Vitest uses turns it into JavaScript. */
import { fileURLToPath } from "node:url";
import { createViteServer } from "vitest/node";

/** Hands the exports of a module, named by its path from the root of the project, to a function. */
export async function withModule(path, use) {
  const server = await createViteServer({
    configFile: false,
    root: fileURLToPath(new URL("..", import.meta.url)),
    logLevel: "error",
    appType: "custom",
    server: { middlewareMode: true, watch: null, ws: false, hmr: false },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    await use(await server.ssrLoadModule(path));
  } finally {
    await server.close();
  }
}
