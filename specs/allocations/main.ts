/** Bytes that operations of the workload allocate, each by itself. */
import { openModels } from "../../bench/contenders/throughline.ts";
import { type MembershipData, makeWorkload } from "../../bench/data.ts";
import { argumentsOf, WORKLOAD_QUESTIONS } from "../fixtures/workload.ts";

/** Calls before the measure, so that all code is compiled, and calls in one batch of it. */
const WARM = 2000;
const BATCH = 50;
const BATCHES = 8;
/** Slow questions need fewer calls: about so many rows are read in all. */
const MOST_ROWS = 300_000;

/** Bytes by the name of the operation. */
export type Allocations = { readonly [operation: string]: number };

/** The least that a batch of calls allocates, for each call. Nothing is collected while it runs. */
function bytesOf(call: (n: number) => unknown, { warm, batch }: { warm: number; batch: number }) {
  let n = 0;
  for (; n < warm; n++) call(n);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < BATCHES; i++) {
    globalThis.gc!();
    const before = process.memoryUsage().heapUsed;
    for (let k = 0; k < batch; k++) call(n++);
    const bytes = (process.memoryUsage().heapUsed - before) / batch;
    if (bytes >= 0) least = Math.min(least, bytes);
  }
  return Math.round(least);
}

/** Measures all operations at size S. */
export function measureAllocations(): Allocations {
  const data = makeWorkload("S");
  const store = openModels({ history: "none" });
  const { Person, Group, Membership } = store.models;
  Person.objects.bulkCreate(data.persons.map((name) => ({ name })));
  Group.objects.bulkCreate(data.groups.map((name) => ({ name })));
  Membership.objects.bulkCreate(data.memberships);
  const given = argumentsOf(data, 12);
  const reads = Object.entries(WORKLOAD_QUESTIONS).map(([title, ask]) => {
    const rows = ask(store.models, given[0]!).explain({ analyze: true }).rowsVisited!;
    const warm = Math.min(WARM, Math.ceil(MOST_ROWS / (rows + 1)));
    const often = { warm, batch: Math.max(2, Math.min(BATCH, Math.ceil(warm / 20))) };
    return [title, bytesOf((n) => ask(store.models, given[n % 12]!).toArray(), often)] as const;
  });
  return { ...Object.fromEntries(reads), ...measureWrites(Membership.objects, data.extra) };
}

type Objects = ReturnType<typeof openModels>["models"]["Membership"]["objects"];

/** Creates and deletes are each other's way back, so the store stays as large as it is. */
function measureWrites(objects: Objects, rows: readonly MembershipData[]): Allocations {
  const made: ReturnType<Objects["create"]>[] = [];
  const create = (given: readonly MembershipData[]) => () =>
    made.push(objects.create(given[made.length]!));
  const remove = () => made.pop()!.delete();
  const measure = (given: readonly MembershipData[]): readonly [number, number] => {
    const batch = Math.floor(given.length / BATCHES);
    for (let round = 0; round < WARM / given.length; round++) {
      for (const _ of given) create(given)();
      for (const _ of given) remove();
    }
    return [bytesOf(create(given), { warm: 0, batch }), bytesOf(remove, { warm: 0, batch })];
  };
  const [created, deleted] = measure(rows);
  const group = 1;
  const known = new Set(objects.filter({ group }).valuesList("person_id", { flat: true }));
  const own = rows
    .filter(({ person_id }) => !known.has(person_id) && known.add(person_id))
    .map((row) => ({ ...row, group_id: group }));
  const asked = objects.filter({ group, date_joined__gte: "2000-01-01T00:00:00Z" });
  const subscription = asked.orderBy("date_joined").live().subscribe();
  const [inserted] = measure(own);
  subscription.unsubscribe();
  return { create: created, delete: deleted, "relevant live insert": inserted };
}
