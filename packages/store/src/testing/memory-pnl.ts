/** Marks of profit in memory, with what is stored beside them. */

import { zero } from '@spotdeck/exact'
import { type CostKey, type Lot, type Value, compareKeys } from '@spotdeck/ledger'
import { type SumTexts, memorySums } from '../memory-sums.ts'
import { packMark, unpackMark } from '../packed-sums.ts'
import { rollUp } from '../pnl-roll-up.ts'
import type { PnlMarks, PnlStep } from '../port.ts'

/** Profit that survives a crash; values are kept as JSON text. */
export class PnlDisk {
  basis = ''
  /** Ascending by key. */
  marks: { readonly last: CostKey; readonly n: number; readonly text: string }[] = []
  /** By kind and length of the stretch. */
  readonly stretches: SumTexts = new Map()
  readonly lots = new Map<string, string>()
  readonly totals = new Map<number, Value>()

  /** Removes the marks from a key on. */
  remove(from: CostKey | undefined): void {
    if (from !== undefined) this.marks = this.marks.filter(({ last }) => compareKeys(last, from) < 0)
  }

  save({ basis, n, last, after, mark, quarters, totals, lots }: PnlStep): void {
    if (basis !== this.basis) this.marks = []
    this.basis = basis
    rollUp(memorySums(this.stretches), { after, last, quarters })
    for (const time of this.totals.keys()) if (time >= (after?.time ?? 0) && time <= last.time) this.totals.delete(time)
    for (const { time, realized } of totals) this.totals.set(time, realized)
    for (const { asset, place, lot } of lots) this.lots.set(`${asset} ${place}`, JSON.stringify(lot))
    this.remove(last)
    this.marks.push({ last, n, text: packMark(mark) })
  }
}

/** The profit of a disk. `head` answers the number of the last event. */
export function memoryPnl(disk: PnlDisk, head: () => number): PnlMarks {
  return {
    async pnlMark(basis, before = Infinity) {
      const found = disk.basis === basis ? disk.marks.findLast(({ last }) => last.time < before) : undefined
      if (found === undefined) return undefined
      return { last: found.last, n: found.n, mark: unpackMark(found.text) }
    },
    async holdsPnl({ last, n }) {
      return disk.marks.some((one) => one.n === n && compareKeys(one.last, last) === 0)
    },
    async savePnl(step) {
      if (step.n !== head()) return false
      disk.save(step)
      return true
    },
    async pnlSums(query, limit) {
      return memorySums(disk.stretches).sums(query, limit)
    },
    async pnlTrades(span, limit) {
      return memorySums(disk.stretches).trades(span, limit)
    },
    async pnlLots(asset, from, to) {
      const places = Array.from({ length: to - from }, (_, i) => from + i)
      return places.flatMap((place) => {
        const text = disk.lots.get(`${asset} ${place}`)
        return text === undefined ? [] : [JSON.parse(text) as Lot]
      })
    },
    async pnlTotals(times) {
      const known = [...disk.totals].sort(([a], [b]) => a - b)
      return times.map((time) => known.findLast(([at]) => at <= time)?.[1] ?? zero<'USDT'>())
    },
  }
}
