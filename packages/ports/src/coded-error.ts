/** The base class of every error that a program compares by its code. */

/** An error with a stable `code`; its message ends with the next step. `name` is the name of the class. */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}
