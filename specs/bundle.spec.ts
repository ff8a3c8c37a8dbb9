/** How much users' pages load for an entry point, rxjs and immer apart: minified, then by gzip. */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { describe, expect, it } from "vitest";

/** Kilobytes that each may have. The budget of the core is 35; see the table in bench/README.md. */
const MOST = { "index.ts": 132, "sql-index.ts": 113 };

const EXTERNAL = ["rxjs", "immer"];

async function bundle(entry: string): Promise<{ readonly code: string; readonly from: string[] }> {
  const input = fileURLToPath(new URL(`../src/${entry}`, import.meta.url));
  const build = await rolldown({ input, external: EXTERNAL });
  const { output } = await build.generate({ format: "es", minify: true });
  await build.close();
  return { code: output[0].code, from: output[0].imports };
}

describe("the bundle of an entry point", () => {
  it.each(Object.entries(MOST))("%s has at most %d kB", async (entry, most) => {
    const { code, from } = await bundle(entry);
    const size = gzipSync(code, { level: 9 }).length / 1000;

    expect(size).toBeLessThan(most);
    // A bound that is far off would not tell of what was added.
    expect(size).toBeGreaterThan(most * 0.9);
    expect(from.toSorted()).toEqual(EXTERNAL.toSorted());
    // Nothing that a strict content security policy forbids.
    expect(code).not.toMatch(/\bnew Function\(|\beval\(/);
  });
});
