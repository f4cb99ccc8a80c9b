/** Status, coverage and completeness as events, by the ledger at the time of their turn. */

import { withLiveness } from '../liveness/state.ts'
import { type CoverageWindow, type EventDraft, type EventSource, markCoverage } from '@spotdeck/ledger'
import { acceptDifferences } from '../balances/checks.ts'
import {
  coverageBeyondReach,
  coverageOfGap,
  coverageSwept,
  coverageTold,
  explainedBy,
  initialCoverage,
  openCoverage,
  unknownCoverage,
} from '../coverage/coverage-marks.ts'
import { MARGIN_MS } from '../base/margins.ts'
import type { Draft } from './draft.ts'
import { bookable } from '../flows/flow-lists.ts'
import type { Found } from '../base/needs.ts'
import { isExplained } from '../balances/explain.ts'
import { isHeard, leftAmounts } from '../flows/flow-telling.ts'
import { isSameStatus, statusEvent, triesOf } from '../phase/status.ts'
import { liveStatus, unreadableCoverage } from './live-status.ts'
import { unreadableWindows, withListReason } from '../orders/unreadable-lists.ts'
import { unknownFrom } from '../balances/unreadable.ts'
import type { LiveJob, Outcome, Work } from '../base/work.ts'

type Folded = { readonly drafts: readonly EventDraft[] } & Partial<Outcome>

/** Folds work that touches neither balances nor orders. */
export function foldCoverage(
  draft: Draft,
  work: Exclude<Work, { kind: 'reports' | 'order' | 'balances' }> | LiveJob,
  found: Found,
): Folded {
  switch (work.kind) {
    case 'status':
      return { drafts: newStatus(draft, work) }
    case 'mark':
      return { drafts: marks(work.windows, draft.at, 'inferred') }
    case 'live':
      return { drafts: foldLive(draft, work) }
    case 'checked':
      return { drafts: isExplained(draft) ? [checked(work.time, work.time, 'audit')] : [] }
    case 'flow-lists':
      return foldLists(draft, work, found)
    case 'swept': {
      const explained = explainedBy(leftAmounts(draft))
      const { coverage } = draft.ledger
      const swept = withListReason(draft, coverageSwept(coverage, work.searched, explained))
      const left = unreadableWindows(draft, swept.reduce(markCoverage, coverage))
      return { drafts: marks([...swept, ...left], draft.at, 'rest') }
    }
    case 'told': {
      const { to, flowsTold } = work
      if (!isHeard(draft)) return { drafts: [] }
      const explained = explainedBy(leftAmounts(draft))
      return { drafts: marks(coverageTold(draft.ledger.coverage, to, { flowsTold, explained }), draft.at, 'rest') }
    }
    case 'stop':
      return { drafts: work.isLive ? foldStop(draft) : [] }
  }
}

function newStatus(draft: Draft, { state, code, params }: Extract<Work, { kind: 'status' }>): readonly EventDraft[] {
  const { status, n } = draft.ledger
  if (isSameStatus(status, { state, code, params }) && n > 0) return []
  return [statusEvent(draft, { state, code, params: { ...params, ...triesOf(draft.recovery.tries, draft.at) } })]
}

/** Wait before open orders are read again where an amount is locked by none of them, in ms. */
const LISTED_MS = 1_500

function foldLive(draft: Draft, { times, gapFrom, first, ordersAt }: LiveJob): readonly EventDraft[] {
  const { begun } = times
  // The list of open orders may have lagged behind the balances: it is read once more, soon.
  const { balances, isLocked } = acceptDifferences(draft, ordersAt ?? -Infinity)
  draft.balances = balances
  if (isLocked)
    draft.liveness = withLiveness(draft.liveness, {
      nextAuditAt: Math.min(draft.liveness.nextAuditAt, draft.now + LISTED_MS),
    })
  const gap = first ? initialCoverage(times) : gapFrom === undefined ? [] : coverageOfGap(gapFrom, times)
  const rows =
    draft.balances.unreadable.size > 0 ? [unknownFrom(gapFrom ?? times.read)] : unreadableCoverage(draft, times.read)
  const past = draft.search.resumed ? [] : coverageBeyondReach(draft.ledger.coverage, begun)
  return [
    ...marks([...past, ...gap, ...openCoverage(times), ...rows], begun, 'rest'),
    ...(isExplained(draft) ? [checked(begun, begun, 'rest')] : []),
    statusEvent(draft, liveStatus(draft)),
  ]
}

function foldLists(draft: Draft, { lists }: Extract<Work, { kind: 'flow-lists' }>, { listed }: Found): Folded {
  if (listed === undefined || draft.flows.booking?.stage.kind !== 'booking') return { drafts: [] }
  if (listed.isStale) return { drafts: [], flowsTold: 'again' }
  const { booked, lacks } = bookable(draft.ledger, lists, listed.verdicts, draft.at)
  return { drafts: booked.flatMap(({ happenings }) => happenings), flowsTold: lacks }
}

/** A clean stop: up to here everything is known. No time beyond the exchange's own is stored. */
function foldStop(draft: Draft): readonly EventDraft[] {
  const { birth } = draft.ledger
  if (birth === undefined) return []
  const at = Math.max(Math.min(draft.at, draft.stream.exchangeAt) - MARGIN_MS, birth)
  const isKnown = isExplained(draft) && draft.recovery.gapFrom === undefined && draft.orders.unlisted.length === 0
  return [
    ...marks(unknownCoverage(at), draft.at, 'inferred'),
    ...(isKnown ? [checked(at, draft.at, 'stream')] : []),
    statusEvent(draft, { state: 'offline', code: 'STOPPED', params: {} }),
  ]
}

const checked = (at: number, time: number, source: EventSource): EventDraft => ({
  type: 'account.checked',
  at,
  time,
  source,
})

function marks(windows: readonly CoverageWindow[], time: number, source: EventSource): readonly EventDraft[] {
  return windows.map((window) => ({ type: 'coverage.marked', window, time, source }))
}
