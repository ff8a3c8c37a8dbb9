import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["specs/**/*.spec.ts"],
    // Properties run many cases; a busy machine must not fail them.
    testTimeout: 60_000,
    setupFiles: ["specs/setup.ts"],
    typecheck: { include: ["specs/**/*.spec-d.ts"], tsconfig: "./tsconfig.json" },
    benchmark: { include: ["bench/**/*.bench.ts"] },
    coverage: { include: ["src/**"] },
  },
});
