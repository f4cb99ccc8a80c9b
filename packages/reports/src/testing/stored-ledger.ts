/** Ledgers of deals and flows in a store, for the tests of reports. */

import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { decimal } from '@spotdeck/exact'
import { type Deal, type EventDraft, EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'
import { HOUR_MS } from '@spotdeck/ports'
import { numberedDeal } from './numbered-deal.ts'

/** First start of every stored ledger, in ms since the epoch. */
export const BIRTH = Date.UTC(2025, 0, 1)
const DAY_MS = 24 * HOUR_MS

/** 1,300 deals ten hours apart. */
export const manyDeals = (): readonly Deal[] =>
  Array.from({ length: 1_300 }, (_, n) => numberedDeal(n, BIRTH + DAY_MS + n * 10 * HOUR_MS))

/** Times of 700 flows, 16 hours apart. */
export const manyFlows = (): readonly number[] =>
  Array.from({ length: 700 }, (_, n) => BIRTH + DAY_MS + n * 16 * HOUR_MS)

/** Stores `deals`, and a flow of MX at each of `flowTimes`: one of three is a withdrawal, one of four has no price. */
export async function storedLedger(deals: readonly Deal[], flowTimes: readonly number[] = []) {
  const store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'abcdef01'))
  const live = { state: 'live', code: 'LIVE', params: {}, since: BIRTH } as const
  const events: EventDraft[] = [
    { type: 'status.changed', time: BIRTH, source: 'rest', status: live },
    ...deals.map((deal): EventDraft => ({
      type: 'deal.added',
      deal,
      namedBy: 'stream',
      time: deal.time,
      source: 'stream',
    })),
    ...flowTimes.map((time, n): EventDraft => {
      const [change, reason] = n % 3 === 2 ? (['-1', 'WITHDRAW'] as const) : (['2', 'DEPOSIT'] as const)
      const flow = { id: `f${n}`, asset: 'MX', change: decimal<'asset'>(change), reason, time }
      const unitPrice = n % 4 === 0 ? {} : { unitPrice: decimal<'USDT per unit'>('2.5') }
      return { type: 'flow.told', flow, ...unitPrice, time, source: 'rest' }
    }),
  ]
  const { events: recorded, state } = record(EMPTY_STATE, events, BIRTH * 2)
  await store.commit({ events: recorded, rows: touchedRows(EMPTY_STATE, state, recorded) })
  return { store, state }
}
