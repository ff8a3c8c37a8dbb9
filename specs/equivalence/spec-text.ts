/** Differences as specs. */
import type { Difference } from "./cases.ts";

/** A spec of a difference, as the text of a file. */
export function specOf({ schema, world, query, text }: Difference, name: string): string {
  const quoted = (code: unknown): string =>
    `String.raw\`${String(code).replaceAll("`", "\\x60")}\``;
  const comment = text.split("\n").map((line) => `// ${line.slice(0, 2000)}`);
  return `import { it } from "vitest";
import { expectAgreement } from "../as-code.ts";

${comment.join("\n")}
it(${JSON.stringify(name)}, () => {
  expectAgreement({
    models: ${quoted(schema)},
    history: ${quoted(world)},
    query: ${quoted(query)},
  });
});
`;
}
