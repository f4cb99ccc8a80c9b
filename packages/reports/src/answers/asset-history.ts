/** Balance history within a number of points: every change if there are few enough, else the last of each step. */

import type { AssetHistory } from '@spotdeck/api'
import { type LedgerEvent, totalOf } from '@spotdeck/ledger'
import { pastBalances } from '../history/past-balances.ts'
import type { Span } from '../base/port.ts'
import type { Scan } from '../scan/scan.ts'
import type { LedgerStore } from '@spotdeck/store'

type Store = Pick<LedgerStore, 'history' | 'balances'>
type Asked = Span & { readonly asset: string; readonly points: number }

/** Times that the steps are refined around the range with changes, at most; each time leaves at most half of it. */
const CLOSER_LOOKS = 8

/** Computes the balance of one asset over a span; no points for an asset never held. */
export function computeAssetHistory(scan: Scan, { asset, from, to, points }: Asked): Promise<AssetHistory> {
  const asked = { asset, from, to, points }
  return scan.marked(asked, async () => {
    const { store, turn } = scan
    const past = await pastBalances({ store, state: await scan.known(), turn }, asked)
    return { asset, from, to, points: [...past, ...(await balancePoints(store, asked))] }
  })
}

/** Ascending: where the balance stood when the span began, where it was known then, and what changed it since. */
async function balancePoints(store: Store, asked: Asked): Promise<AssetHistory['points']> {
  const { asset, from, to, points } = asked
  const changes = await store.history('movements', { asset, from, to, limit: points + 1 })
  const events = changes.length <= points ? store.balances({ asset, from, to, stepMs: 1 }) : inSteps(store, asked)
  let last = from
  return (await events).flatMap((event) => {
    if (event.type !== 'asset.changed') return []
    // A late event holds the balance of its own time; its point is never earlier than the one before.
    last = Math.max(last, event.time)
    const { free, locked } = event.change
    return [{ time: last, free, locked, total: totalOf(event.change) }]
  })
}

/** The steps begin where the changes do: a busy minute in a quiet week is more than one step of a week's. */
async function inSteps(store: Store, { asset, from, to, points }: Asked): Promise<readonly LedgerEvent[]> {
  let begin = from
  for (let look = 1; ; look++) {
    const stepMs = Math.max(1, Math.ceil((to - begin) / points))
    const events = await store.balances({ asset, from: begin, to, stepMs })
    const first = events.filter(({ time }) => time >= begin).reduce((least, { time }) => Math.min(least, time), to)
    const start = begin + Math.floor((first - begin) / stepMs) * stepMs
    if (look === CLOSER_LOOKS || start - begin < (to - begin) / 2) return events
    begin = start
  }
}
