/** Subscribers of a gateway that reads an account: it may be behind, or the database may go back to an older state. */

import { silentLog } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { Hub, TestReader } from '@spotdeck/edge/testing'
import { type Gateway, TwoGateways, both } from '../testing/two-gateways.ts'

const EDGE = { accounts: [], reads: [{ id: 'main', label: 'Main', trading: false }] }

/** A gateway that reads, as its subscribers see it. */
function hubOf(pair: TwoGateways, { desk }: Gateway): Hub {
  const world = { clock: pair.time, timers: pair.time, log: silentLog }
  return new Hub({ desk, viewOf: (_account, audience) => ({ audience, maskId: (id) => id }), world })
}

async function read(pair: TwoGateways, reader: TestReader, ms = 1_000): Promise<void> {
  for (let round = 0; round < ms / 50; round++) {
    await pair.time.advance(50)
    reader.deliver()
  }
}

describe('subscribers of a gateway that reads', () => {
  it.each(['whole', 'of the older form'])('are not reset where it is behind their position, %s', async (form) => {
    const { pair, first, second } = await both()
    second.storage.isBlind = true
    pair.trade()
    await pair.time.advance(1_000)
    const { epoch, seq, hash } = first.account.head()
    expect(second.account.head().seq).toBeLessThan(seq)
    const hub = hubOf(pair, second)
    const at = form === 'whole' ? { epoch, seq, hash } : { epoch, seq }
    const reader = new TestReader(hub, { clock: pair.time, timers: pair.time }, at)
    reader.connect('websocket', 0)
    await read(pair, reader)
    // It is told to connect again, with its position.
    expect([reader.resets, reader.connected]).toEqual([0, false])
    second.storage.isBlind = false
    reader.connect('websocket', 0)
    pair.trade()
    await read(pair, reader, 3_000)
    expect(reader.resets).toBe(0)
    expect(reader.received[0]?.seq).toBe(seq + 1)
    hub.close()
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('begin anew when the database goes back to an older state, also where it has as many events again', async () => {
    const pair = new TwoGateways()
    const first = await pair.start('first')
    await pair.time.until(() => first.code === 'LIVE')
    const edge = await pair.start('edge', EDGE)
    const hub = hubOf(pair, edge)
    const from = { epoch: first.account.head().epoch, seq: 0 }
    const reader = new TestReader(hub, { clock: pair.time, timers: pair.time }, from)
    const restore = pair.memory.backup()
    pair.trade()
    reader.connect('websocket', 0)
    await read(pair, reader, 3_000)
    const lost = edge.account.head()
    expect([reader.at.seq, reader.resets]).toEqual([lost.seq, 0])
    await pair.done(first.close())
    edge.storage.isCut = true
    restore()
    // It knows nothing of what was lost, so it goes on in the same epoch.
    const other = await pair.start('other')
    for (let n = 0; n < 5; n++) {
      pair.trade()
      await pair.time.advance(1_000)
    }
    await pair.time.until(() => other.account.head().seq > lost.seq)
    edge.storage.isCut = false
    await read(pair, reader, 3_000)
    expect(reader.resets).toBe(1)
    expect(edge.code).toBe('LEDGER_WENT_BACK')
    expect(edge.account.head()).toEqual(other.account.head())
    pair.trade()
    await read(pair, reader, 3_000)
    expect(reader.at).toMatchObject(other.account.head())
    expect(reader.resets).toBe(1)
    await pair.time.advance(60_000)
    expect(edge.code).toBe('LIVE')
    hub.close()
    await pair.done(Promise.all([other.close(), edge.close()]))
  })
})

describe('the silence of the database', () => {
  it('is measured by the clock of the machine, whatever the clock of the exchange does', async () => {
    const { pair, first, second } = await both()
    await pair.time.until(() => second.code === 'LIVE')
    pair.aheadMs = 60_000
    expect(second.code).toBe('LIVE')
    pair.aheadMs = -60_000
    second.storage.isCut = true
    await pair.time.advance(6_000)
    expect(second.code).toBe('STORE_UNREACHABLE')
    second.storage.isCut = false
    pair.aheadMs = 0
    await pair.done(Promise.all([first.close(), second.close()]))
  })
})

describe('an account that nobody has followed', () => {
  it('is served as such, and picked up when a gateway with room for it comes', async () => {
    const pair = new TwoGateways()
    const edge = await pair.start('edge', EDGE)
    expect(edge.account.info().status).toMatchObject({ state: 'offline', code: 'NEVER_FOLLOWED' })
    await pair.time.advance(60_000)
    expect(edge.account.info().status).toMatchObject({ state: 'offline', code: 'NEVER_FOLLOWED' })
    const first = await pair.start('first')
    await pair.time.until(() => edge.code === 'LIVE', 60_000)
    expect(edge.account.head()).toEqual(first.account.head())
    await pair.done(Promise.all([first.close(), edge.close()]))
  })
})

describe('a gateway that ends', () => {
  it('lets another take its accounts over while the exchange is slow to end its streams', async () => {
    const { pair, first, second } = await both()
    pair.streamsEnd = new Promise((resolve) => void pair.time.after(20_000, resolve))
    const [at, ending] = [pair.time.now(), first.close()]
    await pair.time.until(() => second.account.isFollowedHere)
    expect(pair.time.now() - at).toBeLessThan(3_000)
    await pair.done(ending)
    await pair.time.until(() => second.code === 'LIVE')
    expect(await pair.untrue()).toEqual([])
    expect(second.isWhole).toBe(true)
    await pair.done(second.close())
  })
})
