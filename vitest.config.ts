import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["specs/**/*.spec.ts"],
    setupFiles: ["specs/setup.ts"],
    typecheck: { include: ["specs/**/*.spec-d.ts"], tsconfig: "./tsconfig.json" },
    benchmark: { include: ["bench/**/*.bench.ts"] },
    coverage: { include: ["src/**"] },
  },
});
