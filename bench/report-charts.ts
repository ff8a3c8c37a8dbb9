/** The charts of the report, as options of Apache ECharts, which draws them as SVG without a browser. */
import { SIZES } from "./data.ts";
import { hasPackage, loadPackage } from "./packages.ts";
import { isBytes, type Measured, overRounds, ratioOf, read, rowsOf, showRatio } from "./rounds.ts";

/** Draws a chart as SVG. */
export type Draw = (option: object, width: number, height: number) => string;

interface ECharts {
  init(
    place: null,
    theme: null,
    options: object,
  ): { setOption(option: object): void; renderToSVGString(): string; dispose(): void };
}

/** What draws charts; undefined where ECharts is not installed. */
export async function openCharts(): Promise<Draw | undefined> {
  if (!hasPackage("echarts")) return undefined;
  const { init } = await loadPackage<ECharts>("echarts");
  return (option, width, height) => {
    const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT }, ...option });
    const svg = chart.renderToSVGString();
    chart.dispose();
    return svg;
  };
}

const FONT = "system-ui, sans-serif";

/** The measures are gray and blue, ours red, the others in between. */
const COLORS: { readonly [contender: string]: string } = {
  throughline: "#d1242f",
  prepared: "#8250df",
  "without history": "#e8793f",
  rawmaps: "#57606a",
  sqlite: "#0969da",
  tanstack: "#1b7c83",
  lokijs: "#9a6700",
  tinybase: "#2da44e",
  signaldb: "#bf3989",
  "redux-orm": "#764abc",
  alasql: "#8c959f",
};

/** Contenders whose lines are drawn thick. */
const OURS = ["throughline", "prepared", "without history"];

const WIDTH = 460;
const HEIGHT = 320;

/** One row of an area over all sizes, both axes logarithmic: a straight line grows as a power. */
export function growthChart(draw: Draw, what: string, all: readonly Measured[]): string {
  const contenders = namesOf(all);
  const series = contenders.flatMap((name) => {
    const points = all.flatMap(({ size, rounds }) => {
      const value = overRounds(rounds, read(name, what));
      return value === undefined ? [] : [[SIZES[size], value]];
    });
    if (points.length === 0) return [];
    const width = OURS.includes(name) ? 3 : 1.5;
    return [{ ...{ name, type: "line", data: points }, ...styleOf(name, width) }];
  });
  const values = series.flatMap(({ data }) => data.map(([, value]) => value!));
  const counts = all.map(({ size }) => SIZES[size]);
  return draw(
    {
      legend: { bottom: 0, itemWidth: 14, itemHeight: 8, itemGap: 18, textStyle: { fontSize: 11 } },
      grid: { left: 60, right: 20, top: 12, bottom: contenders.length > 5 ? 96 : 70 },
      xAxis: {
        ...{ type: "log", name: "memberships", nameLocation: "middle", nameGap: 22 },
        ...{ min: Math.min(...counts), max: Math.max(...counts) },
        axisLabel: { formatter: countText },
      },
      yAxis: {
        ...{ type: "log", min: tenBelow(Math.min(...values)), max: tenAbove(Math.max(...values)) },
        axisLabel: { formatter: (value: number) => axisText(what, value) },
      },
      series,
    },
    WIDTH,
    HEIGHT,
  );
}

/** All rows of an area at one size, as multiples of rawmaps, or of ours where there is no rawmaps. */
export function ratioChart(draw: Draw, measured: Measured): string {
  const { contenders, rounds } = measured;
  const base = baseOf(measured);
  const names = contenders.filter((name) => name !== base);
  const rows = rowsOf(measured).filter(
    (what) => overRounds(rounds, read(base, what)) !== undefined,
  );
  const series = names.map((name) => ({
    ...{ name, type: "bar", barCategoryGap: "25%", itemStyle: { color: colorOf(name) } },
    data: rows.map((what) => ratioOf(rounds, read(name, what), read(base, what)) ?? null),
    label: {
      ...{ show: true, position: "right", fontSize: 10 },
      formatter: ({ value }: { readonly value: number | null }) =>
        value === null ? "" : showRatio(value),
    },
  }));
  const values = series.flatMap(({ data }) => data.filter((value) => value !== null));
  return draw(
    {
      legend: { top: 0, itemWidth: 14, itemHeight: 8, itemGap: 24 },
      grid: { left: 350, right: 70, top: 40, bottom: 40 },
      xAxis: {
        ...{ type: "log", name: `multiple of ${base}`, nameLocation: "middle", nameGap: 24 },
        min: Math.min(1, tenBelow(Math.min(...values))),
        axisLabel: { formatter: (value: number) => `${value}×` },
      },
      yAxis: {
        ...{ type: "category", data: rows, inverse: true },
        axisLabel: { width: 330, overflow: "break", fontSize: 11 },
      },
      series,
    },
    960,
    90 + rows.length * (16 + 14 * names.length),
  );
}

/** What the others are multiples of. */
export function baseOf({ contenders }: Measured): string {
  return contenders.includes("rawmaps") ? "rawmaps" : (contenders[0] ?? "throughline");
}

/** Bars of one figure each, the chosen ones in our color. */
export function barsChart(
  draw: Draw,
  bars: readonly { readonly name: string; readonly value: number; readonly isChosen: boolean }[],
): string {
  return draw(
    {
      grid: { left: 330, right: 70, top: 8, bottom: 24 },
      xAxis: { type: "value" },
      yAxis: {
        ...{ type: "category", inverse: true, data: bars.map(({ name }) => name) },
        axisLabel: { width: 310, overflow: "break", fontSize: 11 },
      },
      series: [
        {
          ...{ type: "bar", barMaxWidth: 18, label: { show: true, position: "right" } },
          data: bars.map(({ value, isChosen }) => ({
            value,
            itemStyle: { color: colorOf(isChosen ? "throughline" : "alasql") },
          })),
        },
      ],
    },
    960,
    50 + 34 * bars.length,
  );
}

function namesOf(all: readonly Measured[]): string[] {
  return [...new Set(all.flatMap(({ contenders }) => contenders))];
}

function colorOf(name: string): string {
  return COLORS[name] ?? "#57606a";
}

function styleOf(name: string, width: number): object {
  return {
    ...{ symbol: "circle", symbolSize: 5 },
    itemStyle: { color: colorOf(name) },
    lineStyle: { color: colorOf(name), width },
    // Ours lies above the others.
    z: width > 2 ? 3 : 2,
  };
}

function tenBelow(value: number): number {
  return 10 ** Math.floor(Math.log10(value));
}

function tenAbove(value: number): number {
  return 10 ** Math.ceil(Math.log10(value));
}

function countText(value: number): string {
  return value >= 1e6 ? `${value / 1e6}M` : `${value / 1000}k`;
}

function axisText(what: string, value: number): string {
  if (isBytes(what)) return `${value} B`;
  const units = ["ns", "µs", "ms", "s"];
  const step = Math.min(3, Math.max(0, Math.floor(Math.log10(value) / 3)));
  return `${Number((value / 1000 ** step).toPrecision(3))} ${units[step]}`;
}
