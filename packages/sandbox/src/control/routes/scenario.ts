/** Panel routes for scenarios. */

import { problem } from '../call/reply.ts'
import { type PanelRoute, type PanelWorld, object, text } from '../call/route.ts'

/** Routes for scenarios: play one, and see how far it is. */
export function scenarioRoutes({ rules: { scenario } }: PanelWorld): readonly PanelRoute[] {
  const answers = '{ scenario: { name, startedAt, steps: [{ atMs, do, state, message? }] } }, null for none'
  const reply = () => ({ status: 200, body: { scenario: scenario.state() ?? null } })
  return [
    {
      call: 'GET /sandbox/scenario',
      summary: 'The scenario that is played, and which of its steps have happened',
      answers,
      handle: reply,
    },
    {
      call: 'POST /sandbox/scenario',
      summary:
        'Play a scenario from now on, in place of the one before; GET /sandbox/scenario.schema.json describes it',
      body: object({ $schema: text, name: text, steps: { type: 'array', items: { type: 'object' } } }, ['steps']),
      answers,
      handle: async ({ body }) => {
        const wrong = await scenario.play(body)
        return wrong === undefined ? reply() : problem(400, 'SCENARIO_INVALID', wrong)
      },
    },
  ]
}
