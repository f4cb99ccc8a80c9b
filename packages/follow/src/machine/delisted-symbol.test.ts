import { coverageOf } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { coverageAt, differences, falseClaims, startedRig } from '../testing/truth.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A round trip with a profit, and an order that came to nothing, in a symbol that was listed for part of the gap. */
async function tradedWhileListed(rig: Rig, way: 'killed' | 'down'): Promise<void> {
  await (way === 'killed' ? rig.crash() : rig.down())
  rig.venue.fill(rig.venue.place('ZZZUSDT', 'BUY', '2', '10') ?? '', '10')
  rig.venue.fill(rig.venue.place('ZZZUSDT', 'SELL', '3', '10') ?? '', '10')
  rig.venue.cancel(rig.venue.place('ZZZUSDT', 'BUY', '2', '10') ?? '')
  await rig.time.advance(HOUR)
}

async function back(rig: Rig): Promise<void> {
  await rig.time.advance(HOUR)
  if (rig.isDead) await rig.start()
  rig.up()
  await rig.live()
  await rig.time.advance(30 * MINUTE)
}

describe('a symbol delisted while the account was not followed', () => {
  it.each(['killed', 'down'] as const)('is asked: what was traded in it is found (%s)', async (way) => {
    const rig = await startedRig(new Rig())
    await tradedWhileListed(rig, way)
    rig.venue.offline = [{ symbol: 'ZZZUSDT', state: 3, offlineTime: rig.time.now() }]
    await back(rig)
    expect(await differences(rig)).toEqual([])
    expect(coverageAt(rig, 'deals', rig.time.now() - 2 * HOUR)).toBe('repaired')
  })

  it('and was listed again since leaves the whole of it in doubt where it is not told of', async () => {
    const rig = await startedRig(new Rig())
    await rig.crash()
    rig.venue.offline = [{ symbol: 'ETHUSDT', state: 3, offlineTime: rig.time.now() }]
    await rig.time.advance(HOUR)
    rig.venue.offline = []
    const at = rig.time.now()
    const bought = rig.venue.place('ETHUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(bought, '10')
    rig.venue.fill(rig.venue.place('ETHUSDT', 'SELL', '2', '10') ?? '', '10')
    rig.venue.offline = [{ symbol: 'ETHUSDT', state: 3, offlineTime: at - HOUR }]
    rig.venue.refused.add('ETHUSDT')
    await back(rig)
    expect(await falseClaims(rig, 0)).toEqual([])
  })

  it('and is not told of any more leaves what lies before in doubt, and nothing after', async () => {
    const rig = await startedRig(new Rig())
    await tradedWhileListed(rig, 'killed')
    const goneAt = rig.time.now()
    rig.venue.offline = [{ symbol: 'ZZZUSDT', state: 3, offlineTime: goneAt }]
    rig.venue.refused.add('ZZZUSDT')
    await back(rig)
    // The stated end is announced: its last deals may be a minute later.
    const end = goneAt + MINUTE
    const said = (kind: 'orders' | 'deals') => [end - 1, end].map((time) => coverageAt(rig, kind, time))
    expect({ orders: said('orders'), deals: said('deals') }).toEqual({
      orders: ['unknown', 'repaired'],
      deals: ['unknown', 'repaired'],
    })
    const of = (symbol: string) =>
      coverageOf(rig.state.coverage, symbol).find(
        ({ kind, from, to = Infinity }) => kind === 'orders' && from < end && end <= to,
      )?.state
    expect([of('ZZZUSDT'), of('MXUSDT')]).toEqual(['unknown', 'repaired'])
    expect(await falseClaims(rig, 0)).toEqual([])
  })

  it('and is not told of leaves its last deals in doubt, at its end or later', async () => {
    const trade = ({ venue }: Rig): void => venue.fill(venue.place('ETHUSDT', 'BUY', '2', '10') ?? '', '10')
    for (const lateMs of [0, 1_500, 3 * MINUTE]) {
      const rig = await startedRig(new Rig())
      const offlineTime = rig.time.now() + MINUTE
      await rig.time.advance(lateMs)
      trade(rig)
      await rig.time.advance(2_000)
      await rig.crash()
      await rig.time.advance(MINUTE - 2_000)
      trade(rig)
      rig.venue.symbols = rig.venue.symbols.filter((symbol) => symbol !== 'ETHUSDT')
      rig.venue.offline = [{ symbol: 'ETHUSDT', state: 3, offlineTime }]
      rig.venue.refused.add('ETHUSDT')
      await back(rig)
      expect({ lateMs, claims: await falseClaims(rig, 0) }).toEqual({ lateMs, claims: [] })
    }
  })

  it('long before is not asked for again', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.offline = [{ symbol: 'OLDUSDT', state: 3, offlineTime: rig.time.now() - 40 * 24 * HOUR }]
    const asked: string[] = []
    rig.venue.onSymbol = (symbol) => void asked.push(symbol)
    rig.down()
    await back(rig)
    expect(asked.includes('MXUSDT') && !asked.includes('OLDUSDT')).toBe(true)
  })

  it('leaves a gap unknown after a restart where the exchange does not say what it took off', async () => {
    const rig = await startedRig(new Rig())
    await tradedWhileListed(rig, 'killed')
    rig.venue.offline = undefined
    await back(rig)
    expect(await falseClaims(rig, 0)).toEqual([])
    expect(coverageAt(rig, 'orders', rig.time.now() - HOUR)).toBe('unknown')
  })
})

describe('a symbol bought and delisted in one gap, of a quote that no list had', () => {
  /** Bought for one quote that is held, and never listed where Spotdeck could see it. */
  async function bought(symbol: string, more: (rig: Rig) => void = () => undefined): Promise<Rig> {
    const rig = await startedRig(new Rig())
    await rig.crash()
    rig.venue.deposit(symbol.slice(3), '100')
    more(rig)
    rig.venue.fill(rig.venue.place(symbol, 'BUY', '2', '10') ?? '', '10')
    rig.venue.offline = [{ symbol, state: 3, offlineTime: rig.time.now() }]
    await back(rig)
    return rig
  }
  const assets = async ({ store }: Rig) =>
    (await store.deals({ limit: 9 })).map(({ baseAsset, quoteAsset, feeAsset }) => [baseAsset, quoteAsset, feeAsset])

  it('has the assets whose balances moved by exactly its amounts', async () => {
    const rig = await bought('MXZZY')
    expect(await assets(rig)).toEqual([['MXZ', 'ZY', 'ZY']])
    expect(await differences(rig)).toEqual([])
  })

  it('stays out of the ledger, and unknown, where other money moved too: nothing is guessed', async () => {
    const rig = await bought('MXZZY', ({ venue }) => venue.deposit('ZY', '7', 'SUGAR'))
    expect(await assets(rig)).toEqual([])
    expect([...rig.state.books.keys()].filter((asset) => /^M|Y$/.test(asset)).sort()).toEqual(['MX', 'ZY'])
    expect(rig.follower?.health.drift).toBeGreaterThan(0)
    const at = rig.venue.deals.at(-1)?.time ?? 0
    const of = (symbol: string) =>
      coverageOf(rig.state.coverage, symbol).find(
        ({ kind, from, to = Infinity }) => kind === 'deals' && from <= at && at < to,
      )?.state
    expect(of('MXZZY')).toBe('unknown')
  })
})

describe('a symbol listed while the account was not followed', () => {
  it('is asked although the list in hand does not have it', async () => {
    const rig = await startedRig(new Rig())
    rig.down()
    rig.venue.symbols = [...rig.venue.symbols, 'NEWUSDT']
    rig.venue.fill(rig.venue.place('NEWUSDT', 'BUY', '2', '10') ?? '', '10')
    rig.venue.fill(rig.venue.place('NEWUSDT', 'SELL', '3', '10') ?? '', '10')
    await back(rig)
    expect(await differences(rig)).toEqual([])
    expect(coverageAt(rig, 'deals', rig.time.now() - HOUR - 31 * MINUTE)).toBe('repaired')
  })
})
