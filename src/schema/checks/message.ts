import type { CheckMessage } from "../../errors.ts";

function message(
  level: CheckMessage["level"],
  [id, object, text, hint]: Parameters<typeof error>,
): CheckMessage {
  return Object.freeze({ id, level, message: text, hint, object });
}

/** A finding that keeps the models from being used. */
export function error(
  id: string,
  object: string | undefined,
  text: string,
  hint?: string,
): CheckMessage {
  return message("error", [id, object, text, hint]);
}

/** A finding that the models can be used with. */
export function warning(
  id: string,
  object: string | undefined,
  text: string,
  hint?: string,
): CheckMessage {
  return message("warning", [id, object, text, hint]);
}
