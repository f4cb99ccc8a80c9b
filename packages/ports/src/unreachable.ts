/** The end of a `switch` over a union: a case that is not handled does not compile. */

/** Throws; `value` is not in the message, as it may hold a secret. */
export function unreachable(value: never): never {
  const { type, kind } = Object(value) as { readonly type?: string; readonly kind?: string }
  throw new RangeError(`There is no rule for ${type ?? kind ?? String(value)}.`)
}
