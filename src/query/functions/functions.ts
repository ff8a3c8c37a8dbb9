import { type Kind, kindOf } from "../../schema/kind.ts";
import type { Value } from "../../value.ts";
import type { ScalarFunction } from "./scalar-function.ts";
import { textOf } from "./text-of.ts";

function make(
  name: string,
  kind: Kind | undefined,
  f: (...v: Value[]) => Value,
  seesNulls = false,
): ScalarFunction {
  return {
    name,
    minArgs: 1,
    maxArgs: 99,
    seesNulls,
    resultKind: (a) => kind ?? a[0]!,
    compile: () => (v) => f(...v),
  };
}
const T = kindOf("text");
const I = kindOf("integer");
const week = (d: Date): [number, number] => {
  const t = new Date(d);
  t.setUTCDate(t.getUTCDate() + 4 - (t.getUTCDay() || 7));
  const y = t.getUTCFullYear();
  return [y, Math.ceil(((t.getTime() - Date.UTC(y, 0, 1)) / 864e5 + 1) / 7)];
};
const d = (v: Value): Date => new Date(`${String(v).slice(0, 10)}T00:00:00Z`);
const parts: Record<string, (v: Value) => number> = {
  year: (v) => d(v).getUTCFullYear(),
  month: (v) => d(v).getUTCMonth() + 1,
  day: (v) => d(v).getUTCDate(),
  quarter: (v) => Math.floor(d(v).getUTCMonth() / 3) + 1,
  week: (v) => week(d(v))[1],
  iso_year: (v) => week(d(v))[0],
  week_day: (v) => d(v).getUTCDay() + 1,
  iso_week_day: (v) => d(v).getUTCDay() || 7,
};
const cut: Record<string, (v: string) => string> = {
  Year: (v) => `${v.slice(0, 4)}-01-01`,
  Month: (v) => `${v.slice(0, 7)}-01`,
  Day: (v) => v.slice(0, 10),
  Week: (v) => {
    const t = d(v);
    t.setUTCDate(t.getUTCDate() - ((t.getUTCDay() || 7) - 1));
    return t.toISOString().slice(0, 10);
  },
};
const ALL = new Map<string, ScalarFunction>(
  [
    make("Lower", T, (v) => String(v).toLowerCase()),
    make("Upper", T, (v) => String(v).toUpperCase()),
    make("Length", I, (v) => [...String(v)].length),
    make("Concat", T, (...v) => v.map((x) => (x === null ? "" : textOf(x, T))).join(""), true),
    make("Coalesce", undefined, (...v) => v.find((x) => x !== null) ?? null, true),
    make("Random", kindOf("float"), (a, b) => (Math.abs(Math.sin(Number(a) * 1e4 + Number(b)) * 1e4) % 1)),
    ...Object.entries(cut).map(([n, f]) => make(`Trunc${n}`, kindOf("date"), (v) => f(String(v)))),
  ].map((f) => [f.name, f]),
);
export const findFunction = (name: string): ScalarFunction | undefined => ALL.get(name);
export const functionNames = (): string[] => [...ALL.keys()];
const TR = new Map(Object.entries(parts).map(([n, f]) => [n, make(n, I, f)]));
export function findTransform(name: string, kind: Kind): ScalarFunction | undefined {
  return kind.name === "date" ? TR.get(name) : undefined;
}
