/** Panel routes for snapshots: store, restore, and reset everything. */

import { problem } from '../call/reply.ts'
import { type PanelRoute, type PanelWorld, object, text } from '../call/route.ts'

/** Routes for snapshots: list, store, restore, reset. */
export function snapshotRoutes({ rules }: PanelWorld): readonly PanelRoute[] {
  return [
    {
      call: 'GET /sandbox/snapshots',
      summary: 'The moments that can be gone back to; the last 20',
      answers: '{ snapshots: [{ id, time, accounts, orders, deals }] }, oldest first',
      handle: () => ({ status: 200, body: { snapshots: rules.snapshots } }),
    },
    {
      call: 'POST /sandbox/snapshot',
      summary: 'Keep this moment: accounts, keys, orders, deals, money and switches',
      body: object({}),
      answers: '{ id, time, accounts, orders, deals } (201)',
      handle: () => ({ status: 201, body: rules.snapshot() }),
    },
    {
      call: 'POST /sandbox/restore',
      summary: 'Go back to a moment, the last one kept unless told; connections end, time and the market go on',
      body: object({ id: text }),
      answers: 'The snapshot that is in force',
      handle: ({ body }) => {
        const { id } = body
        const found = id === undefined || typeof id === 'string' ? rules.restore(id) : undefined
        if (found === undefined) return problem(404, 'UNKNOWN_SNAPSHOT', 'POST /sandbox/snapshot keeps one.')
        return { status: 200, body: found }
      },
    },
    {
      call: 'POST /sandbox/reset',
      summary: 'Begin anew: the built-in accounts as at the first start, no faults, no drift, prices back on their way',
      body: object({}),
      answers: '{ time }',
      handle: () => {
        rules.reset()
        return { status: 200, body: { time: rules.time.now() } }
      },
    },
  ]
}
