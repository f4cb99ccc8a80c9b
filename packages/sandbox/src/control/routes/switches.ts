/** Panel routes for undocumented behavior. */

import { SWITCHES, SWITCH_NAMES, readSwitches } from '../../switches.ts'
import { problem } from '../call/reply.ts'
import { type PanelRoute, type PanelWorld, object } from '../call/route.ts'

const CHOICES = object(
  Object.fromEntries(
    SWITCH_NAMES.map((name) => [name, { enum: SWITCHES[name].choices, description: SWITCHES[name].what }]),
  ),
)

/** Routes for the choices of undocumented behavior. */
export function switchRoutes({ rules: { switches } }: PanelWorld): readonly PanelRoute[] {
  return [
    {
      call: 'GET /sandbox/switches',
      summary: 'How the exchange does what is not documented',
      answers: 'The choice of each switch',
      handle: () => ({ status: 200, body: switches.state }),
    },
    {
      call: 'POST /sandbox/switches',
      summary: 'Choose how it does them from now on; switches that are not named stay',
      body: CHOICES,
      answers: 'The choice of each switch',
      handle: ({ body }) => {
        const change = readSwitches(body)
        if (typeof change === 'string') return problem(400, 'BAD_BODY', `Choose again: ${change}.`)
        switches.set(change)
        return { status: 200, body: switches.state }
      },
    },
  ]
}
