/** What judges the code: each check is a program that fails when it finds something. */
import { spawn } from "node:child_process";
import type { Plant } from "./plants.ts";

/** One way to look for bugs. */
interface Check {
  readonly name: string;
  /** What Node runs, in the folder of the code. */
  readonly args: readonly string[];
  /** Seconds after which it is ended. */
  readonly limit: number;
  /** The line that says what was found. */
  readonly evidence: RegExp;
}

/** What came of a check. */
export interface Outcome {
  readonly kind: "found" | "nothing" | "no answer in time";
  readonly seconds: number;
  /** What it said, where it found something. */
  readonly evidence: string;
}

const TRIPLES = 1500;

const vitest = (...args: readonly string[]): readonly string[] => [
  ...["node_modules/vitest/vitest.mjs", "run", "--bail=1", "--maxWorkers=1", "--no-color", ...args],
];
const FAILED_SPEC = /^ *FAIL +(.*)$/m;

const SQLITE: Check = {
  name: "SQLite",
  args: ["specs/equivalence/run.mjs", "--triples", String(TRIPLES)],
  limit: 240,
  evidence: /^difference after .*$/m,
};

const VECTORS: Check = {
  name: "vectors",
  args: ["specs/vectors/run.mjs"],
  limit: 240,
  evidence: /^\d+ passed, \d+ failed.*$|^.*Error: .*$/m,
};

const PROGRAMS: Check = {
  name: "programs",
  args: vitest("specs/store/programs.prop.spec.ts"),
  limit: 240,
  evidence: FAILED_SPEC,
};

const STRUCTURES: Check = {
  name: "structures",
  args: vitest(
    "specs/tables",
    "specs/schema",
    "specs/store",
    "--exclude=specs/store/programs.prop.spec.ts",
  ),
  limit: 360,
  evidence: FAILED_SPEC,
};

const SPECS: Check = {
  name: "specs",
  args: vitest(
    ...["specs/exec", "specs/planner", "specs/query", "specs/orm", "specs/events"],
    ...["specs/oracle/groups", "specs/oracle/summaries"],
  ),
  limit: 360,
  evidence: FAILED_SPEC,
};

const LIVE_PROGRAMS: Check = {
  name: "live programs",
  args: vitest("specs/live/agreement-1.prop.spec.ts", "specs/live/routing.prop.spec.ts"),
  limit: 400,
  evidence: FAILED_SPEC,
};

const LIVE_SPECS: Check = {
  name: "live specs",
  args: vitest(
    ...["specs/live", "specs/exec/base-order.prop.spec.ts"],
    "--exclude=specs/live/agreement-*.prop.spec.ts",
  ),
  limit: 400,
  evidence: FAILED_SPEC,
};

const CHECKS: { readonly [S in Plant["subject"]]: readonly Check[] } = {
  questions: [SQLITE, VECTORS, SPECS, STRUCTURES, PROGRAMS],
  writes: [PROGRAMS, STRUCTURES, SPECS, VECTORS, SQLITE],
  live: [LIVE_PROGRAMS, LIVE_SPECS],
};

/** The checks for plants of a subject: first those that should find them, the fast before the slow. */
export function checksFor(subject: Plant["subject"]): readonly Check[] {
  return CHECKS[subject];
}

/** All checks. */
export const ALL_CHECKS: readonly Check[] = [...new Set(Object.values(CHECKS).flat())];

/** Random checks start here, so that two runs say the same. */
const ENVIRONMENT = { SPEC_SEED: "1", SPEC_SHRINK: "no" };

/**
 * Runs a check on the code in a folder.
 * @throws {Error} with its output, where it fails and does not say what it found.
 */
export async function runCheck(
  { name, args, limit, evidence }: Check,
  folder: string,
): Promise<Outcome> {
  const start = performance.now();
  const { code, output } = await run(args, folder, limit);
  const seconds = (performance.now() - start) / 1000;
  if (code === 0) return { kind: "nothing", seconds, evidence: "" };
  if (code === undefined) return { kind: "no answer in time", seconds, evidence: "" };
  const [whole, part] = evidence.exec(output) ?? [];
  if (whole !== undefined) return { kind: "found", seconds, evidence: part ?? whole };
  throw new Error(`The check "${name}" did not run:\n${output.slice(-2000)}`);
}

interface Ended {
  /** Undefined where it was ended before its time. */
  readonly code: number | null | undefined;
  readonly output: string;
}

function run(args: readonly string[], folder: string, limit: number): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...ENVIRONMENT, ...process.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let isLate = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const timer = setTimeout(() => {
    isLate = true;
    // With the processes that it started.
    process.kill(-child.pid!, "SIGKILL");
  }, limit * 1000);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: isLate ? undefined : code, output });
    });
  });
}
