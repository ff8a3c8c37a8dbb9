/** Values allowed, each with its label, or under the name of a group. */
export type Choices<V> = readonly (
  | readonly [value: V, label: string]
  | readonly [group: string, choices: readonly (readonly [value: V, label: string])[]]
)[];

/** The choices of all groups, in order. */
export function flatChoices<V>(choices: Choices<V>): (readonly [value: V, label: string])[] {
  return choices.flatMap((choice) =>
    Array.isArray(choice[1]) ? choice[1] : [choice as readonly [V, string]],
  );
}
