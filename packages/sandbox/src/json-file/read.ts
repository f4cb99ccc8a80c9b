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

/** The first thing that is wrong, with its place. An unknown name is often another one misspelled: it comes first. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')
  if (unknown !== undefined) return `${placeOf([...unknown.path, ...unknown.keys.slice(0, 1)])}: there is no such field`
  const [issue] = issues
  return issue === undefined ? 'it cannot be read' : `${placeOf(issue.path)}: ${issue.message}`
}
