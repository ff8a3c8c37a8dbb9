import { describe, expect, it } from "vitest";
import { readVectors, storeOf } from "../vectors/load.ts";
import {
  answerCase,
  comparable,
  expectedAnswer,
  isOffered,
  type LooseStore,
  type VectorFile,
} from "../vectors/run-query.ts";

const FILES = ["beatles", "invites", "blog", "ondelete"].flatMap((set) =>
  [1, 2].map((n) => `query-${set}-${n}.json`),
);

describe.each(FILES)("Django's recorded answers in %s", (name) => {
  const file = readVectors<VectorFile>(name);
  const store = storeOf(file.schema, file.data) as unknown as LooseStore;

  it.each(file.cases.filter(isOffered).map((each) => [each.id, each] as const))(
    "agree on %s",
    (_, each) => {
      expect(comparable(each, answerCase(store, each))).toEqual(expectedAnswer(each));
    },
  );
});
