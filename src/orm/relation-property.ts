import { RelatedObjectDoesNotExist, UsageError } from "../errors.ts";
import type { RelationEnd } from "../schema/registry.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { labelOf } from "./inspect.ts";
import type { Queryable } from "./queryable.ts";
import { ask, ownRow, viewOf } from "./view.ts";

/** The property of instances that gives the far end of a relation. */
export function relationProperty(accessor: string, end: RelationEnd): PropertyDescriptor {
  const { model, target } = end;
  const [hop] = end.hops;
  const keyName = hop!.fromColumn.name;
  const shared = {
    configurable: true,
    enumerable: false,
    set(this: Row): never {
      throw assignedRelation(accessor, end);
    },
  };
  if (end.isToMany) {
    return {
      ...shared,
      get(this: Row): Queryable {
        const key = this[keyName]!;
        // Of a reverse foreign key, only what the manager is asked tells that there is no key.
        if (key !== null || end.relation !== "manyToMany") {
          return viewOf(this).relatedManager(end, this);
        }
        throw new UsageError(
          `${labelOf(model, this)} must be saved before "${accessor}" can be used.`,
          {
            code: "unsaved",
          },
        );
      },
    };
  }
  return {
    ...shared,
    get(this: Row): Row | null {
      const key = this[keyName]!;
      if (key === null && end.direction === "forward") return null;
      const view = viewOf(this);
      const find = (database: Database): Row | undefined => findByColumn(database, end, key);
      const found = key === null ? undefined : ask(view, [target], find);
      if (found !== undefined) return ownRow(view, target, found);
      throw new RelatedObjectDoesNotExist(
        `${labelOf(model, this)} has no ${accessor}: there is no such ${target.name}.`,
        {
          model: target.name,
        },
      );
    },
  };
}

/** The one row at the far end of a hop. */
function findByColumn(database: Database, end: RelationEnd, key: Value): Row | undefined {
  const { toColumn } = end.hops[0]!;
  const table = database.table(end.target);
  if (toColumn.isPrimaryKey) return table.get(key);
  return table.indexOn(toColumn).find([key]);
}

function assignedRelation(accessor: string, end: RelationEnd): UsageError {
  const what = `${end.model.name}.${accessor}`;
  const column = end.hops[0]!.fromColumn.name;
  if (end.direction === "forward" && !end.isToMany) {
    return new UsageError(`Instances do not change: ${what} cannot be assigned.`, {
      code: "assigned",
      hint: `Use update({ ${accessor}: … }), or save((draft) => { draft.${column} = … }).`,
    });
  }
  return new UsageError(`Instances do not change: ${what} cannot be assigned.`, {
    code: "assigned",
    hint: end.isToMany ? managerHint(accessor, end) : wayBackHint(end),
  });
}

function managerHint(accessor: string, { model }: RelationEnd): string {
  const manager = `${model.name[0]!.toLowerCase()}${model.name.slice(1)}.${accessor}`;
  return `Use ${manager}.set([…]) or ${manager}.add(…).`;
}

function wayBackHint({ hops, target }: RelationEnd): string {
  return `The key is on the other side: use update({ ${hops[0]!.toColumn.field}: … }) on the ${target.name}.`;
}
