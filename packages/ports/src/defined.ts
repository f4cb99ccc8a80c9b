/** Objects without undefined properties, for data whose properties are absent when they are unknown. */

/** `T` whose properties that may be undefined are absent instead. */
export type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/**
 * A copy of an object without the properties that are undefined, in the same order. For data that is stored, sent or
 * compared by its keys; an object that is only passed to a function may hold undefined.
 */
export function defined<T extends object>(object: T): Defined<T> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object)) if (value !== undefined) kept[name] = value
  return kept as Defined<T>
}
