import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createViteServer } from "vitest/node";
const server = await createViteServer({ configFile: false, root: fileURLToPath(new URL("../..", import.meta.url)), logLevel: "error", appType: "custom", server: { middlewareMode: true, watch: null, ws: false, hmr: false }, optimizeDeps: { noDiscovery: true } });
const { makeReader } = await server.ssrLoadModule("/specs/vectors/reader.ts");
const { storeOf } = await server.ssrLoadModule("/specs/vectors/load.ts");
const { printExpr } = await server.ssrLoadModule("/src/query/print-expression.ts");
const { QUERY } = await server.ssrLoadModule("/src/query/syntax.ts");
const [set, id] = process.argv[2].split("#");
const file = JSON.parse(readFileSync(`specs/fixtures/vectors/query-${set}.json`, "utf8"));
const each = file.cases.find((c) => c.id === id);
console.log(JSON.stringify(each.from), JSON.stringify(each.ops), JSON.stringify((each.strict ?? each).result));
const store = storeOf(file.schema, file.data);
const reader = makeReader(store);
const n = Number(process.argv[3] ?? each.ops.length);
const qs = reader.query({ from: each.from, ops: each.ops.slice(0, n) });
const show = (plan, parameters, indent = "") => {
  console.log(indent + "root", plan.root, plan.sources.map((s, i) => `${i}:${s.name}<-${s.parent} ${s.kind} r${s.references}`).join(" | "));
  for (const w of plan.where) console.log(indent + "  " + printExpr(w, { plan, parameters }));
  const walk = (e) => { if (e && typeof e === "object") { if (e.kind === "exists" || (e.kind === "subquery")) { console.log(indent + "  sub:"); show(e.query.plan, parameters.slice(e.query.firstParameter), indent + "    "); if (process.env.DEEP) console.log(JSON.stringify(e.query.plan.where, (k, v) => k === "column" ? v.name : k === "lookup" ? v.name : k === "type" ? undefined : v)); } else for (const k of ["children", "child", "left", "right", "arg", "branches", "when", "result"]) { const v = e[k]; if (Array.isArray(v)) v.forEach(walk); else if (v && typeof v === "object") walk(v); } } };
  plan.where.forEach(walk);
};
if (qs?.[QUERY]) { const q = qs[QUERY]; show(q.plan, q.parameters); console.log(String(qs.explain())); console.log([...qs].map((r) => r.pk ?? r)); }
await server.close();
