/** Contract of every store's equity points as one suite. */

import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { type LedgerStore, STRETCH_MS } from './port.ts'
import type { Awaitable } from './store.contract.ts'

/** Runs the suite. `open` gives a fresh store, `reopen` the same one as another process would find it after a kill. */
export function equityContract(
  name: string,
  open: () => Awaitable<LedgerStore>,
  reopen: (store: LedgerStore) => Awaitable<LedgerStore>,
): void {
  describe(`equity of the store: ${name}`, () => {
    it('keeps equity by resolution and prunes it', async () => {
      const store = await open()
      const point = (time: number) => ({ time, total: String(time), free: null, locked: null, netDeposits: null })
      await store.saveEquity('minute', [point(60), point(120), point(180)])
      await store.saveEquity('hour', [point(60)])
      await store.pruneEquity('minute', 100)
      expect((await store.equity('minute', 0, 180)).map((row) => row.time)).toEqual([120])
      expect(await store.equity('hour', 0, 180)).toHaveLength(1)
    })

    it('reads equity of several spans, and keeps stretches of it until their points change', async () => {
      const store = await open()
      const point = (time: number) => ({ time, total: String(time), free: null, locked: null, netDeposits: '0' })
      const one = decimal<'fraction'>('1')
      const grown = {
        level: one,
        peak: one,
        low: one,
        maxDrawdown: decimal<'fraction'>('0'),
        profit: decimal<'USDT'>('3'),
      }
      const stretch = (begin: number) => ({ begin, since: begin - 60, first: begin + 1, last: point(begin + 9), grown })
      const length = STRETCH_MS.minute
      await store.saveEquity('minute', [1, 2, 3, 4, 5].map(point))
      const spans = [
        { from: 0, to: 2 },
        { from: 3, to: 5 },
      ]
      expect((await store.equityWithin('minute', spans)).map(({ time }) => time)).toEqual([1, 3, 4])
      expect(await store.equityWithin('minute', [])).toEqual([])
      expect(await store.stretchesEnd('minute')).toBe(0)
      const all = Array.from({ length: 8 }, (_, n) => stretch(n * length))
      await store.saveStretches('hour', [stretch(0)])
      await store.saveStretches('minute', all)
      const begins = async () => (await store.stretches('minute', 0, 9 * length)).map(({ begin }) => begin / length)
      expect(await store.stretches('minute', 2 * length, 4 * length)).toEqual(all.slice(2, 4))
      expect(await store.stretchesEnd('minute')).toBe(8 * length)
      // In a stretch, at the point before one, and elsewhere.
      await store.saveEquity('minute', [point(length + 5), point(4 * length - 60), point(9 * length)])
      await store.saveEquity('second', [point(6 * length)])
      expect(await begins()).toEqual([0, 2, 5, 6, 7])
      const found = await (await reopen(store)).stretches('minute', 0, 9 * length)
      expect(found).toEqual(await store.stretches('minute', 0, 9 * length))
      await store.pruneEquity('minute', 5 * length + 1)
      expect(await begins()).toEqual([6, 7])
      expect(await store.stretches('hour', 0, 1)).toHaveLength(1)
    })
  })
}
