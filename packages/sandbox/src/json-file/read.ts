/** Reads JSON files that people write: what is wrong with one is a single message that names the place in the file. */

import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { placeOf } from './place.ts'

/** JSON value of a file, or the message of what is wrong with the file. `what` names its kind, such as `scenario`. */
export function readJsonFile(
  path: string,
  what: string,
): { readonly value: unknown } | { readonly wrong: string; readonly cause: unknown } {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    return { wrong: `${path} cannot be read: name a ${what} file.`, cause }
  }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (cause) {
    return { wrong: `${path} is not valid JSON: ${cause instanceof Error ? cause.message : 'mend it'}.`, cause }
  }
}

/** Kinds of values, as a person writes them. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'fields in { }',
  record: 'fields in { }',
}

/** Everything that is wrong, each with its place. An unknown name is often another one misspelled: they come first. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const strangers = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${placeOf([...issue.path, key])}: there is no such field`)
      : [],
  )
  const others = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? [] : [`${placeOf(issue.path)}: ${wordsOf(issue)}`],
  )
  return [...strangers, ...others].join('; ')
}

function wordsOf(issue: z.core.$ZodIssue): string {
  const kind = issue.code === 'invalid_type' ? KINDS[issue.expected] : undefined
  if (kind === undefined) return issue.message
  return issue.message.endsWith('received undefined') ? `is missing: write ${kind}` : `write ${kind}`
}
