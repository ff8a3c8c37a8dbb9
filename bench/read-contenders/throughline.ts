import { Count } from "../../src/index.ts";
import { defineModels, openModels } from "../contenders/throughline.ts";
import type { Workload } from "../data.ts";
import { WINDOW } from "../read-questions.ts";
import type { ReadArguments, ReadContender } from "./contender.ts";

/** The questions of the bench as QuerySets, on a store that has the workload, and models of its own. */
export function openQuestions({ persons, groups, memberships }: Workload, models = defineModels()) {
  const { Person, Group, Membership } = openModels({}, models).models;
  Person.objects.bulkCreate(persons.map((name) => ({ name })));
  Group.objects.bulkCreate(groups.map((name) => ({ name })));
  Membership.objects.bulkCreate(memberships);
  return {
    personByPk: (id: number) => Person.objects.filter({ id }),
    personByName: (name: string) => Person.objects.filter({ name }),
    membershipByPair: ({ person, group }: ReadArguments["membershipByPair"]) =>
      Membership.objects.filter({ person, group }),
    membersOfGroup: (group: number) => Person.objects.filter({ group }),
    groupsOfPerson: (members: number) => Group.objects.filter({ members }),
    joinedAfter: ({ group, since }: ReadArguments["joinedAfter"]) =>
      Person.objects.filter({ group__name: group, membership__date_joined__gt: since }),
    groupsByPrefix: (prefix: string) =>
      Group.objects.filter({ members__name__startswith: prefix }).distinct(),
    latestInRange: ({ from, to }: ReadArguments["latestInRange"]) =>
      Membership.objects
        .filter({ date_joined__gte: from, date_joined__lt: to })
        .orderBy("-date_joined")
        .slice(0, WINDOW),
    sharingGroup: (person: number) => Person.objects.filter({ group__members: person }).distinct(),
    largestGroups: (count: number) =>
      Group.objects
        .annotate({ n: Count("members") })
        .orderBy("-n")
        .slice(0, count),
    reasonsContaining: (text: string) =>
      Membership.objects.filter({ invite_reason__contains: text }),
  };
}

/**
 * Opens our store as a user would. Each call builds its QuerySet anew with the values, so that none has
 * its answer already.
 */
export function openThroughlineReads(workload: Workload, models = defineModels()): ReadContender {
  const questions = openQuestions(workload, models);
  return {
    openAlike: (other) => openThroughlineReads(other, models),
    asks: {
      personByPk: (id) => questions.personByPk(id).toArray(),
      personByName: (name) => questions.personByName(name).toArray(),
      membershipByPair: (pair) => questions.membershipByPair(pair).toArray(),
      membersOfGroup: (group) => questions.membersOfGroup(group).toArray(),
      groupsOfPerson: (person) => questions.groupsOfPerson(person).toArray(),
      joinedAfter: (joined) => questions.joinedAfter(joined).toArray(),
      groupsByPrefix: (prefix) => questions.groupsByPrefix(prefix).toArray(),
      latestInRange: (range) => questions.latestInRange(range).toArray(),
      sharingGroup: (person) => questions.sharingGroup(person).toArray(),
      largestGroups: (count) => questions.largestGroups(count).toArray(),
      reasonsContaining: (text) => questions.reasonsContaining(text).count(),
    },
  };
}
