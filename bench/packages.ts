/** Packages of the bench's own, which are not there where only specs run: see `bench/README.md`. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Whether a package is installed. */
export function hasPackage(name: string): boolean {
  return require.resolve
    .paths(name)!
    .some((folder) => existsSync(`${folder}/${name}/package.json`));
}

/** What a module of a package exports; what is used of it is told by the caller. */
export async function loadPackage<Exports>(name: string): Promise<Exports> {
  return (await import(/* @vite-ignore */ name)) as Exports;
}

/** The same for modules that are no ES modules, at once. */
export function requirePackage<Exports>(name: string): Exports {
  return require(name) as Exports;
}
