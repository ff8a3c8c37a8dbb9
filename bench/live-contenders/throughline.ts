import { Count, type Delta } from "../../src/index.ts";
import { type BenchStore, openModels } from "../contenders/throughline.ts";
import type { Workload } from "../data.ts";
import type { MembersQuestion } from "../live-data.ts";
import type { OpenLiveContender } from "./contender.ts";

type Membership = ReturnType<BenchStore["models"]["Membership"]["objects"]["create"]>;

type OpenThroughline = OpenLiveContender<Membership, Membership, Delta<Membership>>;

/** Opens our store as a user would; questions are written anew at each call. */
export const openThroughlineLive: OpenThroughline = (workload) => openWith("all", workload);

/** The same store without a history, which nobody else keeps either. */
export const openWithoutHistory: OpenThroughline = (workload) => openWith("none", workload);

function openWith(history: "all" | "none", workload: Workload): ReturnType<OpenThroughline> {
  const { Person, Group, Membership } = openModels({ history }).models;
  Person.objects.bulkCreate(workload.persons.map((name) => ({ name })));
  Group.objects.bulkCreate(workload.groups.map((name) => ({ name })));
  Membership.objects.bulkCreate(workload.memberships);
  const { objects } = Membership;
  const rowsOf = ({ by, id, since }: MembersQuestion) => {
    const found =
      by === "group_id"
        ? objects.filter({ group: id, date_joined__gte: since })
        : objects.filter({ person: id, date_joined__gte: since });
    return found.orderBy("date_joined");
  };
  return {
    create: (row) => objects.create(row),
    delete(row) {
      row.delete();
    },
    members(question, hear) {
      const heard = rowsOf(question).live().subscribe(hear);
      return () => heard.unsubscribe();
    },
    deltas(question, hear) {
      const heard = rowsOf(question).changes().subscribe(hear);
      return () => heard.unsubscribe();
    },
    latest(count, hear) {
      const heard = objects.orderBy("-date_joined").slice(0, count).live().subscribe(hear);
      return () => heard.unsubscribe();
    },
    counts(_, hear) {
      const groups = Group.objects.annotate({ n: Count("membership") });
      const heard = groups.live().subscribe(hear);
      return () => heard.unsubscribe();
    },
    show: (row) => row,
    read: ({ added, removed }) => ({
      added: added.map(({ row }) => row),
      removed: removed.map(({ row }) => row),
    }),
    most: Number.POSITIVE_INFINITY,
  };
}
