import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

/** `folder: imports` of each match of a folder's name and a list of names. */
function floorsIn(file: string, row: RegExp): string[] {
  const text = readFileSync(resolve(ROOT, file), "utf8");
  return [...text.matchAll(row)]
    .map(([, folder, list]) => `${folder}: ${list!.match(/\w+/g)?.sort().join(", ") ?? ""}`)
    .sort();
}

it("ARCHITECTURE.md has the floors that the architecture spec proves", () => {
  const written = floorsIn("ARCHITECTURE.md", /^\| \d+ \| `(\w+)\/` \|([^|]*)\|/gm);
  const proven = floorsIn("specs/architecture.spec.ts", /^ {2}(\w+): \[(.*?)\],$/gm);

  expect(written.length).toBeGreaterThan(0);
  expect(written).toEqual(proven.filter((floor) => !/^(rxjs|immer|vitest):/.test(floor)));
});
