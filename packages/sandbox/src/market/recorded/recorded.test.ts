import { MINUTE_MS, silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { describe, expect, test } from 'vitest'
import { openSandboxHandler } from '../../rules.ts'
import { referencePrices, sandboxSymbols } from '../../venue/listing/symbols.ts'
import { createModel } from '../model/model.ts'
import { recordedSource } from './recorded.ts'
import type { OpenSource } from '../data/source.ts'
import { sourceContract } from '../data/testing/source-contract.ts'

const START = Date.UTC(2026, 8, 23, 12)
const options = {
  seed: 1,
  rules: new Map(sandboxSymbols.map((one) => [one.rules.symbol, one.rules])),
  references: referencePrices,
}

/** A climb from 5 to 6 in a hundred minutes: nothing the model would do with MX. */
const CANDLES = Array.from({ length: 100 }, (_, n) => {
  const [open, close] = [5 + n / 100, 5 + (n + 1) / 100]
  const candle = { symbol: 'MXUSDT', start: START + n * MINUTE_MS, open, high: close + 0.002, low: open - 0.002, close }
  const figures = Object.entries(candle).map(([name, value]) => [
    name,
    typeof value === 'number' && name !== 'start' ? value.toFixed(4) : value,
  ])
  return JSON.stringify({ ...Object.fromEntries(figures), volume: '1200.5' })
})
const recorded = () => recordedSource(CANDLES.join('\n'), options, createModel(options))

describe('a recorded source', () => {
  sourceContract(recorded)

  test('replays the recording, reverses at both ends, and leaves other symbols to their source', () => {
    const source = recorded()
    expect(source.price('MXUSDT', START + 50 * MINUTE_MS)).toBeCloseTo(5.5, 9)
    expect(source.price('MXUSDT', START + 100 * MINUTE_MS)).toBeCloseTo(6, 9)
    expect(source.price('MXUSDT', START + 150 * MINUTE_MS)).toBeCloseTo(5.5, 9)
    expect(source.price('MXUSDT', START - 50 * MINUTE_MS)).toBeCloseTo(5.5, 9)
    expect(source.price('BTCUSDT', START)).toBe(createModel(options).price('BTCUSDT', START))
  })

  test('names the line that is not a candle', () => {
    const open = (line: string) => () => recordedSource(`${CANDLES[0] ?? ''}\n${line}`, options, createModel(options))
    for (const line of ['{', '7', '{"symbol":"MXUSDT"}', (CANDLES[1] ?? '').replace('"1200.5"', '"-1"')]) {
      expect(open(line)).toThrow('Line 2 is no candle')
    }
  })

  test('a sandbox follows it: books, trades and charts are at its price', async () => {
    const time = new VirtualTime(START + 20 * MINUTE_MS)
    const world = { clock: time, timers: time, random: seededRandom(1), sign: nodeSign, log: silentLog }
    const config = { seed: 1, bots: true, demo: false, panel: false, symbols: ['MXUSDT'] }
    const source: OpenSource = (emitted) => recordedSource(CANDLES.join('\n'), emitted, createModel(emitted))
    const rules = openSandboxHandler({ ...config, source }, world)
    await time.advance(10 * MINUTE_MS)
    expect(Number(rules.exchange.lastPrice('MXUSDT'))).toBeCloseTo(5.3, 1)
    const { bids, asks } = rules.exchange.book('MXUSDT', 1)
    expect(Number(bids[0]?.price)).toBeCloseTo(5.3, 1)
    expect(Number(asks[0]?.price)).toBeCloseTo(5.3, 1)
    rules.close()
  })
})
