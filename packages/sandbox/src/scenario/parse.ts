/** Reads scenarios: what is wrong with one is a single message that names the place in the file. */

import { CodedError } from '@spotdeck/ports'
import { z } from 'zod'
import { describeIssues, readJsonFile } from '../json-file/read.ts'
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
  throw new ScenarioError(`${name}: ${describeIssues(parsed.error.issues)}.`)
}

/** The scenario of a file. @throws {ScenarioError} */
export function readScenario(path: string): Scenario {
  const read = readJsonFile(path, 'scenario')
  if ('wrong' in read) throw new ScenarioError(read.wrong, { cause: read.cause })
  return parseScenario(read.value, path)
}

/** The published JSON Schema (draft 2020-12) of scenarios. */
export function scenarioJsonSchema(): unknown {
  return z.toJSONSchema(scenarioSchema, { io: 'input' })
}
