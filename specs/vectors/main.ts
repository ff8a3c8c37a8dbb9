/** `npm run vectors -- <folder>`: compares recorded queries with our answers. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeJudge, type VectorFile } from "./judge-file.ts";
import { differences, featureTable, type Judged, notApplicableText, summary } from "./report.ts";

function judgeFiles(folder: string): Judged[] {
  const files = readdirSync(folder).filter((name) => /^query-.*\.json$/.test(name));
  return files.sort().flatMap((file) => {
    const vectors = JSON.parse(readFileSync(join(folder, file), "utf8")) as VectorFile;
    const judge = makeJudge(vectors);
    return vectors.cases.map((each) => ({ file, each, judgement: judge(each) }));
  });
}

/** Runs every `query-*.json` of a folder and prints a report. Returns the exit code. */
export function main(folder: string): number {
  const start = performance.now();
  const judged = judgeFiles(folder);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  if (judged.length === 0) console.error(`There is no query-*.json in ${folder}.`);
  const parts = [
    featureTable(judged),
    notApplicableText(),
    differences(judged),
    `${judged.length} queries in ${seconds} s`,
    summary(judged),
  ];
  console.log(parts.filter((part) => part !== "").join("\n\n"));
  const isGood =
    judged.length > 0 && judged.every(({ judgement }) => judgement.verdict !== "failed");
  return isGood ? 0 : 1;
}
