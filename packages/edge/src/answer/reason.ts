/** Short reasons in the gateway's own words for what a schema refuses; a schema's own message goes before them. */

import type { z } from 'zod'

/** Names of unknown fields are cut to this many characters, so that a refusal never repeats what was sent at length. */
const MAX_CHARACTERS = 60

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a string',
}

/** Says what is wrong with a value, as zod's `error` parameter. */
export function reasonOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? 'something else'}`
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return `must ${verbOf(issue.origin)} at least ${issue.minimum}`
    case 'too_big':
      return `must ${verbOf(issue.origin)} at most ${issue.maximum}`
    case 'unrecognized_keys':
      return `has unknown fields: ${issue.keys.join(', ').slice(0, MAX_CHARACTERS)}`
    default:
      return 'is not understood'
  }
}

/** Text and lists have a length, numbers a size. */
const verbOf = (origin: string): string => (['string', 'array', 'set', 'map'].includes(origin) ? 'have' : 'be')
