import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { toUnits } from '@spotdeck/exact'
import { expect, test } from 'vitest'
import type { VenueEvent } from '../venue/contract/exchange.ts'
import { openVenue } from '../venue/engine/open-venue.ts'
import { type SandboxSymbol, referencePrices, symbolsNamed } from '../venue/listing/symbols.ts'
import { startMarket } from './run.ts'
import { memoryMarketStore } from './data/store.ts'

const START = Date.UTC(2026, 8, 23, 12, 0, 3)
const SPAN_MS = 60_000

/** A minute of one symbol, looked at every 37 ms. */
async function minuteOf(name: string) {
  const [{ rules }] = symbolsNamed([name]) as [SandboxSymbol]
  const time = new VirtualTime(START)
  const exchange = openVenue({ symbols: symbolsNamed([name]), firstVersion: START })
  const common = { exchange, clock: time, timers: time, seed: 1, store: memoryMarketStore(), log: silentLog }
  const market = startMarket({ ...common, bots: true, references: referencePrices })
  const events: VenueEvent[] = []
  exchange.subscribe((batch) => void events.push(...batch))
  const spreads: number[] = []
  const versions: { readonly at: number; readonly version: number }[] = []
  for (let at = START; at < START + SPAN_MS; at += 37) {
    await time.advanceTo(at)
    market.step(at)
    const { bids, asks, version } = exchange.book(name, 1)
    const [bid, ask] = [bids[0], asks[0]].map((level) =>
      Number(toUnits(level?.price ?? ('0' as never), rules.priceDigits)),
    )
    spreads.push((ask ?? 0) - (bid ?? 0))
    versions.push({ at, version })
  }
  market.stop()
  return { spreads: spreads.toSorted((a, b) => a - b), versions, events }
}

const at = (values: readonly number[], share: number): number => values[Math.floor(values.length * share)] ?? 0

test.each([
  ['BTCUSDT', 100],
  ['ETHUSDT', 100],
  ['SOLUSDT', 60],
  ['MXUSDT', 20],
] as const)('%s is a tick wide while calm and prints at any ms, %i times a minute and more', async (name, least) => {
  const { spreads, events } = await minuteOf(name)
  expect(at(spreads, 0.5)).toBeLessThanOrEqual(2)
  expect(spreads[0]).toBeGreaterThan(0)
  const trades = events.filter((event) => event.type === 'trade')
  expect(trades.length).toBeGreaterThan(least)
  expect(new Set(trades.map(({ time }) => time % 50)).size).toBeGreaterThan(20)
  const times = events.map(({ time }) => time)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

test('snapshots of a book fall inside the range of a push of 100 ms, not only on its edges', async () => {
  const { versions, events } = await minuteOf('BTCUSDT')
  const inside = versions.filter(({ at: now, version }) => {
    const end = Math.ceil(now / 100) * 100
    const own = events.flatMap((event) =>
      event.type === 'level' && event.time > end - 100 && event.time <= end ? [event.version] : [],
    )
    return version >= (own[0] ?? Infinity) && version < (own.at(-1) ?? 0)
  })
  expect(inside.length / versions.length).toBeGreaterThan(0.08)
})
