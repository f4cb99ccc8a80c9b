/** The SDK's books against the exchange's own answer, on a live market over real sockets. */

import { compare, decimal } from '@spotdeck/exact'
import type { FollowedBook } from '@spotdeck/mexc'
import { MexcClient, nodeWorld } from '@spotdeck/mexc/node'
import { openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import { depth, type DepthAnswer } from '@spotdeck/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'

const SYMBOLS = ['MXUSDT', 'BTCUSDT']
/** Of both sides, drawn with each change. */
const LEVELS = 150

let sandbox: RunningSandbox
let client: MexcClient
beforeAll(async () => {
  const config = { port: 0, host: '127.0.0.1', seed: 5, bots: true, demo: false, panel: true, symbols: SYMBOLS }
  sandbox = await openSandbox(config, nodeWorld())
  client = new MexcClient({ preset: 'sandbox', port: sandbox.port })
})
afterAll(async () => {
  await client.close()
  await sandbox.close()
})

async function panel(method: string, path: string, body?: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await fetch(`${sandbox.url}/sandbox/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** REST's answer at a moment when the book had the same version, before it was asked or while it was waited for. */
async function sameMoment(symbol: string, followed: FollowedBook, drawn: Map<number, string>): Promise<DepthAnswer> {
  for (;;) {
    const answer = await client.call(depth, { symbol, limit: LEVELS })
    // A book that is past it has not stood there: it takes the changes of a tenth of a second at once.
    const isAhead = () => (followed.book?.version ?? 0) > answer.lastUpdateId
    for (let waited = 0; waited < 20 && !drawn.has(answer.lastUpdateId) && !isAhead(); waited++) {
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    if (drawn.has(answer.lastUpdateId)) return answer
    // The faults of the other symbol's turn reach this book too.
    await expect.poll(() => followed.health.phase).toBe('live')
  }
}

function text(side: Iterable<readonly [string, string]>): string {
  return [...side].map(([price, quantity]) => `${decimal(price)} ${decimal(quantity)}`).join('\n')
}

async function follows(symbol: string): Promise<void> {
  const drawn = new Map<number, string>()
  const stale: string[] = []
  const followed = client.book(symbol, {
    changed(book) {
      const sides = (['bids', 'asks'] as const).map((side) =>
        text(book.top(side, LEVELS).map(({ price, quantity }) => [price, quantity])),
      )
      drawn.set(book.version, sides.join('\n--\n'))
    },
    stale: (reason) => stale.push(reason),
  })
  await expect.poll(() => followed.health.phase).toBe('live')
  for (const kind of [undefined, 'drop', 'duplicate', 'reorder']) {
    if (kind !== undefined) {
      await panel('POST', 'faults', { kind, target: { channel: 'aggre.depth' }, probability: 0.2, durationMs: 1_000 })
      await new Promise((resolve) => setTimeout(resolve, 1_200))
    }
    await expect.poll(() => followed.health.phase).toBe('live')
    const { bids, asks, lastUpdateId } = await sameMoment(symbol, followed, drawn)
    expect(drawn.get(lastUpdateId)).toBe(`${text(bids)}\n--\n${text(asks)}`)
    const [bid, ask] = [bids[0]?.[0] ?? '', asks[0]?.[0] ?? '']
    expect(compare(decimal(bid), decimal(ask))).toBe(-1)
  }
  expect(followed.health.snapshots).toBeGreaterThan(followed.health.gaps)
  expect(stale).not.toContain('DIFFERS')
  followed.close()
}

test('books equal REST’s at the same version, also under faults', async () => {
  await Promise.all(SYMBOLS.map(follows))
})
