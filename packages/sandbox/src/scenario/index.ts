/** `@spotdeck/sandbox/scenario`: scenarios as files, checked by their schema. */

export { ScenarioError, parseScenario, readScenario, scenarioJsonSchema } from './parse.ts'
export { type Scenario, type ScenarioStep, scenarioSchema } from './schema.ts'
