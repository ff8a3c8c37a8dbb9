import { keepLayout } from "../keep-layout.ts";

/** An answer, and how many rows were read for it. A class, as `Run`. */
export class Answer<T> {
  readonly rows: readonly T[];
  readonly visited: number;

  constructor(rows: readonly T[], visited: number) {
    this.rows = rows;
    this.visited = visited;
  }
}

keepLayout(new Answer([], 0));
