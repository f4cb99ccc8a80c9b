/** Tickers of one credential while another follows a book: the real market data and edge over fake streams. */

import type { ChannelHandlers } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'
import { type Channel, type PushBody, buildChannel } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import { createAccess, ourAddresses } from '@spotdeck/desk/access'
import { memoryAccessStore } from '@spotdeck/desk/testing'
import { createEdgeRules } from '@spotdeck/edge'
import { inProcessReports } from '@spotdeck/reports'
import { deskOnVenue } from '../testing/desk-on-venue.ts'

type Received = { readonly at: number; readonly text: string }

const bookTicker: PushBody = {
  kind: 'publicAggreBookTicker',
  value: { bidPrice: '2.4', bidQuantity: '3', askPrice: '2.5', askQuantity: '4', version: '7', lastOrderCreateTime: 0 },
}
const miniTickers = (price: string): PushBody => ({
  kind: 'publicMiniTickers',
  value: {
    items: [
      {
        ...{ symbol: 'MXUSDT', price, rate: '0', zonedRate: '0', high: '3', low: '2', volume: '5', quantity: '2' },
        ...{ lastCloseRate: '0', lastCloseZonedRate: '0', lastCloseHigh: '0', lastCloseLow: '0' },
      },
    ],
  },
})

async function deskWithStreams() {
  const rig = deskOnVenue()
  const channels = new Map<string, ChannelHandlers>()
  const { time } = rig
  Object.assign(rig.config, { reports: inProcessReports(time) })
  rig.sdk.openMarketStreams = () => ({
    subscribe(channel: Channel, handlers: ChannelHandlers) {
      const name = buildChannel(channel)
      channels.set(name, handlers)
      time.after(1, () => handlers.subscribed?.())
      return () => void channels.delete(name)
    },
    renew: () => undefined,
    close: async () => undefined,
  })
  const running = await rig.open()
  const push = (kind: string, body: PushBody): void => {
    for (const [name, handlers] of channels)
      if (name.includes(kind)) handlers.push({ channel: name, body, unknown: [] }, time.now())
  }
  return { ...rig, running, push }
}

/** Everything that a viewer of tickers receives, with its time, while the owner follows a book or does not. */
async function receivedByViewer(isBookFollowed: boolean) {
  const rig = await deskWithStreams()
  const { time, running, push } = rig
  const random = seededRandom(1)
  const access = createAccess({ store: memoryAccessStore(), clock: time, random })
  const addresses = ourAddresses({ host: '127.0.0.1', port: 8787 })
  const world = { clock: time, timers: time, random, log: silentLog }
  const rules = createEdgeRules({ desk: running.desk, access, addresses, port: 8787, sandbox: false, world })
  const connect = (audience: 'owner' | 'public' | 'viewer') => {
    const received: Received[] = []
    const send = (text: string): void => void received.push({ at: time.now(), text })
    const sink = { send, share: ({ text }: { text: string }) => (send(text), true), close: () => {} }
    const token = access.createToken({ audience, accounts: 'all' }).secret
    const headers = { host: '127.0.0.1:8787', authorization: `Bearer ${token}` }
    const upgrade = rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', ip: '127.0.0.1', headers })
    if (upgrade.kind === 'refused') throw new Error('refused')
    const { connection } = upgrade.connect({ ...sink, bufferedBytes: 0 })
    const follow = (topics: readonly string[]): void =>
      connection.receive(JSON.stringify({ op: 'subscribe', id: 1, topics, symbols: ['MXUSDT'], intervalMs: 0 }))
    return { received, follow }
  }
  const [owner, viewer, link] = [connect('owner'), connect('viewer'), connect('public')]
  viewer.follow(['ticker'])
  link.follow(['ticker'])
  owner.follow(isBookFollowed ? ['book', 'ticker'] : ['ticker'])
  await time.advance(3_000)
  for (const price of ['2.41', '2.42', '2.42', '2.43']) {
    push('bookTicker', bookTicker)
    await time.advance(700)
    push('miniTickers', miniTickers(price))
    await time.advance(700)
  }
  owner.follow(['ticker'])
  await time.advance(1_000)
  rules.close()
  await rig.close(running)
  return { owner: owner.received, guests: [...viewer.received, ...link.received] }
}

describe('a ticker', () => {
  it('has the same values at the same times for guests whether or not the owner follows the book', async () => {
    const followed = await receivedByViewer(true)
    const unfollowed = await receivedByViewer(false)
    expect(followed.owner.some(({ text }) => text.includes('"book.updated"'))).toBe(true)
    expect(followed.guests.filter(({ text }) => text.includes('"lastPrice":"2.43"'))).toHaveLength(2)
    expect(followed.guests).toEqual(unfollowed.guests)
  })
})
