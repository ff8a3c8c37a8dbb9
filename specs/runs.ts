/** Where random specs start: `SPEC_SEED=7`. A place of its own for each property when not set. */
export const SEED: number | undefined = readNumber("SPEC_SEED", /^-?\d{1,10}$/);

/** Each property runs this many times as often: `SPEC_RUNS=20`. */
export const FACTOR: number = readNumber("SPEC_RUNS", /^[1-9]\d{0,5}$/) ?? 1;

/** Whether a failing case is made smaller before it is shown, which takes its time: `SPEC_SHRINK=no`. */
export const SHRINKS: boolean = process.env.SPEC_SHRINK !== "no";

/** How often a property runs that would run `count` times by default. */
export function runs(count: number): number {
  return count * FACTOR;
}

function readNumber(name: string, form: RegExp): number | undefined {
  const text = process.env[name] ?? "";
  if (text === "") return undefined;
  if (!form.test(text)) throw new Error(`${name} is "${text}"; expected a number such as 7.`);
  return Number(text);
}
