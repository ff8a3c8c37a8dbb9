import { it } from "vitest";
import { checkPrograms } from "./check-programs.ts";

it("keeps every answer as asking anew would give it, after each commit", () => {
  checkPrograms(10_000, 56);
}, 600_000);
