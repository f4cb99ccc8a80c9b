/**
 * Pages of a list against a model of the exchange: whatever the ties, page sizes and bounds, no row is lost and none is
 * doubled.
 */

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RestClient } from '../rest/rest-client.ts'
import type { HistoryList } from './history-list.ts'
import { type HistoryPosition } from './page-cursor.ts'
import { type HistoryReading, readHistory } from './read-history.ts'

type Row = { readonly id: string; readonly time: number; readonly visibleAt: number }

const START = 1_790_300_000_000

/** An exchange of one list: the newest rows of a span, at most a page of them, those that are visible by now. */
class ListModel {
  now = START
  calls = 0
  readonly rows: Row[] = []
  readonly rest = {
    exchangeNow: () => this.now,
    syncClock: () => Promise.resolve(),
  } as unknown as RestClient

  list(pageSize: number, options: { readonly includesEnd: boolean; readonly ids: boolean }): HistoryList<Row> {
    return {
      pageSize,
      isFull: (length) => length >= pageSize,
      reachMs: Infinity,
      widestMs: 7 * 86_400_000,
      grainMs: 1_000,
      read: ({ from, to }) => {
        this.calls++
        const end = options.includesEnd ? to : to - 1
        const seen = this.rows.filter(({ time, visibleAt }) => time >= from && time <= end && visibleAt <= this.now)
        return Promise.resolve(seen.sort((a, b) => b.time - a.time).slice(0, pageSize))
      },
      timeOf: ({ time }) => time,
      keyOf: ({ id, time }) => (options.ids ? id : `${time} same`),
      repeats: !options.ids,
    }
  }
}

/** Rows in bursts: up to `most` of them in the same millisecond. */
const bursts = (most: number) =>
  fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 90_000 }), count: fc.integer({ min: 1, max: most }) }), {
    maxLength: 40,
  })

function fill(model: ListModel, parts: readonly { readonly afterMs: number; readonly count: number }[]): void {
  let time = START
  for (const { afterMs, count } of parts) {
    // Bursts are a second apart at least, so that no second holds more than one of them.
    time += afterMs + 2_000
    for (let n = 0; n < count; n++) model.rows.push({ id: `row ${model.rows.length}`, time, visibleAt: time })
  }
  model.now = time + 60_000
}

it('loses no row and doubles none, with many rows in one millisecond at the border of a page', async () => {
  const options = fc.record({ includesEnd: fc.boolean(), ids: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(bursts(5), options, fc.integer({ min: 6, max: 9 }), async (parts, how, pageSize) => {
      const model = new ListModel()
      fill(model, parts)
      const reading = readHistory(model.rest, model.list(pageSize, how), { from: START })
      const read = await reading.all()
      expect(read.map(({ time }) => time)).toEqual(model.rows.map(({ time }) => time).sort((a, b) => a - b))
      if (how.ids) expect(read.map(({ id }) => id).sort()).toEqual(model.rows.map(({ id }) => id).sort())
      expect(reading.coverage).toMatchObject({ state: 'complete', from: START, gaps: [] })
    }),
  )
})

it('goes on from any position, also while rows become visible late, and gives each row once', async () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(bursts(4), cuts, fc.array(fc.integer({ min: 0, max: 4_000 })), async (parts, takes, lags) => {
      const model = new ListModel()
      fill(model, parts)
      const end = model.now
      model.rows.forEach((row, index) => {
        model.rows[index] = { ...row, visibleAt: row.time + (lags[index % Math.max(1, lags.length)] ?? 0) }
      })
      const list = (): HistoryList<Row> => model.list(6, { includesEnd: true, ids: true })
      const read: string[] = []
      let resume: HistoryPosition | undefined
      model.now = START
      for (const take of takes) {
        model.now += (end - START) / takes.length
        const reading = readHistory(model.rest, list(), { from: START, resume })
        read.push(...(await taken(reading, take)))
        resume = JSON.parse(JSON.stringify(reading.position)) as HistoryPosition
      }
      model.now = end
      const last = readHistory(model.rest, list(), { from: START, resume })
      read.push(...(await taken(last, Infinity)))
      expect([...read].sort()).toEqual(model.rows.map(({ id }) => id).sort())
      expect(last.coverage.state).toBe('complete')
    }),
  )
})

it('gives no row again when it is cut at one that became visible before those that it had', async () => {
  const model = new ListModel()
  const list = (): HistoryList<Row> => model.list(6, { includesEnd: false, ids: true })
  model.rows.push({ id: 'late', time: START + 5_000, visibleAt: START + 9_500 })
  model.rows.push({ id: 'early', time: START + 7_000, visibleAt: START + 7_000 })
  model.now = START + 9_000
  const first = readHistory(model.rest, list(), { from: START })
  const read = [...(await taken(first, Infinity))]
  model.now = START + 60_000
  const second = readHistory(model.rest, list(), { from: START, resume: first.position })
  read.push(...(await taken(second, 1)))
  const third = readHistory(model.rest, list(), { from: START, resume: second.position })
  read.push(...(await taken(third, Infinity)))
  expect(read).toEqual(['early', 'late'])
  expect(third.position.seen).toEqual([])
})

it('gives a row that only the proof had once, also when it is resumed', async () => {
  const model = new ListModel()
  const row = { id: 'proven', time: START + 5_000, visibleAt: START }
  model.now = START + 6_000
  const list = (rows: readonly Row[]): HistoryList<Row> => ({
    ...model.list(6, { includesEnd: false, ids: true }),
    prove: ({ from }) => Promise.resolve({ rows, gaps: [], provenFrom: from }),
  })
  const first = readHistory(model.rest, list([row]), { from: START })
  expect(await first.all()).toEqual([row])
  model.rows.push(row)
  model.now = START + 60_000
  expect(await readHistory(model.rest, list([]), { from: START, resume: first.position }).all()).toEqual([])
})

async function taken(reading: HistoryReading<Row>, count: number): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const { id } of reading) {
    ids.push(id)
    if (ids.length >= count) break
  }
  return ids
}

it('names the second that holds more rows than a page', async () => {
  const model = new ListModel()
  for (let n = 0; n < 20; n++) model.rows.push({ id: `row ${n}`, time: START + 5_000, visibleAt: START })
  model.now = START + 60_000
  const reading = readHistory(model.rest, model.list(8, { includesEnd: false, ids: true }), { from: START })
  expect(await reading.all()).toHaveLength(8)
  const second = { from: START + 5_000, to: START + 6_000 }
  expect(reading.coverage).toMatchObject({ state: 'incomplete', gaps: [{ ...second, reason: 'CROWDED' }] })
})

it('reads a quiet month in few calls and a busy day in about twice its pages', async () => {
  const model = new ListModel()
  for (let n = 0; n < 2_000; n++) model.rows.push({ id: `row ${n}`, time: START + n * 40_000, visibleAt: START })
  model.now = START + 30 * 86_400_000
  const reading = readHistory(model.rest, model.list(100, { includesEnd: false, ids: true }), { from: START })
  expect(await reading.all()).toHaveLength(2_000)
  expect(model.calls).toBeLessThan(70)
})
