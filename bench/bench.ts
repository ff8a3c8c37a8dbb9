/**
 * The benches of whole stores: `npm run bench -- [S,M,L] [rounds] [contender,…]`, with the options
 * `--areas reads,writes` and `--out <file>.json`. All contenders first give the same answers; then every
 * round runs each of them, at each size, in a process of its own, and they must agree again. Prints
 * tables, and writes what was measured as JSON after each round, with a report beside it at the end.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { AREAS } from "./areas.ts";
import { SIZES, type Size } from "./data.ts";
import { reportPage } from "./report.ts";
import { openCharts } from "./report-charts.ts";
import { describeMachine, type Results, resultsText } from "./results.ts";
import { runProcess, runRounds } from "./rounds.ts";

const ALL_SIZES: readonly Size[] = ["S", "M", "L"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { areas: { type: "string" }, out: { type: "string" } },
});
const [sizes, rounds = "5", contenders] = positionals;
const names = namesIn(
  values.areas,
  "area",
  AREAS.map(({ name }) => name),
);
const areas = AREAS.filter(({ name }) => names === undefined || names.includes(name));
const asked = namesIn(sizes, "size", Object.keys(SIZES)) as readonly Size[] | undefined;
const all = AREAS.flatMap((area) => area.contenders);
const plan = {
  areas: areas.map((area) => ({
    area,
    sizes: asked ?? (areas.length === 1 ? area.sizes : ALL_SIZES),
  })),
  rounds: Number(rounds),
  chosen: namesIn(contenders, "contender", all),
};
const out = resolve(values.out ?? `bench/results/${names?.join("-") ?? "results"}.json`);
mkdirSync(dirname(out), { recursive: true });

let results: Results | undefined;
await runRounds(plan, (measured, failures) => {
  results = { machine: describeMachine(), at: new Date().toISOString(), measured, failures };
  writeFileSync(out, `${JSON.stringify(results)}\n`);
});
if (areas.some(({ name }) => name === "reads")) {
  const size = plan.areas.flatMap(({ sizes: each }) => each).includes("M") ? "M" : "S";
  const paths = runProcess("path-comparisons.js", [size]) as Results["paths"] & object;
  results = { ...results!, paths };
  writeFileSync(out, `${JSON.stringify(results)}\n`);
}
console.log(resultsText(results!));
const page = out.replace(/(\.json)?$/, ".html");
writeFileSync(page, reportPage(results!, await openCharts()));
process.stderr.write(`${out}\n${page}\n`);

/** The names of a list. @throws when one of them is none of those there are. */
function namesIn(
  text: string | undefined,
  what: string,
  known: readonly string[],
): readonly string[] | undefined {
  const given = text?.split(",");
  for (const name of given ?? []) {
    if (known.includes(name)) continue;
    throw new Error(`There is no ${what} "${name}". There are: ${[...new Set(known)].join(", ")}.`);
  }
  return given;
}
