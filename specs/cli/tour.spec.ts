import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { makeStyle } from "../../src/cli/style.ts";
import { runTour } from "../../src/cli/tour.ts";
import { textWidth } from "../../src/text/text-width.ts";

const log = readFileSync(
  new URL("../fixtures/cli/few-bands.events.ndjson", import.meta.url),
  "utf8",
);

function takeTour(width?: number): string {
  return runTour(log, { style: makeStyle(false), width });
}

describe("runTour", () => {
  const text = takeTour();

  it("tells the models and their relations", () => {
    expect(text).toContain("14 commits with 27 events, 26 rows");
    expect(text).toContain("→ many Person through Membership");
    expect(text).toContain('← many Group through Membership (Group.members), "group" in lookups');
    expect(text).toContain("→ Person, stored as person_id, CASCADE");
  });

  it("prints each question with its answer and plan", () => {
    expect(text).toMatch(/beatles\.members\.all\(\)\n +→ 5 rows\n +<Person: George Harrison>/);
    expect(text).toMatch(/\.date_joined\n +→ "1962-08-16"\n +sort/);
    expect(text).toMatch(/\.invite_reason\n +→ "Needed a new drummer\."/);
    expect(text).toMatch(/considered, by rows to touch:\n +\* /);
  });

  it("shows repeats and their removal", () => {
    expect(text).toMatch(/group__name: "Yes" }\)\n +→ 4 rows/);
    expect(text).toMatch(/group__name: "Yes" }\)\.distinct\(\)\n +→ 2 rows/);
  });

  it("prints what a subscriber is told of each write, and the members when they change", () => {
    expect(text).toMatch(/commit 16\n +created Membership {"id":13,"person_id":11,/);
    expect(text).toContain("<Person: Ringo Starr>, <Person: You (made up)>");
    expect(text).toMatch(/commit 17\n +deleted Membership 13\n +deleted Person 11\n/);
    expect(text).toContain("at position 14.");
    expect(text).toContain("at position 17 now");
  });

  it("fits into terminals of the usual widths", () => {
    const widest = (width: number): number =>
      Math.max(...takeTour(width).split("\n").map(textWidth));

    expect(widest(80)).toBeLessThanOrEqual(80);
    expect(widest(200)).toBeLessThanOrEqual(100);
  });
});
