/**
 * Balance of an asset before the first start, where deals and flows explain all that was held then: that of the first
 * start with every earlier change taken back.
 */

import type { AssetHistory } from '@spotdeck/api'
import { type AssetAmount, isNegative, isZero, subtract, zero } from '@spotdeck/exact'
import { type LedgerState, dealEffects, totalOf } from '@spotdeck/ledger'
import type { LedgerStore } from '@spotdeck/store'
import { SECOND_MS } from '@spotdeck/ports'
import { dealPages } from '../base/pages.ts'
import type { Span } from '../base/port.ts'

type Points = AssetHistory['points']
type Step = { readonly time: number; readonly change: AssetAmount }
type Past = {
  readonly store: Pick<LedgerStore, 'balances' | 'flows' | 'dealsAscending'>
  readonly state: Pick<LedgerState, 'birth' | 'books'>
  readonly turn: () => Promise<void>
}
type Asked = Span & { readonly asset: string; readonly points: number }

const PAGE = 1_000

/** Ascending, at most `points`; none where something of the opening balance is not explained. */
export async function pastBalances(past: Past, { asset, from, to, points }: Asked): Promise<Points> {
  const { birth = -Infinity, books } = past.state
  const book = books.get(asset)
  // What came within the second of the first start is in its balance.
  const end = Math.min(to, birth - SECOND_MS + 1)
  if (book === undefined || !isZero(book.opening) || from >= end) return []
  const [held] = await past.store.balances({ asset, from: birth, to: birth + 1, stepMs: 1 })
  let total = held?.type === 'asset.changed' ? totalOf(held.change) : zero<'asset'>()
  const back: Points[number][] = []
  const steps = await stepsOf(past, { asset, from, to: birth - SECOND_MS + 1 })
  for (const { time, change } of [...steps].reverse()) {
    if (back.at(-1)?.time !== time && time < end) back.push(pointOf(time, total))
    total = subtract(total, change)
    if (isNegative(total)) return thinned(back.slice(0, -1).reverse(), points)
  }
  if (!isZero(total)) back.push(pointOf(from, total))
  return thinned(back.reverse(), points)
}

const pointOf = (time: number, total: AssetAmount): Points[number] => ({
  time,
  free: total,
  locked: '0',
  total,
  totalOnly: true,
})

/** Changes of the asset in the span, ascending by time. */
async function stepsOf(
  { store, turn }: Past,
  { asset, ...span }: Span & { readonly asset: string },
): Promise<readonly Step[]> {
  const isWithin = ({ time }: { readonly time: number }): boolean => time >= span.from && time < span.to
  const steps: Step[] = (await store.flows()).filter((flow) => flow.asset === asset && isWithin(flow))
  for await (const page of dealPages({ store, turn }, span, PAGE))
    for (const deal of page)
      for (const effect of dealEffects(deal))
        if (effect.asset === asset) steps.push({ time: deal.time, change: effect.change })
  return steps.sort((a, b) => a.time - b.time)
}

/** The first point, which says from when on the balance is known, and the last of each of so many equal parts. */
function thinned(all: Points, points: number): Points {
  const size = Math.ceil(all.length / points)
  const isKept = (index: number): boolean => index === 0 || index % size === size - 1 || index === all.length - 1
  return size <= 1 ? all : all.filter((_, index) => isKept(index))
}
