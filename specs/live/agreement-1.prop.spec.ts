import { it } from "vitest";
import { checkPrograms } from "./check-programs.ts";

// In two files, for two cores.
it("keeps every answer as asking anew would give it, after each commit", () => {
  checkPrograms(50_000, 1);
}, 600_000);
