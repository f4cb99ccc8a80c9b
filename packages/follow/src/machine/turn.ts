/** The turn to write: one job at a time is looked up, folded into events and committed; then its owner goes on. */

import { type EventDraft, type LedgerState, reasonKind } from '@spotdeck/ledger'
import { foldBalances } from '../balances/balances-job.ts'
import { owedBy } from '../stream/channels.ts'
import { keepAccepted } from '../balances/checks.ts'
import { foldCoverage } from './coverage-job.ts'
import { apply } from './apply.ts'
import type { Draft } from './draft.ts'
import { log, noteDrift, setWork } from '../base/draft.ts'
import { historiesNeeded } from '../orders/fold.ts'
import { type Found, NOTHING_FOUND, type Needs } from '../base/needs.ts'
import { type OrdersFolded, foldOrder, foldReports } from '../orders/orders-job.ts'
import { foldPushes } from './pushes-job.ts'
import { noteUnreadable } from './live-status.ts'
import { onWorkDone } from './work-done.ts'
import { missed } from '../phase/recover.ts'
import type { Job, Outcome } from '../base/work.ts'
import { queuedSince } from '../base/write-queue.ts'
import { withChained } from '../phase/state.ts'

/** Pushes of one turn, at most: those of one commit. */
const PUSHES_A_TURN = 128

/** Asks for the turn if there is anything to write. */
export function wantTurn(draft: Draft): void {
  const { turn, pushes, works } = draft.work
  if (turn.kind !== 'idle' || (pushes.length === 0 && works.length === 0 && draft.phase.kind !== 'going-live')) return
  setWork(draft, { turn: { kind: 'asked', since: draft.now } })
  draft.effects.push({ type: 'turn' })
}

/** Begins the next job; received pushes go before everything else. */
export function onTurn(draft: Draft, ledger: LedgerState): void {
  if (draft.work.turn.kind !== 'asked' || draft.phase.kind === 'closed')
    return void draft.effects.push({ type: 'release' })
  draft.ledger = ledger
  const job = nextJob(draft)
  if (job === undefined) return release(draft)
  const since = job.kind === 'pushes' ? queuedSince(draft) : draft.work.turn.since
  const needs = needsOf(draft, job)
  if (needs === undefined) return fold(draft, { job, since }, NOTHING_FOUND)
  setWork(draft, { turn: { kind: 'reading', since, job } })
  draft.effects.push({ type: 'look-up', needs })
}

/** Continues with the rows that the store returned. */
export function onFound(draft: Draft, found: Found): void {
  if (draft.work.turn.kind === 'reading') fold(draft, draft.work.turn, found)
}

/** Ends the turn after its commit. */
export function onCommitted(draft: Draft, ledger: LedgerState): void {
  const before = draft.ledger
  draft.ledger = ledger
  if (draft.work.turn.kind !== 'committing') return
  const { job, outcome } = draft.work.turn
  if (isMending(job)) draft.balances = keepAccepted(draft, before)
  finish(draft, job, outcome)
}

/** True for records from REST that explain a part of what is missing, one by one. */
function isMending(job: Job): boolean {
  return job.kind === 'flow-lists' || ((job.kind === 'reports' || job.kind === 'order') && job.tag.for !== 'plan')
}

/** Ends the turn without a commit. A contradiction in pushes is read over REST. */
export function onCommitRefused(draft: Draft, code: string, isContradiction: boolean): void {
  if (draft.work.turn.kind !== 'committing' && draft.work.turn.kind !== 'reading') return
  const { job } = draft.work.turn
  log(draft, 'error', 'batch not folded', { kind: job.kind, code })
  if (isContradiction) noteDrift(draft, 'COMMIT_REFUSED', code)
  finish(draft, job, { news: 0, refused: true })
  if (job.kind === 'pushes' || job.kind === 'balances') apply(draft, missed(draft, 'FOLD_FAILED'))
}

function nextJob(draft: Draft): Job | undefined {
  if (draft.work.pushes.length > 0) {
    const pushes = draft.work.pushes.slice(0, PUSHES_A_TURN)
    setWork(draft, { pushes: draft.work.pushes.slice(PUSHES_A_TURN) })
    return { kind: 'pushes', pushes }
  }
  const [work, ...rest] = draft.work.works
  if (work === undefined) return draft.phase.kind === 'going-live' ? draft.phase.job : undefined
  setWork(draft, { works: rest })
  return work
}

function needsOf({ ledger, orders: { pending: held } }: Draft, job: Job): Needs | undefined {
  const waiting = held.map(({ report }) => report.deal.orderId)
  const needs = (ids: readonly string[], more: Partial<Needs>): Needs | undefined => {
    const orderIds = [...new Set([...ids, ...waiting])]
    const lacking = historiesNeeded(ledger, orderIds)
    const { deals = [], flows = [] } = more
    const isInferred = orderIds.some((id) =>
      (ledger.orders.get(id)?.deals ?? []).some(({ tradeId }) => tradeId.startsWith('inferred-')),
    )
    if (lacking.length === 0 && deals.length === 0 && flows.length === 0 && !isInferred) return undefined
    return { orderIds, lacking, deals, flows }
  }
  switch (job.kind) {
    case 'pushes': {
      const ids = job.pushes.flatMap(({ change }) =>
        change.kind === 'order' ? [change.order.orderId] : change.kind === 'deal' ? [change.deal.orderId] : [],
      )
      const flows = job.pushes.flatMap(({ change }) =>
        change.kind === 'asset' && isFlow(change.change.reason) ? [change.change] : [],
      )
      return needs(ids, { flows })
    }
    case 'reports':
      return needs([...job.orders.map(({ orderId }) => orderId), ...job.deals.map(({ orderId }) => orderId)], {
        deals: job.deals,
      })
    case 'order':
      return needs([job.orderId, ...job.deals.map(({ orderId }) => orderId)], { deals: job.deals })
    case 'flow-lists':
      return { orderIds: [], lacking: [], deals: [], flows: [], lists: job.lists }
    default:
      return undefined
  }
}

const isFlow = (reason: string): boolean => reasonKind(reason) === 'flow' || reasonKind(reason) === 'unknown'

/** A job that has the turn, and since when. */
type Turn = { readonly job: Job; readonly since: number }

function fold(draft: Draft, { job, since }: Turn, found: Found): void {
  const { drafts, ...outcome } = folded(draft, job, found)
  const whole: Outcome = {
    news: drafts.length,
    refused: false,
    owed: owedBy({ ...draft, upAt: draft.recovery.upAt }, job, drafts),
    ...outcome,
  }
  if (drafts.length === 0) return finish(draft, job, whole)
  setWork(draft, { turn: { kind: 'committing', since, job, outcome: whole } })
  draft.effects.push({ type: 'commit', drafts })
}

type Folded = { readonly drafts: readonly EventDraft[] } & Partial<Outcome>

function folded(draft: Draft, job: Job, found: Found): Folded {
  switch (job.kind) {
    case 'pushes':
      return { drafts: foldPushes(draft, job.pushes, found) }
    case 'reports':
      return ordersFolded(draft, foldReports(draft, job, found))
    case 'order':
      return ordersFolded(draft, foldOrder(draft, job, found))
    case 'balances':
      return balancesFolded(draft, job)
    default:
      return foldCoverage(draft, job, found)
  }
}

function ordersFolded(draft: Draft, { orders, drafts }: OrdersFolded): Folded {
  draft.orders = orders
  return { drafts }
}

function balancesFolded(draft: Draft, job: Extract<Job, { kind: 'balances' }>): Folded {
  noteUnreadable(draft, job.unreadable)
  const { balances, drafts, outcome, isHeard } = foldBalances(draft, job)
  draft.balances = balances
  if (isHeard) draft.recovery = withChained(draft.recovery)
  return { drafts, balances: outcome }
}

function finish(draft: Draft, job: Job, outcome: Outcome): void {
  release(draft)
  onWorkDone(draft, job, outcome)
}

const IDLE = { kind: 'idle' } as const

function release(draft: Draft): void {
  setWork(draft, { turn: IDLE })
  draft.effects.push({ type: 'release' })
}
