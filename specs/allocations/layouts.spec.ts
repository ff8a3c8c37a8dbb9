/** A guard against classes whose layout V8 forgets: see `keepLayout`. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ROUNDS } from "./layouts.ts";

/** Functions whose code is given up by chance. Without what is kept, there are more than a hundred. */
const MOST = 6;

it("a full collection leaves the code of writes and questions compiled", {
  retry: 2,
  timeout: 120_000,
}, () => {
  const script = fileURLToPath(new URL("run-layouts.mjs", import.meta.url));
  const flags = ["--expose-gc", "--trace-deopt"];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, script], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  expect(stdout, stderr).toContain(`round ${ROUNDS - 1}`);
  // Else V8 tells of it in other words.
  expect(stdout).toContain("for deoptimization, reason: ");

  const later = stdout.slice(stdout.indexOf(`round ${ROUNDS / 2}\n`));
  const forgotten = later.matchAll(/SharedFunctionInfo ([^>)]*).*reason: weak objects/g);
  const names = [...forgotten].map(([, name]) => name!);
  expect(names.length, names.join(", ")).toBeLessThanOrEqual(MOST);
});
