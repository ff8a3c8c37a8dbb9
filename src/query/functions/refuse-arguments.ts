import { UsageError } from "../../errors.ts";
import type { Kind } from "../../schema/kind.ts";

/**
 * Refuses the arguments of a function.
 * @throws {UsageError} always.
 */
export function refuseArguments(name: string, args: readonly Kind[], expected: string): never {
  const given = args.map((kind) => kind.name).join(", ");
  throw new UsageError(`${name}() takes ${expected}, not ${given}.`, {
    code: "bad-expression",
    hint: "Convert arguments with Cast().",
  });
}
