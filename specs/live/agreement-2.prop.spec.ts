import { it } from "vitest";
import { checkPrograms } from "./check-programs.ts";

it("keeps every answer as asking anew would give it, after each commit", () => {
  checkPrograms(80_000, 1_000_001);
}, 600_000);
