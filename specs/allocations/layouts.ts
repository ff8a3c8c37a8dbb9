/** Rounds of writes and questions, each after a full collection. */
import { openModels } from "../../bench/contenders/throughline.ts";
import { makeWorkload } from "../../bench/data.ts";
import { argumentsOf, WORKLOAD_QUESTIONS } from "../fixtures/workload.ts";

/** Code is compiled in the first rounds. */
export const ROUNDS = 12;

/** How long a round goes on with each operation, in milliseconds. */
const TIME = 15;

/** Goes through all rounds, and says on standard output when each begins. */
export function goRounds(): void {
  const { persons, groups, memberships, extra } = makeWorkload("S");
  const { models } = openModels({});
  const { Person, Group, Membership } = models;
  Person.objects.bulkCreate(persons.map((name) => ({ name })));
  Group.objects.bulkCreate(groups.map((name) => ({ name })));
  Membership.objects.bulkCreate(memberships);
  const given = argumentsOf({ persons, groups, memberships, extra }, 12);
  const write = (): void => {
    const rows = extra.slice(0, 200).map((row) => Membership.objects.create(row));
    for (const row of rows) row.delete();
  };
  const questions = Object.values(WORKLOAD_QUESTIONS).map((ask) => (): void => {
    for (const each of given) ask(models, each).toArray();
  });
  for (let round = 0; round < ROUNDS; round++) {
    globalThis.gc!();
    console.log(`round ${round}`);
    for (const work of [write, ...questions]) {
      for (const end = performance.now() + TIME; performance.now() < end; ) work();
    }
  }
}
