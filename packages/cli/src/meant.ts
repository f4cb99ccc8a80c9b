/** Names and values that are written nearly right: every command asks in the same words whether another was meant. */

import { nearest } from '@spotdeck/sandbox/command'
import { badValue } from './command-error.ts'

/** ` Did you mean --port?`; empty where no known name is near. */
export function meant(word: string, known: readonly string[]): string {
  const name = nearest(word, known)
  return name === undefined ? '' : ` Did you mean ${name}?`
}

/** The known value that was written. @throws {CommandError} `CONFIG_BAD_VALUE` with those that there are */
export function oneOf<T extends string>(what: string, given: unknown, known: readonly T[]): T {
  const found = known.find((one) => one === given)
  if (found !== undefined) return found
  const text = String(given)
  throw badValue(`${what} is "${text}": write ${listed(known)}.${meant(text, known)}`)
}

/** `a, b or c` */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`
