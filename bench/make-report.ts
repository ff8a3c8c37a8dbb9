/**
 * Makes the report of results: `npm run bench:report -- [results.json …] [--out <file>.html]`. Of several
 * files, a later one replaces what an earlier one has of the same area and size.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { reportPage } from "./report.ts";
import { openCharts } from "./report-charts.ts";
import { mergeResults, type Results } from "./results.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string" } },
});
const files = positionals.length === 0 ? ["bench/results/results.json"] : positionals;
const all = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Results);
const out = values.out ?? files.at(-1)!.replace(/(\.json)?$/, ".html");
const draw = await openCharts();
writeFileSync(out, reportPage(mergeResults(all), draw));
process.stderr.write(
  draw === undefined ? `${out}, without charts: ECharts is not installed\n` : `${out}\n`,
);
