import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Plant, planted } from "./plants.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const COPIED = ["src", "specs", "bench", "package.json", "tsconfig.json", "vitest.config.ts"];

/** Parts of the benches that are installed or made. */
const MADE = ["node_modules", "dist", "results"].map((name) => join(ROOT, "bench", name));

/** A copy of the repository in which bugs are planted, one at a time. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), "throughline-mutants-"));

  constructor() {
    for (const name of COPIED) {
      cpSync(join(ROOT, name), join(this.folder, name), {
        recursive: true,
        filter: (source) => !MADE.includes(source),
      });
    }
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Runs work on the copy with a plant in it, or without any. */
  async with<T>(plant: Plant | undefined, work: () => Promise<T>): Promise<T> {
    if (plant === undefined) return work();
    const file = join(this.folder, "src", plant.file);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, planted(text, plant));
    try {
      return await work();
    } finally {
      writeFileSync(file, text);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
