import { existsSync, readdirSync } from 'node:fs'
import { durableEnvelope, maskEnvelope, sampledEnvelope, snapshot } from '@spotdeck/api'
import { CodedError, NetworkFault } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import type { DeskBatch } from '@spotdeck/edge'
import { deskOnVenue } from './testing/desk-on-venue.ts'
import { accountIn } from './testing/account-in.ts'

const startCode = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work()
    return 'started'
  } catch (error) {
    return error instanceof CodedError ? String(error.code) : String(error)
  }
}
const coded = (code: string): Error => Object.assign(new Error('Refused.'), { code })

describe('the desk over a real ledger', () => {
  it('publishes events as valid envelopes without a gap in seq, and samples every second', async () => {
    const { time, venue, open, close, live } = deskOnVenue()
    const running = await open()
    const batches: DeskBatch[] = []
    running.desk.subscribe((batch) => batches.push(batch))
    await live(running)
    const id = venue.place('MXUSDT', 'BUY', '2.5', '10') ?? ''
    await time.advance(100)
    venue.fill(id, '10')
    await time.advance(3_000)
    const events = batches.flatMap((batch) => (batch.kind === 'durable' ? batch.events : []))
    for (const event of events) durableEnvelope.parse(event)
    for (const batch of batches) if (batch.kind === 'sampled') sampledEnvelope.parse(batch.event)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => (events[0]?.seq ?? 0) + index))
    expect(events.slice(-4).map((event) => event.type)).toEqual([
      'order.updated',
      'asset.changed',
      'asset.changed',
      'deal.added',
    ])
    const taken = snapshot.parse(running.desk.account('main')?.snapshot())
    expect(taken.seq).toBe(events.at(-1)?.seq)
    expect(taken.assets.find(({ asset }) => asset === 'MX')).toMatchObject({ free: '60', locked: '0', total: '60' })
    expect(taken.equity).toMatchObject({ total: '1124.9875', realizedPnl: '-0.0125', unpriced: [] })
    await close(running)
  })

  it('serves after a restart exactly what it served before, and goes on from there', async () => {
    const first = deskOnVenue()
    const before = await first.open()
    await first.live(before)
    const id = first.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    await first.time.advance(2_000)
    const head = before.desk.account('main')?.head()
    await first.close(before)
    first.venue.fill(id, '10')
    const after = await first.open()
    expect(after.desk.account('main')?.head().epoch).toBe(head?.epoch)
    expect((await accountIn(after.desk).eventsAfter({ epoch: head?.epoch ?? '', seq: 0 }, 1_000)).kind).toBe('events')
    expect(
      after.desk
        .account('main')
        ?.snapshot()
        .openOrders.map((order) => order.orderId),
    ).toEqual([id])
    await first.live(after)
    const replay = await accountIn(after.desk).eventsAfter(head ?? { epoch: '', seq: 0 }, 100)
    expect(
      replay.kind === 'events' && replay.events.some((event) => event.type === 'deal.added' && event.source === 'rest'),
    ).toBe(true)
    expect(await accountIn(after.desk).eventsAfter({ epoch: 'ffffffff', seq: 1 }, 9)).toMatchObject({ kind: 'gone' })
    await first.close(after)
  })

  it('pages orders and deals, and sums them up', async () => {
    const { time, venue, open, close, live } = deskOnVenue()
    const running = await open()
    await live(running)
    for (let i = 0; i < 5; i++) {
      venue.fill(venue.place('MXUSDT', i % 2 === 0 ? 'BUY' : 'SELL', i % 2 === 0 ? '2' : '3', '1') ?? '', '1')
      await time.advance(1_000)
    }
    const first = await accountIn(running.desk).orders({ limit: 3 })
    const second = await accountIn(running.desk).orders({ limit: 3, cursor: first.nextCursor ?? '' })
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 2, null])
    expect(await accountIn(running.desk).reports.dealsSummary({ from: 0, to: time.now() + 1 })).toMatchObject({
      count: 5,
      volume: '12',
      fees: '0.006',
      unpriced: [],
    })
    await close(running)
  })

  it('computes past equity from the deals it found, and leaves gaps where nothing is known', async () => {
    const rig = deskOnVenue()
    const old = rig.venue.place('MXUSDT', 'SELL', '2.5', '40') ?? ''
    rig.venue.fill(old, '40', '0')
    await rig.time.advance(10 * 3_600_000)
    const running = await rig.open()
    await rig.live(running)
    await rig.time.advance(120_000)
    const now = rig.time.now()
    const { points } = await accountIn(running.desk).reports.equity({
      from: now - 9 * 3_600_000,
      to: now + 1,
      points: 12,
    })
    expect(points.length).toBeGreaterThan(7)
    expect(points.at(-1)).toMatchObject({ total: '1125' })
    expect(points.filter(({ total }) => total !== null && total !== '1125')).toEqual([])
    await rig.close(running)
    await rig.time.advance(5 * 3_600_000)
    const again = await rig.open()
    await rig.live(again)
    await rig.time.advance(120_000)
    const later = await accountIn(again.desk).reports.equity({
      from: rig.time.now() - 6 * 3_600_000,
      to: rig.time.now() + 1,
      points: 500,
    })
    expect(later.points.some(({ total }) => total === null)).toBe(true)
    await rig.close(again)
  })

  it('places and cancels where trading is on', async () => {
    const { time, open, close, live } = deskOnVenue()
    const running = await open()
    await live(running)
    const order = {
      symbol: 'MXUSDT',
      side: 'BUY',
      type: 'LIMIT',
      price: '2',
      quantity: '5',
      clientOrderId: 'c1',
    } as const
    const placed = await running.desk.account('main')?.trading?.place(order)
    expect(placed).toMatchObject({ outcome: 'placed', clientOrderId: 'c1' })
    const orderId = placed?.outcome === 'placed' ? placed.orderId : ''
    await time.advance(100)
    expect(await running.desk.account('main')?.trading?.cancel('MXUSDT', orderId)).toMatchObject({
      outcome: 'canceled',
      orderId,
    })
    await time.advance(100)
    expect((await accountIn(running.desk).orders({ limit: 1 })).items[0]).toMatchObject({ status: 'CANCELED' })
    expect(running.desk.account('nobody')?.trading?.place(order)).toBeUndefined()
    const again = running.desk.account('main')?.trading?.place(order)
    await time.advance(1_000)
    expect(await again).toMatchObject({ outcome: 'placed', orderId })
    await close(running)
  })
})

describe('warnings', () => {
  const textPage = 'API trading was disabled for:\nGONE/USDT, LOST/USDT'
  const warningsIn = (batches: readonly DeskBatch[]) =>
    batches.flatMap((batch) => (batch.kind === 'sampled' && batch.event.topic === 'warnings' ? [batch.event] : []))

  it('updates with markets closed to the API; the key’s permissions are for the owner alone', async () => {
    const rig = deskOnVenue(undefined, { notices: [{ name: 'by hand', text: textPage }] })
    rig.sdk.permissions = 'SPOT_ACCOUNT_READ,SPOT_DEAL_WRITE,SPOT_WITHDRAW_WRITE'
    const running = await rig.open()
    const batches: DeskBatch[] = []
    running.desk.subscribe((batch) => batches.push(batch))
    await rig.live(running)
    await rig.time.advance(3_000)
    rig.venue.deposit('LOST', '5')
    await rig.time.advance(3_000)
    const told = warningsIn(batches)
    for (const event of told) sampledEnvelope.parse(event)
    expect(told.map(({ data }) => data.items.map(({ code, held }) => `${code} ${held.join()}`))).toEqual([
      [],
      ['ACCOUNT_API_OFF LOST', 'SYMBOL_GONE LOST'],
    ])
    expect(told.map(({ data }) => data.key.map(({ code }) => code))).toEqual([
      ['KEY_CAN_WITHDRAW'],
      ['KEY_CAN_WITHDRAW'],
    ])
    const [event] = told
    for (const audience of ['viewer', 'public'] as const)
      expect(event && maskEnvelope(event, { audience, maskId: (id) => id })).toBeUndefined()
    await rig.close(running)
  })

  it('does not include the rights of a sandbox’s key', async () => {
    const rig = deskOnVenue(undefined, { sandbox: true })
    rig.sdk.permissions = 'SPOT_WITHDRAW_WRITE'
    const running = await rig.open()
    expect(running.desk.account('main')?.keyWarnings).toEqual([])
    await rig.close(running)
  })
})

describe('a gateway that cannot start', () => {
  it('names an address that the exchange has retired, and writes nothing', async () => {
    const rig = deskOnVenue(undefined, { wsUrl: 'wss://wbs.mexc.com/ws' })
    await rig.time.advance(Date.UTC(2026, 0, 1) - rig.time.now())
    expect(await startCode(rig.open)).toBe('ENDPOINT_RETIRED')
    expect(existsSync(rig.config.dataDir)).toBe(false)
  })

  it('names the exchange and the network’s own answer, and says that the start ends', async () => {
    const { sdk, config, open } = deskOnVenue()
    const cause = new NetworkFault('HTTP_REFUSED', 'Could not connect (ENOTFOUND).')
    sdk.trouble = Object.assign(coded('NETWORK_REFUSED'), { cause })
    const { host } = new URL(config.restUrl)
    await expect(open()).rejects.toThrow(
      `${host} could not be asked about account main: Could not connect (ENOTFOUND). Nothing is known of it here yet, so the start ends:`,
    )
  })

  it('says what to do about the key or the clock, and writes nothing', async () => {
    const { sdk, config, open } = deskOnVenue()
    for (const [trouble, code] of [
      ['AUTH_REFUSED', 'EXCHANGE_REFUSED_KEY'],
      ['CLOCK_REFUSED', 'CLOCK_OFF'],
      ['NETWORK_TIMEOUT', 'EXCHANGE_UNREACHABLE'],
    ]) {
      sdk.trouble = coded(trouble ?? '')
      expect(await startCode(open)).toBe(code)
    }
    expect(existsSync(config.dataDir)).toBe(false)
  })

  it('refuses a second writer and starts when the first is gone', async () => {
    const { config, open, close } = deskOnVenue()
    const running = await open()
    const other = deskOnVenue(config.dataDir)
    expect(await startCode(other.open)).toBe('DATA_DIR_LOCKED')
    await close(running)
    expect(await startCode(async () => other.close(await other.open()))).toBe('started')
  })

  it('serves what the ledger holds when the exchange cannot be reached, and catches up later', async () => {
    const rig = deskOnVenue()
    const first = await rig.open()
    await rig.live(first)
    await rig.close(first)
    rig.sdk.trouble = coded('NETWORK_TIMEOUT')
    const running = await rig.open()
    expect(running.desk.account('main')?.snapshot().assets).toHaveLength(2)
    await rig.time.advance(5_000)
    expect(running.desk.accounts()[0]?.status.state).not.toBe('live')
    rig.sdk.trouble = undefined
    await rig.live(running)
    await rig.close(running)
  })

  it('keeps no secret in its files', async () => {
    const { config, open, close, live } = deskOnVenue()
    const running = await open()
    await live(running)
    await close(running)
    expect(readdirSync(config.dataDir).sort()).toEqual(['heads', 'ledger', 'lock.db'])
  })
})
