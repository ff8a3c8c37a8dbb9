/**
 * What kept commits cost: `npm run bench:history` prints the bytes of heap for each commit of one
 * membership, by what is kept. With "none" it is what the present holds more or less than before; what
 * the others have above that is the cost of history.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { openModels } from "./contenders/throughline.ts";
import { makeWorkload } from "./data.ts";
import { bytesPerEntry } from "./memory.ts";

const COMMITS = 10_000;
const KEEPS = ["all", 1000, "none"] as const;
const KINDS = ["created", "updated", "deleted"] as const;

type Kind = (typeof KINDS)[number];

const { persons, groups, memberships } = makeWorkload("M");

/** Bytes for each commit of a kind. */
function bytesOf(kind: Kind, history: (typeof KEEPS)[number]): number {
  const store = openModels({ history });
  const { Person, Group, Membership } = store.models;
  Person.objects.bulkCreate(persons.map((name) => ({ name })));
  Group.objects.bulkCreate(groups.map((name) => ({ name })));
  const [first, rest] = [memberships.slice(0, COMMITS), memberships.slice(COMMITS, 2 * COMMITS)];
  Membership.objects.bulkCreate(rest);
  let rows = kind === "created" ? [] : Membership.objects.bulkCreate(first);
  // A limited history is full before it is measured.
  for (let i = 0; i < 3000; i++) Person.objects.create({ name: `Another ${i}` });
  const work = (): unknown => {
    if (kind === "created") for (const row of first) Membership.objects.create(row);
    if (kind === "updated") {
      for (const row of rows) row.update({ invite_reason: "Another reason." });
    }
    if (kind === "deleted") for (const row of rows) row.delete();
    rows = [];
    return store;
  };
  return bytesPerEntry(work, COMMITS);
}

const [onlyKind, onlyKeep] = process.argv.slice(2);
const keepOf = (text: string) => KEEPS.find((keep) => String(keep) === text)!;
if (onlyKind !== undefined) {
  process.stdout.write(bytesOf(onlyKind as Kind, keepOf(onlyKeep!)).toFixed(0));
} else {
  for (const kind of KINDS) {
    // In processes of their own: V8 keeps a store that nobody has any more until it compiles anew.
    const cells = KEEPS.map((keep) => {
      const args = ["--expose-gc", fileURLToPath(import.meta.url), kind, String(keep)];
      return spawnSync(process.execPath, args, { encoding: "utf8" }).stdout;
    });
    console.log(`| ${[kind, ...cells].join(" | ")} |`);
  }
}
