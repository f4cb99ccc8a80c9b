/** The time before the first start: its equity, and whether its deposits and withdrawals are known. */

import { type Exchange, TRADES_REACH_MS, type Writer } from '@spotdeck/follow'
import { type LedgerStore } from '@spotdeck/store'
import { type CostEntry, type EventDraft, type LedgerState, coverageOfPast, trustedFrom } from '@spotdeck/ledger'
import { HOUR_MS, type Timers, sleep } from '@spotdeck/ports'
import type { Prices } from '../market/prices.ts'
import { dealsBetween } from './deals-between.ts'
import type { EquitySampler } from './equity-sampler.ts'

type Past = { readonly store: LedgerStore; readonly writer: Writer; readonly timers: Timers }

type Parts = Past & { readonly prices: Pick<Prices, 'loadHistory'>; readonly exchange: Pick<Exchange, 'now'> }

const ALL_TIME = Number.MAX_SAFE_INTEGER

/**
 * Computes equity back from the first start, as far as deals are known.
 * @returns false where a gap since the first start has to be read first: balances of today do not lead back across it
 */
export async function computePast(parts: Parts, equity: Pick<EquitySampler, 'backfill'>): Promise<boolean> {
  const { store, prices, exchange, writer, timers } = parts
  const now = exchange.now()
  const from = now - TRADES_REACH_MS
  if (isCutOff(writer.known)) return false
  const assets = new Set([...writer.known.assets.keys(), ...writer.known.books.keys()])
  await prices.loadHistory(assets, from, now)
  const { coverage, birth } = writer.known
  if (isCutOff(writer.known)) return false
  const begin = Math.max(from, trustedFrom(coverage, 'deals') ?? now)
  // Long after the first start, or where nothing before it is certain, no deal is read.
  if (Math.floor((birth ?? 0) / HOUR_MS) * HOUR_MS <= begin) return true
  // Read last, and the balances right after them: what happens meanwhile must be in both.
  const entries: CostEntry[] = (await store.flows()).map((flow) => ({ kind: 'flow', flow }))
  for await (const deal of dealsBetween(parts, { from, to: ALL_TIME })) entries.push({ kind: 'deal', deal })
  const deals = dealsBetween(parts, { from: 0, to: birth ?? now })
  await equity.backfill(entries, begin, { deals, turn: () => sleep({ timers, ms: 0 }) })
  return true
}

/** True while a deal since the first start may be missing. */
function isCutOff({ coverage, birth }: Pick<LedgerState, 'coverage' | 'birth'>): boolean {
  return birth !== undefined && (trustedFrom(coverage, 'deals') ?? Infinity) > birth
}

/** Records that deposits and withdrawals are known from the first entry on where they explain, with the deals, all that was held; else unknown. */
export async function markPast(past: Past): Promise<void> {
  const { writer } = past
  const first = await firstEntry(past)
  await writer.propose((state) => {
    const time = writer.now()
    return coverageOfPast(state, first).map((window): EventDraft => ({
      type: 'coverage.marked',
      window,
      time,
      source: 'inferred',
    }))
  })
}

/** Time of the earliest deal or flow in ms since the epoch; `Infinity` where there is none. */
async function firstEntry({ store, timers }: Past): Promise<number> {
  const flows = await store.flows()
  const first = flows.reduce((earliest, { time }) => Math.min(earliest, time), Infinity)
  const to = Math.min(first, ALL_TIME)
  for await (const { time } of dealsBetween({ store, timers }, { from: 0, to })) return time
  return first
}
