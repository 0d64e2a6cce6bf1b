// An error which is the user's to act on: it is shown as its message alone, without a stack.

export class UserError extends Error {
  override readonly name: string = "UserError";
  /** The exit status of the command: 2 where the command line is wrong, 1 otherwise. */
  readonly status: number;

  constructor(message: string, status: number = 1) {
    super(message);
    this.status = status;
  }
}
