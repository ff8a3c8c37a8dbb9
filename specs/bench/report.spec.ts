import { describe, expect, it } from "vitest";
import { BUDGETS, growthOf, limitOf, verdictsOf } from "../../bench/budget.ts";
import { aloneBeside } from "../../bench/commit-alone.ts";
import { measureReads } from "../../bench/read-measures.ts";
import { reportPage } from "../../bench/report.ts";
import { openCharts } from "../../bench/report-charts.ts";
import { mergeResults, type Results, resultsText } from "../../bench/results.ts";
import { type Measured, median, showFigure, showRatio } from "../../bench/rounds.ts";
import { measureVersions } from "../../bench/version-measures.ts";

const contenders = ["rawmaps", "throughline", "sqlite"];

/** Two rounds of one question, the second on a machine at half its pace. */
function measuredReads(size: "S" | "M" | "L", ours: number): Measured {
  const what = "members of a group";
  const round = {
    rawmaps: { [what]: 400 },
    throughline: { [what]: ours },
    sqlite: { [what]: 80_000 },
  };
  const slow = {
    rawmaps: { [what]: 800 },
    throughline: { [what]: 2 * ours },
    sqlite: { [what]: 160_000 },
  };
  return { area: "reads", size, contenders, rounds: [round, slow] };
}

const RESULTS: Results = {
  machine: { processor: "<one>", cores: 2, system: "linux x64", node: "20.20.2" },
  at: "2026-01-01T12:00:00.000Z",
  measured: [measuredReads("S", 500), measuredReads("M", 900)],
  failures: [{ where: "reads, M, alasql", why: "out of memory" }],
  paths: [
    {
      question: 'Person.objects.filter({ group__name: "X" })',
      paths: [
        {
          ...{ driver: "index-probe Group", cost: 4.3, rowsVisited: 5 },
          ...{ milliseconds: 0.01, bytes: 2048, isChosen: true },
        },
        {
          ...{ driver: "full-scan Person", cost: 8, rowsVisited: 9 },
          ...{ milliseconds: 0.02, bytes: 4096, isChosen: false },
        },
      ],
    },
  ],
};

describe("a limit", () => {
  const round = {
    rawmaps: { one: 100 },
    throughline: { one: 300, [aloneBeside("one")]: 1000 },
  };

  it.each([
    ["300 ns", 300],
    ["2.5 µs", 2500],
    ["250 B", 250],
    ["4×", 400],
    ["4× + 0.4 µs", 800],
    ["1.5× its commit alone", 1500],
    ["2× that with 1000", undefined],
  ])("is read from its text: %s", (text, limit) => {
    expect(limitOf(text, { what: "one", name: "throughline" })(round)).toBe(limit);
  });
});

describe("the budgets", () => {
  const rowsOf = (area: string) =>
    BUDGETS.filter((budget) => budget.area === area).map(({ what }) => what);

  it("name rows that are measured", async () => {
    const effort = { time: 0, fewest: 1, stores: 1, only: "" };
    const { times } = await measureReads("throughline", "XS", effort);
    const versions = measureVersions("throughline", "XS", { time: 0, fewest: 1 });

    const others = ["first use of a shape, in a store alike"];
    expect(Object.keys(times)).toEqual([...rowsOf("reads"), ...others]);
    expect(Object.keys(versions.times)).toEqual(expect.arrayContaining(rowsOf("versions")));
  });

  it("have limits that can be read", () => {
    const round = (what: string) => ({
      rawmaps: { [what]: 1 },
      throughline: { [aloneBeside(what)]: 1, "relevant insert, 1000 live queries": 1 },
    });

    for (const { what, reach, goal } of BUDGETS) {
      for (const text of [reach, goal ?? reach]) {
        expect(limitOf(text, { what, name: "throughline" })(round(what))).toBeGreaterThan(0);
      }
    }
  });
});

describe("a verdict", () => {
  const markOf = (ours: number) => verdictsOf(measuredReads("M", ours))[0]!;

  it("compares a figure with its budget within each round", () => {
    expect(markOf(900)).toMatchObject({ mark: "goal", contender: "throughline" });
    expect(markOf(1800)).toMatchObject({ mark: "reach" });
    expect(markOf(4000)).toMatchObject({ mark: "short" });
    expect(markOf(2000).ofReach).toBeCloseTo((1 + 4000 / 3600) / 2);
  });

  it("is short where a release has to be further ahead of sqlite", () => {
    const { rounds } = measuredReads("M", 1800);
    const slower = rounds.map((round) => ({ ...round, sqlite: round.rawmaps! }));

    expect(verdictsOf({ ...measuredReads("M", 1800), rounds: slower })[0]!.mark).toBe("short");
  });

  it("is given of questions that are built once, where these were measured", () => {
    const all = measuredReads("M", 1800);
    const rounds = all.rounds.map((round) => ({ ...round, prepared: round.rawmaps! }));
    const verdicts = verdictsOf({ ...all, rounds });

    expect(verdicts.map(({ contender, mark }) => [contender, mark])).toEqual([
      ["throughline", "reach"],
      ["prepared", "goal"],
    ]);
  });

  it("is given of growth from M to L", () => {
    const growth = growthOf([measuredReads("M", 900), measuredReads("L", 1800)]);

    expect(growth).toMatchObject([{ factor: 2, mark: "short" }]);
    expect(growthOf([measuredReads("M", 900)])).toEqual([]);
  });
});

describe("figures", () => {
  it("are shown with their unit", () => {
    expect([12.34, 123.4, 1234, 12_345_678, 2e9].map((ns) => showFigure("read", ns))).toEqual([
      "12 ns",
      "123 ns",
      "1.23 µs",
      "12.3 ms",
      "2.00 s",
    ]);
    expect(showFigure("heap, per row", 210.7)).toBe("211 B");
    expect(showFigure("read", undefined)).toBe("–");
    expect([0.00012345, 1.2345, 2945.1].map(showRatio)).toEqual(["0.00012×", "1.23×", "2945×"]);
    expect([median([3, 1, 2]), median([1, 2])]).toEqual([2, 1.5]);
  });
});

describe("the report of results", async () => {
  const draw = await openCharts();

  it("shows tables, budgets, paths and failures, and needs no scripts", () => {
    const page = reportPage(RESULTS);

    for (const part of [
      "&lt;one&gt;",
      "members of a group",
      "4× + 0.4 µs",
      '<td class="goal">goal</td>',
      "Person.objects.filter({ group__name: &quot;X&quot; })",
      '<td class="chosen">chosen</td>',
      "out of memory",
    ]) {
      expect(page).toContain(part);
    }
    expect(page).not.toMatch(/<script|<link|src=/);
  });

  it("has no section of paths where none were compared", () => {
    const { paths: _, ...rest } = RESULTS;

    expect(reportPage(rest)).not.toContain("Lookup paths");
  });

  it.runIf(draw !== undefined)("draws growth, ratios and paths as SVG", () => {
    const page = reportPage(RESULTS, draw);

    expect(page.match(/<svg/g)).toHaveLength(4);
    expect(page).not.toMatch(/<script|NaN|Infinity/);
  });

  it("survives being written and read", () => {
    expect(reportPage(JSON.parse(JSON.stringify(RESULTS)))).toBe(reportPage(RESULTS));
  });

  it("is made of several runs, of which later ones replace earlier ones", () => {
    const later = { ...RESULTS, measured: [measuredReads("M", 1000), measuredReads("L", 1200)] };
    const merged = mergeResults([RESULTS, later]);

    expect(merged.measured.map(({ size }) => size)).toEqual(["S", "M", "L"]);
    expect(merged.measured[1]).toEqual(later.measured[0]);
    expect(resultsText(merged)).toContain("from M to L");
  });
});
