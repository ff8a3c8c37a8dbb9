/** Something that the user can repair: printed as it is, without a stack. */
export class Problem extends Error {
  /** 1 for bad input, 2 for a command that was called wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.name = "Problem";
    this.exitCode = exitCode;
  }
}
