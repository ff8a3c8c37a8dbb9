import { Count } from "../../src/index.ts";
import { openModels } from "../contenders/throughline.ts";
import type { Workload } from "../data.ts";
import { WINDOW } from "../read-questions.ts";
import type { ReadContender } from "./contender.ts";

/**
 * Opens our store as a user would. Each call builds its QuerySet anew with the values, so that none has
 * its answer already.
 */
export function openThroughlineReads(workload: Workload): ReadContender {
  const { Person, Group, Membership } = openModels({}).models;
  Person.objects.bulkCreate(workload.persons.map((name) => ({ name })));
  Group.objects.bulkCreate(workload.groups.map((name) => ({ name })));
  Membership.objects.bulkCreate(workload.memberships);
  return {
    asks: {
      personByPk: (id) => Person.objects.filter({ id }).toArray(),
      personByName: (name) => Person.objects.filter({ name }).toArray(),
      membershipByPair: ({ person, group }) =>
        Membership.objects.filter({ person, group }).toArray(),
      membersOfGroup: (group) => Person.objects.filter({ group }).toArray(),
      groupsOfPerson: (members) => Group.objects.filter({ members }).toArray(),
      joinedAfter: ({ group, since }) =>
        Person.objects.filter({ group__name: group, membership__date_joined__gt: since }).toArray(),
      groupsByPrefix: (prefix) =>
        Group.objects.filter({ members__name__startswith: prefix }).distinct().toArray(),
      latestInRange: ({ from, to }) =>
        Membership.objects
          .filter({ date_joined__gte: from, date_joined__lt: to })
          .orderBy("-date_joined")
          .slice(0, WINDOW)
          .toArray(),
      sharingGroup: (person) =>
        Person.objects.filter({ group__members: person }).distinct().toArray(),
      largestGroups: (count) =>
        Group.objects
          .annotate({ n: Count("members") })
          .orderBy("-n")
          .slice(0, count)
          .toArray(),
      reasonsContaining: (text) =>
        Membership.objects.filter({ invite_reason__contains: text }).count(),
    },
  };
}
