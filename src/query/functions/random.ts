import { kindOf } from "../../schema/kind.ts";
import type { ScalarFunction } from "./scalar-function.ts";
import { textOf } from "./text-of.ts";

/** Spreads a text over 32 bits. Source: A. Appleby, MurmurHash3 (2011), its final mix; FNV-1a. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number from 0 up to 1 that hangs on the arguments only: a seed, and the key of a row. */
export const RANDOM: ScalarFunction = {
  name: "Random",
  minArgs: 2,
  maxArgs: 2,
  seesNulls: false,
  resultKind: () => kindOf("float"),
  compile: (kinds) => (values) => {
    const text = values.map((value, index) => textOf(value, kinds[index]!)).join("\u0000");
    return hashText(text) / 2 ** 32;
  },
};
