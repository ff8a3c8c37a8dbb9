/** Prints what operations allocate: `node --expose-gc specs/allocations/run.mjs` */
import { withModule } from "../run-typescript.mjs";

await withModule("/specs/allocations/main.ts", ({ measureAllocations }) => {
  console.log(JSON.stringify(measureAllocations()));
});
