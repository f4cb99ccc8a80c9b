import { HOUR_MS } from '@spotdeck/ports'
import { buildChannel, channels, type DecodedPush, type Push } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { ScriptedStream } from '../testing/scripted-stream.ts'
import { type TestWorld, virtualWorld } from '../testing/virtual-world.ts'
import type { OpenMarketStreams } from './market-stream.ts'
import { openMarketStreams } from './open-market-streams.ts'
import { DuplicateFilter } from './duplicate-filter.ts'

const HOST = '127.0.0.1:9090'
const PRINTS = buildChannel(channels.aggreDeals('MXUSDT'))
const DEPTH = buildChannel(channels.aggreDepth('MXUSDT'))

let world: TestWorld
let server: ScriptedStream
let streams: OpenMarketStreams
let told: string[]
beforeEach(() => {
  world = virtualWorld()
  server = new ScriptedStream(() => world.time.now())
  world.network.serve(HOST, { accept: server.accept })
  streams = openMarketStreams({ wsUrl: `ws://${HOST}/ws`, world })
  told = []
})

function prints(...ids: readonly number[]): Push {
  const deals = ids.map((id) => ({ price: '1', quantity: '1', tradeType: 1, time: id, tradeId: String(id) }))
  return { channel: PRINTS, body: { kind: 'publicAggreDeals', value: { deals, eventType: '' } } }
}

function depth(fromVersion: number, toVersion: number): Push {
  const versions = { fromVersion: String(fromVersion), toVersion: String(toVersion) }
  const value = { ...versions, bids: [], asks: [], eventType: '', lastOrderCreateTime: 0 }
  return { channel: DEPTH, body: { kind: 'publicAggreDepths', value } }
}

function read(): void {
  streams.subscribe(channels.aggreDeals('MXUSDT'), {
    push: ({ body }) => told.push(...body.value.deals.map(({ tradeId }) => tradeId)),
    subscribed: () => told.push('subscribed'),
    lost: (reason) => told.push(`lost ${reason}`),
  })
}

/** A print every `everyMs`, sent to each open socket as soon as the next one comes to it. */
async function trade(forMs: number, everyMs: number, from: number): Promise<number> {
  let id = from
  for (let spent = 0; spent < forMs; spent += everyMs) {
    server.push(prints(++id))
    await world.time.advance(everyMs)
  }
  return id
}

describe('a market socket near its age', () => {
  it('is replaced before the server ends it: no push is missed or repeated, and no gap reported', async () => {
    read()
    await world.time.advance(2_000)
    await world.time.advance(23.3 * HOUR_MS)
    const last = await trade(0.25 * HOUR_MS, 200, 0)
    await world.time.advance(1_000)
    expect(server.sockets.length).toBe(2)
    expect(server.sockets.map(({ closedWith }) => closedWith === undefined)).toEqual([false, true])
    expect(told).toEqual(['subscribed', ...Array.from({ length: last }, (_, at) => String(at + 1))])
    await world.time.advance(48 * HOUR_MS)
    expect(server.sockets.length).toBe(4)
    expect(told.filter((word) => word.startsWith('lost'))).toEqual([])
    await streams.close()
    await world.time.advance(5_000)
    expect(world.time.waiting).toBe(0)
  })

  it('continues without a replacement, and is lost when the server ends it', async () => {
    read()
    await world.time.advance(2_000)
    server.refused.add(PRINTS)
    await world.time.advance(23.6 * HOUR_MS)
    expect([told, server.open.length]).toEqual([['subscribed'], 1])
    expect(server.sockets.length).toBeLessThan(25)
    server.refused.clear()
    server.closeAll()
    await world.time.advance(60_000)
    expect(told).toEqual(['subscribed', expect.stringContaining('lost'), 'subscribed'])
  })

  it('takes channels subscribed and unsubscribed meanwhile with it', async () => {
    read()
    const stop = streams.subscribe(channels.aggreDepth('MXUSDT'), { push: () => undefined })
    await world.time.advance(23.2 * HOUR_MS)
    await world.time.until(() => server.sockets.length === 2)
    stop()
    const heard: string[] = []
    streams.subscribe(channels.kline('MXUSDT', 'Min1'), {
      push: () => undefined,
      subscribed: () => heard.push('subscribed'),
    })
    await world.time.advance(10_000)
    const [only, another] = server.open
    expect(another).toBeUndefined()
    expect([...(only?.channels ?? [])].sort()).toEqual([PRINTS, buildChannel(channels.kline('MXUSDT', 'Min1'))].sort())
    expect(heard.at(-1)).toBe('subscribed')
    expect(told).toEqual(['subscribed'])
  })
})

describe('the pushes of a replacement socket', () => {
  const decoded = (push: Push): DecodedPush => ({ ...push, unknown: [] })
  const news = (repeats: DuplicateFilter, push: Push): readonly string[] | undefined => {
    const { body } = repeats.newOf(decoded(push)) ?? {}
    if (body?.kind === 'publicAggreDeals') return body.value.deals.map(({ tradeId }) => tradeId)
    return body?.kind === 'publicAggreDepths' ? [body.value.toVersion] : undefined
  }

  it('exclude delivered prints, in any batches', () => {
    const repeats = new DuplicateFilter()
    for (const push of [prints(1, 2), prints(3, 4)]) repeats.note(decoded(push))
    expect(news(repeats, prints(1))).toBeUndefined()
    expect(news(repeats, prints(2, 3, 4, 5))).toEqual(['5'])
    expect(news(repeats, prints(4))).toEqual(['4'])
  })

  it('exclude delivered depth, and are complete where they go further', () => {
    const repeats = new DuplicateFilter()
    repeats.note(decoded(depth(5, 9)))
    expect(news(repeats, depth(4, 8))).toBeUndefined()
    expect(news(repeats, depth(8, 11))).toEqual(['11'])
  })
})
