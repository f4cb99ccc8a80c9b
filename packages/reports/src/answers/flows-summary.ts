/** Sums of the flows of a span by their kind. */

import { type FlowItem, type FlowsSummary, flowKinds } from '@spotdeck/api'
import { add, decimal, isPositive, isZero, negate, zero } from '@spotdeck/exact'
import { type LedgerEvent, type LedgerState, type Value, unclassified } from '@spotdeck/ledger'
import { type FlowFacts, isFlowFee, toFlow } from '../history/history.ts'
import { pagesOf } from '../base/pages.ts'
import type { Span } from '../base/port.ts'
import type { Scan } from '../scan/scan.ts'
import { shown } from '../base/valuation.ts'
import { withdrawalsWithin } from '../history/withdrawals.ts'

const STEP = 1_000

/** Computes the sums. */
export function computeFlowsSummary(scan: Scan, { from, to }: Span): Promise<FlowsSummary> {
  return scan.marked({ from, to }, async () => {
    const rows = new Map(flowKinds.map((kind) => [kind, { count: 0, in: zero<'USDT'>(), out: zero<'USDT'>() }]))
    const unpriced = new Set<string>()
    let net = zero<'USDT'>()
    const state = await scan.known()
    for await (const flow of allFlows(scan, { from, to })) {
      const row = rows.get(flow.kind)
      if (row === undefined) continue
      if (!isFlowFee(flow.reason) && flow.state !== 'returned') row.count += 1
      if (flow.value === undefined) {
        unpriced.add(flow.asset)
        continue
      }
      const value: Value = decimal(flow.value)
      net = add(net, value)
      if (isPositive(value)) row.in = add(row.in, value)
      else row.out = add(row.out, negate(value))
    }
    return {
      from,
      to,
      unit: 'USDT',
      net: shown(net),
      byKind: [...rows].map(([kind, row]) => ({ kind, count: row.count, in: shown(row.in), out: shown(row.out) })),
      unclassified: unclassifiedOf(state),
      unpriced: [...unpriced].sort(),
    }
  })
}

async function* allFlows({ store, turn }: Scan, span: Span): AsyncGenerator<FlowItem> {
  const withdrawals = await withdrawalsWithin(span, store)
  const read = (before?: LedgerEvent) => store.history('flows', { ...span, limit: STEP, before })
  for await (const events of pagesOf<LedgerEvent>({ size: STEP, turn, read })) {
    const prices = await store.flowPrices(events.map(({ n }) => n))
    const facts = (n: number): FlowFacts => ({ unitPrice: prices.get(n), withdrawal: withdrawals.get(n) })
    yield* events.flatMap((event) => toFlow(event, facts(event.n)))
  }
}

function unclassifiedOf(state: LedgerState): FlowsSummary['unclassified'] {
  const assets = [...new Set([...state.assets.keys(), ...state.books.keys()])].sort()
  return assets.flatMap((asset) => {
    const amount = unclassified(state, asset)
    return isZero(amount) ? [] : [{ asset, amount }]
  })
}
