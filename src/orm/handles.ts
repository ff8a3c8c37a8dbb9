import type { GivenValues } from "../schema/clean.ts";
import type { Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import type { Kit } from "./kit.ts";
import type { View } from "./view.ts";

/** A handle while its relations are added. */
type Handle = { [name: string]: unknown };

/** The models of a view by name, each made when it is first read. */
export function makeHandles(kit: Kit, view: View): object {
  const handles = new Map<Model, Handle>();
  const handleOf = (model: Model): Handle => {
    let handle = handles.get(model);
    if (handle === undefined) {
      handle = makeHandle(kit, view, model);
      handles.set(model, handle);
      addRelations(handle, model, handleOf);
    }
    return handle;
  };
  const models = {};
  for (const model of kit.registry.models) {
    if (model.isHidden) continue;
    Object.defineProperty(models, model.name, { enumerable: true, get: () => handleOf(model) });
  }
  return Object.freeze(models);
}

function makeHandle(kit: Kit, view: View, model: Model): Handle {
  const { Manager } = kit.of(model);
  return {
    name: model.name,
    objects: new Manager(kit, view, model),
    build: (values: GivenValues): Row => view.build(model, values),
    toString: () => `<model ${model.name}>`,
  };
}

/** Adds `Group.members.through` and its like; a field named as a member of the handle gives way. */
function addRelations(handle: Handle, model: Model, handleOf: (model: Model) => Handle): void {
  for (const [accessor, end] of model.accessors) {
    if (end.relation !== "manyToMany" || Object.hasOwn(handle, accessor)) continue;
    const { to } = end.hops[0]!;
    const relation = Object.defineProperty({}, "through", {
      enumerable: true,
      get: () => handleOf(to),
    });
    handle[accessor] = Object.freeze(relation);
  }
  Object.freeze(handle);
}
