/** Ends a `switch` over a union: a case that is not handled does not compile. */
export function unreachable(value: never): never {
  throw new RangeError(`There is no rule for ${String(value)}.`)
}
