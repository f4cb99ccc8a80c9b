import type { DecodedPush } from '@spotdeck/wire'
import { expect, it } from 'vitest'
import { AuthError } from '../errors/mexc-error.ts'
import { type AccountEvent, readAccount, type ReadAccountOptions } from './read-account.ts'
import { NO_CHANNEL_HEALTH, type UserStreamHandlers } from './user-stream.ts'

function rig(options: ReadAccountOptions = {}) {
  let handlers: UserStreamHandlers | undefined
  let closed = 0
  const reading = readAccount((given) => {
    handlers = given
    return {
      health: { connected: true, reconnects: 0, channels: NO_CHANNEL_HEALTH },
      renew: () => undefined,
      close: async () => void closed++,
    }
  }, options)
  const tell = (act: (handlers: UserStreamHandlers) => void): void => {
    if (handlers !== undefined) act(handlers)
  }
  return { reading, tell, closed: () => closed }
}

function deal(time: number): DecodedPush {
  const value = {
    ...{ price: '1', quantity: '1', amount: '1', tradeType: 1, isMaker: false, isSelfTrade: false, tradeId: '1' },
    ...{ clientOrderId: '', orderId: '1', feeAmount: '0', feeCurrency: 'MX', time },
  }
  return { channel: 'spot@private.deals.v3.api.pb', body: { kind: 'privateDeals', value }, unknown: [] }
}

async function take(events: AsyncIterable<AccountEvent>, count: number): Promise<readonly string[]> {
  const words: string[] = []
  for await (const event of events) {
    if (event.type === 'push' && event.push.body.kind === 'privateDeals')
      words.push(`deal ${event.push.body.value.time}`)
    else words.push(event.type === 'missed' ? `missed ${event.count}` : event.type)
    if (words.length === count) break
  }
  return words
}

it('delivers events in order, gaps at their place', async () => {
  const { reading, tell, closed } = rig()
  tell((on) => {
    on.ready(false)
    on.push(deal(1), 5)
    on.undecodable('WIRE_TRUNCATED')
    on.lost({ code: 'SOCKET_CLOSED', detail: '', retryInMs: 0 })
    on.ready(false)
  })
  expect(await take(reading, 5)).toEqual(['ready', 'deal 1', 'missed 1', 'lost', 'ready'])
  expect(closed()).toBe(1)
})

it('gives a slow reader one gap for dropped events, and complete events after it', async () => {
  const { reading, tell } = rig({ most: 3 })
  tell((on) => {
    for (let n = 1; n <= 5; n++) on.push(deal(n), n)
  })
  expect(await take(reading, 3)).toEqual(['missed 3', 'deal 4', 'deal 5'])
})

it('goes on after a refusal of a key that was accepted before: the stream tries again by itself', async () => {
  const { reading, tell } = rig()
  tell((on) => {
    on.ready(false)
    on.lost({ code: 'AUTH_REFUSED', detail: '', retryInMs: 300_000, error: new AuthError({}) })
    on.ready(false)
  })
  expect(await take(reading, 3)).toEqual(['ready', 'lost', 'ready'])
})

it('says what never came, ends with the refusal of a key that was never accepted, and closes the stream', async () => {
  const { reading, tell, closed } = rig()
  const refused = new AuthError({})
  tell((on) => {
    on.missed?.({ asset: 'MX' })
    on.lost({ code: 'AUTH_REFUSED', detail: '', retryInMs: 300_000, error: refused })
  })
  const seen: AccountEvent[] = []
  const loop = (async () => {
    for await (const event of reading) seen.push(event)
  })()
  await expect(loop).rejects.toBe(refused)
  expect(seen).toMatchObject([{ type: 'missed', count: 1, what: { asset: 'MX' } }, { type: 'lost' }])
  expect(closed()).toBe(1)
})

it('passes on no push of another channel, and ends by its signal', async () => {
  const controller = new AbortController()
  const { reading, tell, closed } = rig({ signal: controller.signal })
  tell((on) => on.push({ channel: 'x', body: { kind: 'unknown' }, unknown: [] }, 1))
  controller.abort()
  expect(await take(reading, 1)).toEqual([])
  expect([closed(), reading.health.connected]).toEqual([1, true])
})
