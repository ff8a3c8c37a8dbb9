/** `npm run vectors -- <folder>`: compares recorded queries, scenarios and checks with our answers. */
import { judgeFolder } from "./judge-folder.ts";
import { reportOf } from "./report.ts";

/**
 * Runs every `query-*.json`, `scenario-*.json` and `checks.json` of a folder and prints a report.
 * Returns the exit code.
 */
export function main(folder: string): number {
  const start = performance.now();
  const groups = judgeFolder(folder);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const all = groups.flatMap(({ judged }) => judged);
  if (all.length === 0) console.error(`There are no recorded answers in ${folder}.`);
  console.log(reportOf(groups, seconds));
  return all.length > 0 && all.every(({ verdict }) => verdict !== "failed") ? 0 : 1;
}
