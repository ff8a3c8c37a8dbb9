import type { GivenValues } from "../schema/clean.ts";
import type { Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import type { Kit } from "./kit.ts";
import { markNew, type View } from "./view.ts";
import { heldValues } from "./write.ts";

/** A handle while its relations are added. */
type Handle = { [name: string]: unknown };

/** The models of a view by name. Cost: O(models). */
export function makeHandles(kit: Kit, view: View): object {
  const { models } = kit.registry;
  // Plain values, no getters of this view: V8 would keep those, and the view with them, until it
  // marks all of the heap.
  const handles = models.map((model) => makeHandle(kit, view, model));
  for (const model of models) addRelations(handles, model);
  const visible = models.filter((model) => !model.isHidden);
  return Object.freeze(
    Object.fromEntries(visible.map(({ name, position }) => [name, handles[position]])),
  );
}

function makeHandle(kit: Kit, view: View, model: Model): Handle {
  const { Manager } = kit.of(model);
  return {
    name: model.name,
    objects: new Manager(kit, view, model),
    build: (given: GivenValues): Row => {
      const row = view.build(model, heldValues(model, given));
      return markNew(row, new Set(Object.keys(given).filter((name) => given[name] !== undefined)));
    },
    toString: () => `<model ${model.name}>`,
  };
}

/** Adds `Group.members.through` and its like; a field named as a member of the handle gives way. */
function addRelations(handles: readonly Handle[], model: Model): void {
  const handle = handles[model.position]!;
  for (const [accessor, end] of model.accessors) {
    if (end.relation !== "manyToMany" || Object.hasOwn(handle, accessor)) continue;
    handle[accessor] = Object.freeze({ through: handles[end.hops[0]!.to.position] });
  }
  Object.freeze(handle);
}
