/** The report: one page with charts and tables, without scripts, made of nothing but the results. */
import type { Size } from "./data.ts";
import { barsChart, baseOf, type Draw, growthChart, ratioChart } from "./report-charts.ts";
import {
  budgetTable,
  growthTable,
  type PathComparison,
  type Results,
  type Table,
  timesTable,
} from "./results.ts";
import { type Measured, rowsOf } from "./rounds.ts";

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; color: #1f2328; background: #fff;
    max-width: 1000px; margin: 2rem auto; padding: 0 1rem; }
  h1, h2, h3 { line-height: 1.25; }
  h2 { margin-top: 3rem; border-bottom: 1px solid #d1d9e0; padding-bottom: .3rem; }
  h3 { font-size: 1rem; }
  .charts { display: flex; flex-wrap: wrap; gap: 1rem; }
  figure { margin: 0; max-width: 100%; overflow-x: auto; }
  figcaption { font-weight: 600; font-size: .9rem; max-width: 460px; }
  .wide { overflow-x: auto; }
  table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
  th, td { padding: .25rem .6rem; border-bottom: 1px solid #d1d9e0; text-align: right;
    white-space: nowrap; }
  th:first-child, td:first-child { text-align: left; white-space: normal; min-width: 14rem; }
  .goal { color: #1a7f37; font-weight: 600; }
  .reach { color: #0969da; font-weight: 600; }
  .short { color: #d1242f; font-weight: 600; }
  .chosen { font-weight: 600; }
`;

/** The page of results; without `draw` it has tables alone. */
export function reportPage(results: Results, draw?: Draw): string {
  const { machine, at, measured, failures, paths = [] } = results;
  const areas = [...new Set(measured.map(({ area }) => area))];
  const { processor, cores, system, node } = machine;
  const about = `${cores} cores of ${processor}, ${system}, Node ${node}; measured at ${at}.`;
  const body = [
    "<h1>Throughline: benches</h1>",
    `<p>${escaped(about)} Figures are medians over rounds, ratios medians of those within each
     round; each round runs every contender in a process of its own.</p>`,
    section("Against the budgets", [
      "<p>goal: where we are going. reach: what a release needs. The budgets are made for size M.</p>",
      tableHtml(budgetTable(measured)),
      tableHtml(growthTable(measured)),
    ]),
    ...areas.map((area) =>
      areaSection(
        area,
        measured.filter((each) => each.area === area),
        draw,
      ),
    ),
    paths.length === 0 ? "" : pathsSection(paths, draw),
    failures.length === 0
      ? ""
      : section("What failed", [
          `<ul>${failures.map(({ where, why }) => `<li>${escaped(`${where}: ${why}`)}</li>`).join("")}</ul>`,
        ]),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Throughline: benches</title>
<style>${STYLE}</style>
</head>
<body>
${body.filter((part) => part !== "").join("\n")}
</body>
</html>
`;
}

function areaSection(area: string, all: readonly Measured[], draw: Draw | undefined): string {
  const sizes = new Set<Size>(all.map(({ size }) => size));
  const parts: string[] = [];
  if (draw !== undefined && sizes.size > 1) {
    const rows = [...new Set(all.flatMap(rowsOf))];
    const charts = rows.map((what) => figure(what, growthChart(draw, what, all)));
    parts.push(`<h3>Time by size</h3><div class="charts">${charts.join("\n")}</div>`);
  }
  if (draw !== undefined) {
    for (const measured of all.filter(({ contenders }) => contenders.length > 1)) {
      const title = `Multiples of ${baseOf(measured)}, size ${measured.size}`;
      parts.push(figure(title, ratioChart(draw, measured)));
    }
  }
  for (const measured of all) parts.push(tableHtml(timesTable(measured)));
  return section(area.charAt(0).toUpperCase() + area.slice(1), parts);
}

/** Ways to answer a question: what was expected of each, and what it did. */
function pathsSection(paths: readonly PathComparison[], draw: Draw | undefined): string {
  const parts = paths.flatMap(({ question, paths: ways }) => {
    const bars = ways.map(({ driver, rowsVisited, isChosen }) => ({
      ...{ name: driver, value: rowsVisited, isChosen },
    }));
    const heads = ["path", "cost expected", "rows visited", "time", "memory", "chosen"];
    const rows = ways.map(({ driver, cost, rowsVisited, milliseconds, bytes, isChosen }) => [
      driver,
      String(Number(cost.toPrecision(3))),
      String(rowsVisited),
      `${Number(milliseconds.toPrecision(3))} ms`,
      bytes === undefined ? "–" : `${(bytes / 1024).toFixed(1)} kB`,
      isChosen ? "chosen" : "",
    ]);
    return [
      `<h3>${escaped(question)}</h3>`,
      draw === undefined ? "" : figure("Rows visited", barsChart(draw, bars)),
      tableHtml({ heads, rows }),
    ];
  });
  return section("Lookup paths", parts);
}

function section(title: string, parts: readonly string[]): string {
  return `<section>\n<h2>${escaped(title)}</h2>\n${parts.join("\n")}\n</section>`;
}

function figure(caption: string, svg: string): string {
  return `<figure role="img" aria-label="${escaped(caption)}"><figcaption>${escaped(caption)}</figcaption>${svg}</figure>`;
}

const MARKS = ["goal", "reach", "short", "chosen"];

function tableHtml({ heads, rows }: Table): string {
  if (rows.length === 0) return "";
  const cell = (text: string): string => {
    const mark = MARKS.includes(text) ? ` class="${text}"` : "";
    return `<td${mark}>${escaped(text)}</td>`;
  };
  const head = heads.map((text) => `<th>${escaped(text)}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.map(cell).join("")}</tr>`).join("\n");
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character]!);
}
