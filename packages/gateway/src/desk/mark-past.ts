/** Records whether deposits and withdrawals from before the first start are known. */

import type { LedgerStore, Writer } from '@spotdeck/follow'
import { type EventDraft, coverageOfPast } from '@spotdeck/ledger'
import type { Timers } from '@spotdeck/ports'
import { dealsBetween } from './deals-between.ts'

type Past = { readonly store: LedgerStore; readonly writer: Writer; readonly timers: Timers }

/** They are known from the first entry on where they explain, with the deals, everything that was held; else they are not. */
export async function markPast(past: Past): Promise<void> {
  const { writer } = past
  const first = await firstEntry(past)
  await writer.serial(async () => {
    const time = writer.now()
    const drafts = coverageOfPast(writer.state, first).map((window): EventDraft => ({
      type: 'coverage.marked',
      window,
      time,
      source: 'inferred',
    }))
    if (drafts.length > 0) await writer.write(drafts)
  })
}

/** Time of the earliest deal or flow in ms since the epoch; `Infinity` where there is none. */
async function firstEntry({ store, timers }: Past): Promise<number> {
  const flows = await store.flows()
  const first = flows.reduce((earliest, { time }) => Math.min(earliest, time), Infinity)
  const to = Math.min(first, Number.MAX_SAFE_INTEGER)
  for await (const { time } of dealsBetween({ store, timers }, { from: 0, to })) return time
  return first
}
