import type { AccountTopic } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { SharedEvent } from '../bus/shared-event.ts'
import { type Subscription, groupOf, includes } from './subscription.ts'
import { assetDraft, dealDraft, orderDraft, statusDraft } from '../testing/drafts.ts'
import type { EventDraft } from '../testing/fake-desk.ts'

const ALL: readonly AccountTopic[] = ['assets', 'orders', 'deals', 'status']
const subscription = (over: Partial<Subscription> = {}): Subscription => ({
  account: 'main',
  audience: 'viewer',
  topics: new Set(ALL),
  intervalMs: 0,
  ...over,
})

/** MX is hidden from viewers. */
const event = (draft: EventDraft): SharedEvent =>
  new SharedEvent({ ...draft, account: 'main', epoch: 'aaaaaaaaaaaaaaaa', seq: 1 }, (audience) => ({
    audience,
    maskId: (id) => id,
    ...(audience === 'viewer' ? { leavesOut: (_kind: string, name: string) => name === 'MX' } : {}),
  }))
const EVENTS = [
  event(orderDraft(1, 'MXUSDT')),
  event(dealDraft(2, 'BTCUSDT')),
  event(assetDraft(3, 'USDT')),
  event(assetDraft(4, 'BTC')),
  event(statusDraft(5)),
]
const given = (over: Partial<Subscription>) =>
  EVENTS.flatMap((one, i) => (includes(subscription(over), one, false) ? [i + 1] : []))

describe('a subscription', () => {
  it('includes the events of its topics', () => {
    expect(given({})).toEqual([1, 2, 3, 4, 5])
    expect(given({ topics: new Set(['deals', 'status']) })).toEqual([2, 5])
  })

  it('to some symbols or assets includes no other order, deal or asset, and all that has neither', () => {
    expect(given({ symbols: new Set(['BTCUSDT']) })).toEqual([2, 3, 4, 5])
    expect(given({ assets: new Set(['BTC']) })).toEqual([1, 2, 4, 5])
    expect(given({ symbols: new Set(['BTCUSDT']), assets: new Set(['USDT']) })).toEqual([2, 3, 5])
  })

  it('includes nothing that is hidden from its audience', () => {
    const hidden = event(assetDraft(6, 'MX'))
    expect([
      includes(subscription(), hidden, true),
      includes(subscription({ audience: 'owner' }), hidden, true),
    ]).toEqual([false, true])
    expect(includes(subscription(), event(assetDraft(7, 'USDT')), true)).toBe(true)
  })
})

describe('subscribers that are sent one text together', () => {
  const own = groupOf('websocket', subscription())

  it('have all in common that the text depends on', () => {
    const others = [
      groupOf('sse', subscription()),
      groupOf('websocket', subscription({ audience: 'owner' })),
      groupOf('websocket', subscription({ intervalMs: 50 })),
      groupOf('websocket', subscription({ topics: new Set(['orders']) })),
      groupOf('websocket', subscription({ symbols: new Set(['MXUSDT']) })),
      groupOf('websocket', subscription({ assets: new Set(['MX']) })),
    ]
    expect(new Set([own, ...others]).size).toBe(1 + others.length)
  })

  it('may have named it in another order, or have another interval', () => {
    expect(groupOf('websocket', subscription({ topics: new Set(ALL.toReversed()) }))).toBe(own)
    const paced = [50, 250].map((intervalMs) => groupOf('websocket', subscription({ intervalMs })))
    expect(paced[0]).toBe(paced[1])
  })
})
