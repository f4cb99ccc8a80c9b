/** Reads scenarios: what is wrong with one is a single message that names the place in the file. */

import { readFileSync } from 'node:fs'
import { CodedError } from '@spotdeck/ports'
import { z } from 'zod'
import { placeOf } from './place.ts'
import { type Scenario, scenarioSchema } from './schema.ts'

/** Error of a scenario that cannot be read; nothing of it was played. */
export class ScenarioError extends CodedError<'SCENARIO_INVALID'> {
  constructor(message: string, options?: ErrorOptions) {
    super('SCENARIO_INVALID', message, options)
  }
}

/** The scenario of a JSON value. @throws {ScenarioError} */
export function parseScenario(value: unknown, name = 'The scenario'): Scenario {
  const parsed = scenarioSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ScenarioError(`${name}: ${describe(parsed.error.issues)}.`)
}

/** The first thing that is wrong, with its place. An unknown name is often another one misspelled: it comes first. */
function describe(issues: readonly z.core.$ZodIssue[]): string {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')
  if (unknown !== undefined) return `${placeOf([...unknown.path, ...unknown.keys.slice(0, 1)])}: there is no such field`
  const [issue] = issues
  return issue === undefined ? 'it cannot be read' : `${placeOf(issue.path)}: ${issue.message}`
}

/** The scenario of a file. @throws {ScenarioError} */
export function readScenario(path: string): Scenario {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ScenarioError(`${path} cannot be read: name a scenario file.`, { cause })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ScenarioError(`${path} is not valid JSON: ${cause instanceof Error ? cause.message : 'mend it'}.`, {
      cause,
    })
  }
  return parseScenario(value, path)
}

/** The published JSON Schema (draft 2020-12) of scenarios. */
export function scenarioJsonSchema(): unknown {
  return z.toJSONSchema(scenarioSchema, { io: 'input' })
}
