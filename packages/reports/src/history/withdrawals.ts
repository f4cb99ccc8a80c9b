/** Withdrawals of a ledger: the flows that each of them consists of, so that every one is told once. */

import { type LedgerStore, type ListedFlow, eventOfFlow } from '@spotdeck/store'
import {
  type CostEntry,
  type LedgerEvent,
  type Withdrawal,
  type WithdrawalStep,
  WITHDRAWAL_SPAN_MS,
  isWithdrawal,
  withdrawalsOf,
} from '@spotdeck/ledger'
import { isNegative, isZero, zero } from '@spotdeck/exact'
import { defined } from '@spotdeck/ports'
import { pagesOf } from '../base/pages.ts'
import type { Span } from '../base/port.ts'
import { reasonsOfFlows } from './history.ts'

/** Withdrawals by the `n` of every event that is a part of one. */
export type WithdrawalParts = ReadonlyMap<number, Withdrawal>

const PAGE = 1_000

/** The withdrawals of the flows among `events`; reads nothing where none of them is one. */
export function withdrawalsAmong(
  events: readonly LedgerEvent[],
  store: Pick<LedgerStore, 'history'>,
): Promise<WithdrawalParts> {
  const times = events.filter((event) => stepOf(event) !== undefined).map(({ time }) => time)
  if (times.length === 0) return Promise.resolve(new Map())
  return withdrawalsWithin({ from: Math.min(...times), to: Math.max(...times) + 1 }, store)
}

/** The withdrawals of which a flow lies in the span. */
export async function withdrawalsWithin(
  { from, to }: Span,
  store: Pick<LedgerStore, 'history'>,
): Promise<WithdrawalParts> {
  const steps: WithdrawalStep[] = []
  const span = { from: from - WITHDRAWAL_SPAN_MS, to: to + WITHDRAWAL_SPAN_MS, reasons: reasonsOfFlows('withdrawal') }
  const read = (before?: LedgerEvent) => store.history('flows', { ...span, limit: PAGE, before })
  for await (const events of pagesOf<LedgerEvent>({ size: PAGE, read }))
    steps.push(...events.flatMap((event) => stepOf(event) ?? []))
  return withdrawalsOf(steps)
}

/** The withdrawals that flows consist of, by the `n` of each flow's event. Amounts only frozen are no flows. */
export function withdrawalsOfFlows(flows: readonly ListedFlow[]): WithdrawalParts {
  const moved = flows.filter(({ reason, change }) => isWithdrawal(reason) && !isZero(change))
  return withdrawalsOf(
    moved.map((flow) => ({ ...flow, n: eventOfFlow(flow), freeChange: flow.change, lockedChange: zero() })),
  )
}

/** Ids of the flows of withdrawals that were given back; reads nothing where none of `entries` is of a withdrawal. */
export async function returnedAmong(
  entries: readonly CostEntry[],
  store: Pick<LedgerStore, 'flows'>,
): Promise<ReadonlySet<string>> {
  if (!entries.some((entry) => entry.kind === 'flow' && isWithdrawal(entry.flow.reason ?? ''))) return new Set()
  const flows = await store.flows()
  const withdrawals = withdrawalsOfFlows(flows)
  const debits = new Set(flows.filter(({ change }) => isNegative(change)).map(eventOfFlow))
  const isReturned = (flow: ListedFlow): boolean => {
    const { state, n } = withdrawals.get(eventOfFlow(flow)) ?? {}
    return state === 'returned' && n !== undefined && debits.has(n)
  }
  return new Set(flows.filter(isReturned).map(({ id }) => id))
}

function stepOf(event: LedgerEvent): WithdrawalStep | undefined {
  const { n, time } = event
  if (event.type === 'asset.changed' && isWithdrawal(event.change.reason)) {
    const { asset, reason, freeChange, lockedChange } = event.change
    return { n, time, asset, reason, freeChange, lockedChange }
  }
  if (event.type !== 'flow.told' || !isWithdrawal(event.flow.reason)) return undefined
  const { asset, reason, change, fee } = event.flow
  return { n, time, asset, reason, freeChange: change, lockedChange: zero(), told: defined({ fee }) }
}
