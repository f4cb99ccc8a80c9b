/** The ledger's history in the API's words: changes of balances, money in and out, statuses, and what audits found. */

import type { AuditFinding, FlowItem, FlowKind, Movement, MovementKind, StatusChange } from '@spotdeck/api'
import { add, multiply, zero } from '@spotdeck/exact'
import {
  type LedgerEvent,
  type ReasonKind,
  type ReportedFlow,
  type UnitPrice,
  type Withdrawal,
  VALUE_ASSET,
  before,
  reasonKind,
  reasonsOf,
} from '@spotdeck/ledger'
import { toStatusData } from '../base/envelope.ts'
import type { HistoryPageQuery } from '@spotdeck/store'
import { defined } from '@spotdeck/ports'
import type { TradeName } from './movement-names.ts'
import { shown } from '../base/valuation.ts'

type Reasons = NonNullable<HistoryPageQuery['reasons']>

const KIND: { readonly [Kind in ReasonKind]: MovementKind } = {
  trade: 'trade',
  flow: 'flow',
  reconciled: 'reconciled',
  unknown: 'unclassified',
}
const FLOW_REASONS: { readonly [Kind in Exclude<FlowKind, 'unclassified'>]: readonly string[] } = {
  deposit: ['DEPOSIT', 'DEPOSIT_FEE'],
  withdrawal: ['WITHDRAW', 'WITHDRAW_FEE'],
  transfer: ['CONTRACT_TRANSFER'],
  airdrop: ['SUGAR'],
}
const FLOW_KINDS: ReadonlyMap<string, FlowKind> = new Map(
  Object.entries(FLOW_REASONS).flatMap(([kind, reasons]) =>
    reasons.map((reason) => [reason, kind as FlowKind] as const),
  ),
)

const understood = (): readonly string[] => (['trade', 'flow', 'reconciled'] as const).flatMap(reasonsOf)

/** The reasons of a kind of movement. What is not understood is everything else. */
export function reasonsOfMovements(kind: MovementKind): Reasons {
  return kind === 'unclassified' ? { but: understood() } : { only: reasonsOf(kind) }
}

/** The reasons of a kind of flow. */
export function reasonsOfFlows(kind: FlowKind): Reasons {
  return kind === 'unclassified' ? { but: understood() } : { only: FLOW_REASONS[kind] }
}

/** A fee goes with what it was paid for: it is part of the amount, and no flow of its own. */
export const isFlowFee = (reason: string): boolean => reason === 'DEPOSIT_FEE' || reason === 'WITHDRAW_FEE'

/** Flow kind of a MEXC change type. */
export const flowKindOf = (reason: string): FlowKind => FLOW_KINDS.get(reason) ?? 'unclassified'

/** The flow that a balance change is a part of. */
export type FlowName = Pick<Movement, 'flowId' | 'flowState' | 'network'>

/** Names of a balance change: its order or deal, or its flow. */
export type MovementNames = Partial<TradeName & FlowName>

/** The movement of an event, with what it was of; empty for events without one. */
export function toMovement(event: LedgerEvent, names: MovementNames = {}): Movement[] {
  if (event.type !== 'asset.changed') return []
  const { seq, time, source, change } = event
  const { asset, reason, free, locked, freeChange, lockedChange, sentAt } = change
  const moved = { asset, reason, kind: KIND[reasonKind(reason)], source, free, locked, freeChange, lockedChange }
  return [{ seq, time, ...moved, ...names, ...defined({ sentAt }) }]
}

/** Facts of a flow beside its event: its price, and the withdrawal that it is a part of. */
export type FlowFacts = { readonly unitPrice?: UnitPrice | undefined; readonly withdrawal?: Withdrawal | undefined }

/**
 * The flow of an event; empty for events without one, and for those parts of a withdrawal that do not stand for it. A
 * withdrawal that was given back changed nothing, at whatever price.
 */
export function toFlow(event: LedgerEvent, { unitPrice, withdrawal }: FlowFacts): FlowItem[] {
  const flow = flowOf(event)
  if (flow === undefined || (withdrawal !== undefined && withdrawal.n !== event.n)) return []
  const { asset, reason, change: moved, ...said } = flow
  const { state, amount } = withdrawal ?? {}
  const change = state === 'returned' && amount === moved ? zero<'asset'>() : moved
  const price = asset === VALUE_ASSET ? '1' : unitPrice
  const value = price === undefined ? undefined : multiply<'USDT'>(change, price as typeof change)
  return [
    {
      id: String(event.n),
      seq: event.seq,
      time: event.time,
      source: event.source,
      asset,
      kind: flowKindOf(reason),
      reason,
      change,
      ...defined({ state, amount }),
      ...defined({ price, value: value === undefined ? undefined : shown(value) }),
      ...said,
    },
  ]
}

type Flow = Pick<ReportedFlow, 'asset' | 'reason' | 'change' | 'fee' | 'network' | 'txId'>

function flowOf(event: LedgerEvent): Flow | undefined {
  if (event.type === 'flow.told') {
    const { id: _id, time: _time, ...flow } = event.flow
    return flow
  }
  if (event.type !== 'asset.changed') return undefined
  const { asset, reason, freeChange, lockedChange } = event.change
  return { asset, reason, change: add(freeChange, lockedChange) }
}

/** The status change of an event; empty for events without one. */
export function toStatusChange(event: LedgerEvent): StatusChange[] {
  if (event.type !== 'status.changed') return []
  return [{ seq: event.seq, time: event.time, ...toStatusData(event.status) }]
}

/** The audit finding of an event; empty for events without one. */
export function toFinding(event: LedgerEvent): AuditFinding[] {
  const { seq, time } = event
  switch (event.type) {
    case 'asset.changed': {
      const { asset, free, locked } = event.change
      return [{ seq, time, what: 'asset', asset, before: before(event.change), after: { free, locked } }]
    }
    case 'order.updated':
      return [{ seq, time, what: 'order', orderId: event.order.orderId, symbol: event.order.symbol }]
    case 'deal.added':
      return [{ seq, time, what: 'deal', orderId: event.deal.orderId, symbol: event.deal.symbol }]
    default:
      return []
  }
}
