/** Panel routes for the venue: what it lists and charges, and another one in its place. */

import { writtenVenue } from '../../venue-file/write.ts'
import { problem } from '../call/reply.ts'
import { type PanelRoute, type PanelWorld, object, text } from '../call/route.ts'

const list = { type: 'array', items: { type: 'object' } } as const
const VENUE = object({
  $schema: text,
  name: text,
  extends: { enum: ['built-in', 'nothing'] },
  symbols: list,
  coins: list,
  feeTiers: list,
  mxDiscount: text,
  accounts: list,
})

/** Routes for the venue. */
export function venueRoutes({ rules }: PanelWorld): readonly PanelRoute[] {
  const answers = '{ venue }: symbols, coins, fees and accounts in force, as a venue file has them, without secrets'
  const reply = () => ({ status: 200, body: { venue: writtenVenue(rules.venue.definition) } })
  return [
    {
      call: 'GET /sandbox/venue',
      summary: 'The venue in force, every default written out',
      answers,
      handle: reply,
    },
    {
      call: 'POST /sandbox/venue',
      summary:
        'Put a venue in force; GET /sandbox/venue.schema.json describes it. Accounts, keys and orders stay, connections end',
      body: VENUE,
      query: { reset: { enum: ['true', 'false'], description: 'true: the exchange begins anew with the venue.' } },
      answers,
      handle: async ({ body, query }) => {
        const refused = await rules.venue.change(body, query.get('reset') === 'true')
        if (refused === undefined) return reply()
        return problem(refused.code === 'VENUE_INVALID' ? 400 : 409, refused.code, refused.message)
      },
    },
  ]
}
