import { expect, test } from 'vitest'
import { buildChannel, type PublicChannel } from '@spotdeck/wire'
import { Subscription } from './subscription.ts'
import { Subscriptions } from './subscriptions.ts'
import type { Shard } from './shard.ts'

const shard = {} as Shard
const SYMBOLS = Array.from({ length: 600 }, (_, n) => `A${n}USDT`)
const channels = SYMBOLS.flatMap((symbol): PublicChannel[] => [
  { kind: 'aggreDepth', symbol, interval: '100ms' },
  { kind: 'aggreDeals', symbol, interval: '100ms' },
  { kind: 'kline', symbol, interval: 'Min1' },
])
const asFromAFrame = (name: string): string => Buffer.from(name).toString('latin1')

test('every channel is found by a name that came out of a frame, however many there are', () => {
  const subscriptions = new Subscriptions()
  const all = channels.map((channel) => new Subscription(channel, buildChannel(channel), shard))
  for (const subscription of all) subscriptions.add(subscription)
  for (let round = 0; round < 2; round++) {
    for (const one of all) expect(subscriptions.get(asFromAFrame(one.name))).toBe(one)
  }
  expect([...subscriptions.all]).toEqual(all)
})

test('an unsubscribed channel is not found, and a new subscription replaces it', () => {
  const subscriptions = new Subscriptions()
  const [channel] = channels as [PublicChannel]
  const name = buildChannel(channel)
  const first = new Subscription(channel, name, shard)
  subscriptions.add(first)
  expect(subscriptions.get(asFromAFrame(name))).toBe(first)
  subscriptions.delete(name)
  expect(subscriptions.get(asFromAFrame(name))).toBeUndefined()
  const second = new Subscription(channel, name, shard)
  subscriptions.add(second)
  expect(subscriptions.get(asFromAFrame(name))).toBe(second)
  subscriptions.clear()
  expect(subscriptions.get(asFromAFrame(name))).toBeUndefined()
  for (const text of ['', 'x', 'spot@public.aggre.de', 'spot@public.aggre.dep']) {
    expect(subscriptions.get(text)).toBeUndefined()
  }
})
