/** Goes through rounds of work: `node --expose-gc --trace-deopt specs/allocations/run-layouts.mjs` */
import { withModule } from "../run-typescript.mjs";

await withModule("/specs/allocations/layouts.ts", ({ goRounds }) => goRounds());
