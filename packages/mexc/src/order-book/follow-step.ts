/**
 * Rules of a followed book, without I/O. A book is live only while it contains what the exchange has shown of it elsewhere: its
 * book ticker repeats the version every 100 ms, so a path that carries nothing is seen within `PROOF_MS`.
 */

import { type Stepped, unreachable, ruleWords } from '@spotdeck/ports'
import type { PublicAggreBookTicker, PublicLimitDepths } from '@spotdeck/wire'
import { retryFailed, retryReady } from '../socket/retry.ts'
import { agreesWithTicker, agreesWithTop, type Agreement } from './cross-check.ts'
import type { DepthSnapshot, DepthUpdate } from './depth.ts'
import type { FollowEffect, FollowInput, FollowPhase, FollowState } from './follow-state.ts'
import type { KeptBook, NeededChannel, SeenTicker, StaleReason } from './follow-state.ts'
import type { OrderBook } from './order-book.ts'
import { type GapCause, notSynced, onSnapshot, onUpdate } from './sync.ts'
import { parseVersion } from './ticks.ts'

/** Without a ticker, or behind its version, for this long, a book is not live. */
export const PROOF_MS = 2_500
/** The same for a book whose updates have stopped before, and that was believed because nothing moved. */
const DOUBTED_MS = 500
/** A busy symbol's first update is waited for this long, a quiet symbol's snapshot is fetched without one. */
const FIRST_UPDATE_MS = 1_000
const SNAPSHOT_WITHIN_MS = 30_000
/** After this many snapshots that did not fit, the subscription is made anew. */
const MAX_MISFITS = 3

/** The next state, and its effects in order. */
export type Followed = Stepped<FollowState, FollowEffect>

const { chain, still } = ruleWords<FollowState, FollowEffect>()

/** The state after an input. Nothing follows the end. */
export function followStep(state: FollowState, input: FollowInput): Followed {
  if (state.phase.kind === 'ended') return still(state)
  const { at } = input
  switch (input.type) {
    case 'depth':
      return onDepth(state, at, input.update)
    case 'ticker':
      return onTicker(state, at, input.ticker)
    case 'top':
      return onTop(state, at, input.top)
    case 'subscribed':
      return onSubscribed(state, at)
    case 'lost':
      return input.channel === 'depth' ? lose(state, ['LOST', input.reason]) : still(state)
    case 'refused':
      return end(state, ['REFUSED', input.reason])
    case 'snapshot':
      return onAnswer(state, at, input)
    case 'wake':
      return onWake(state, at)
    case 'close':
      return end(state, undefined)
    case 'streams-closed':
      return end(state, state.phase.kind === 'live' ? ['LOST', 'the streams were closed'] : undefined)
    default:
      return unreachable(input)
  }
}

/** Time at which `wake` is due, ms since the epoch; `Infinity` for never. */
export function wakeAt(state: FollowState): number {
  const { phase, behind } = state
  switch (phase.kind) {
    case 'waiting':
    case 'ended':
      return Infinity
    case 'pausing':
    case 'asking':
      return phase.until
    case 'proving':
    case 'live':
      return Math.min(provenAt(state) + PROOF_MS, (behind?.since ?? Infinity) + patienceMs(state))
    default:
      return unreachable(phase)
  }
}

type Reason = readonly [reason: StaleReason, detail: string]

function onDepth(state: FollowState, at: number, update: DepthUpdate | undefined): Followed {
  if (update === undefined) {
    const discarded = discard(state, { kind: 'waiting' }, ['UNREADABLE', 'an update without usable versions'])
    return state.phase.kind === 'waiting' ? discarded : chain(discarded, (next) => retryLater(next, at))
  }
  const first = !state.updated
  const version = bookOf(state)?.version
  const sync = onUpdate(state.sync, update)
  const misfits = state.wasSilent ? 0 : state.misfits
  const next = { ...state, sync, misfits, updated: true, wasSilent: false }
  const { phase } = next
  if (phase.kind === 'waiting') return still(sync.phase === 'gap' ? { ...next, phase: { kind: 'waiting' } } : next)
  if (sync.phase === 'gap' && version !== undefined) return gap(next, at, gapWords(sync.why, sync.expected))
  if (phase.kind === 'proving') return prove({ ...next, behind: stillBehind(next, phase.book) }, at)
  if (phase.kind === 'live') {
    phase.book.confirm(at)
    const changed: FollowEffect = { type: 'changed', book: phase.book }
    const effects = phase.book.version === version ? [] : [changed]
    return { state: { ...next, behind: stillBehind(next, phase.book) }, effects }
  }
  // A busy symbol: what waits now tells whether a snapshot fits.
  return first && phase.kind === 'pausing' && misfits === 0 ? ask(next, at) : still(next)
}

function onTicker(state: FollowState, at: number, ticker: PublicAggreBookTicker): Followed {
  const version = parseVersion(ticker.version)
  if (version <= 0) return still(state)
  const since = state.ticker?.version === version ? state.ticker.since : at
  const next = { ...state, ticker: { version, at, since } }
  const book = bookOf(next)
  if (book === undefined) return still(next)
  const compared = compare(next, at, { version, agreement: agreesWithTicker(book, ticker) })
  return bookOf(compared.state) === book && next.phase.kind === 'proving' ? prove(compared.state, at) : compared
}

function onTop(state: FollowState, at: number, top: PublicLimitDepths): Followed {
  const { phase } = state
  if (phase.kind !== 'live') return still(state)
  const agreement = agreesWithTop(phase.book, top)
  const checks = state.checks + (agreement === 'unknown' ? 0 : 1)
  return compare({ ...state, checks }, at, { version: parseVersion(top.version), agreement })
}

/** The updates ended. The book is kept: those after the next subscription may continue it. */
function lose(state: FollowState, reason: Reason): Followed {
  const book = bookOf(state)
  const { state: next, effects } = discard(state, { kind: 'waiting', book }, reason)
  return { state: book === undefined ? next : { ...next, sync: { phase: 'live', book } }, effects }
}

/** A kept book goes on at the first ticker that shows it at the exchange's version; any other needs a snapshot. */
function onSubscribed(state: FollowState, at: number): Followed {
  const { phase } = state
  const book = phase.kind === 'waiting' ? phase.book : undefined
  if (book === undefined) return pause(state, at, hasUpdates(state) ? 0 : FIRST_UPDATE_MS)
  return still(doubt(state, at, book))
}

/** Keeps a book that is whole as far as is known, until a ticker from now on proves it. */
function doubt(state: FollowState, at: number, book: OrderBook): FollowState {
  return { ...state, phase: { kind: 'proving', book, since: at, kept: { at, version: book.version } } }
}

/** Holds an open book against what another channel shows at `version`. */
function compare(
  state: FollowState,
  at: number,
  { version, agreement }: { readonly version: number; readonly agreement: Agreement },
): Followed {
  const book = bookOf(state)
  if (book === undefined) return still(state)
  if (agreement === 'differs') {
    const reason: Reason = ['DIFFERS', `the top at version ${version} is not MEXC's`]
    return gap({ ...state, sync: notSynced }, at, reason)
  }
  if (agreement === 'agrees') book.confirm(at)
  const behind = state.behind ?? (version > book.version ? { version, since: at } : undefined)
  return { state: { ...state, behind }, effects: [] }
}

/** A joined book becomes live once the ticker shows that the exchange is no further, and that updates arrive or nothing moves. */
function prove(state: FollowState, at: number): Followed {
  const { phase, ticker, updated, wasSilent } = state
  if (phase.kind !== 'proving' || ticker === undefined || at - ticker.at > PROOF_MS) return still(state)
  if (phase.kept !== undefined && !confirms(ticker, phase.kept)) return still(state)
  const { book } = phase
  const isUnmoved = at - Math.max(ticker.since, phase.since) >= PROOF_MS
  const settled = updated || isUnmoved || (!wasSilent && book.version === ticker.version)
  if (book.version < ticker.version || !settled) return still(state)
  book.confirm(ticker.at)
  const retry = retryReady(state.retry, at)
  const live = { ...state, phase: { kind: 'live', book }, retry, misfits: 0, behind: undefined } as const
  return { state: live, effects: [{ type: 'changed', book }] }
}

function onAnswer(state: FollowState, at: number, answer: Extract<FollowInput, { type: 'snapshot' }>): Followed {
  const { phase } = state
  if (phase.kind !== 'asking' || phase.call !== answer.call) return still(state)
  return answer.snapshot === undefined ? retryLater(state, at) : join(state, at, answer.snapshot)
}

function join(state: FollowState, at: number, snapshot: DepthSnapshot): Followed {
  const sync = onSnapshot(state.sync, snapshot)
  const next = { ...state, sync, snapshots: state.snapshots + 1 }
  if (sync.phase !== 'live') return misfit(next, at)
  sync.book.confirm(at)
  return prove({ ...next, phase: { kind: 'proving', book: sync.book, since: at }, behind: undefined }, at)
}

/** The updates do not continue any snapshot: after some in a row they are subscribed again. */
function misfit(state: FollowState, at: number): Followed {
  const misfits = state.misfits + 1
  const later = retryLater({ ...state, misfits }, at)
  if (misfits % MAX_MISFITS !== 0) return later
  const renewed = renew(['depth'], 'no snapshot fits its updates')
  return { state: { ...later.state, sync: notSynced }, effects: [...later.effects, ...renewed] }
}

function onWake(state: FollowState, at: number): Followed {
  if (at < wakeAt(state)) return still(state)
  const { phase } = state
  switch (phase.kind) {
    case 'pausing':
      return ask(state, at)
    case 'asking': {
      const later = retryLater(state, at)
      return { state: later.state, effects: [{ type: 'abort' }, ...later.effects] }
    }
    case 'proving':
    case 'live':
      return checkProof(state, at, phase.book)
    default:
      return still(state)
  }
}

/**
 * Asks again for what stopped. The book is kept while its updates may only be held up: it is live again, without a
 * snapshot, once they have come and a ticker confirms it. Behind the exchange for a second span, it has missed some.
 */
function checkProof(state: FollowState, at: number, book: OrderBook): Followed {
  const { behind, phase } = state
  const isBehind = behind !== undefined && at - behind.since >= patienceMs(state)
  const detail = isBehind
    ? `no update after version ${book.version} while the exchange came to ${behind.version}`
    : `no book ticker for ${PROOF_MS / 1_000} s`
  const live = phase.kind === 'live'
  const channels: readonly NeededChannel[] = isBehind ? ['depth'] : live ? ['depth', 'ticker'] : ['ticker']
  const renewed = renew(channels, detail)
  // A ticker has come, and it does not confirm the book: MEXC's count of versions may have gone back.
  const isDisproved = !live && at - (state.ticker?.at ?? 0) < PROOF_MS
  if (isDisproved) {
    const fallen = gap({ ...state, sync: notSynced, wasSilent: isBehind || state.wasSilent }, at, ['SILENT', detail])
    return { state: fallen.state, effects: isBehind ? [...fallen.effects, ...renewed] : fallen.effects }
  }
  const kept = doubt({ ...state, gaps: state.gaps + (live ? 1 : 0) }, at, book)
  const doubted = {
    ...kept,
    wasSilent: state.wasSilent || isBehind,
    behind: isBehind ? { ...behind, since: at } : behind,
  }
  return { state: doubted, effects: [...staleIfLive(state, ['SILENT', detail]), ...renewed] }
}

function renew(channels: readonly NeededChannel[], why: string): readonly FollowEffect[] {
  return channels.map((channel) => ({ type: 'renew', channel, why }))
}

/** The book is wrong or cannot be proven: a new snapshot is fetched after a pause. */
function gap(state: FollowState, at: number, reason: Reason): Followed {
  const gaps = state.gaps + (state.phase.kind === 'live' ? 1 : 0)
  const fallen: Followed = { state: { ...state, gaps }, effects: staleIfLive(state, reason) }
  return chain(fallen, (next) => retryLater(next, at))
}

/** Book and updates are of no use any more. */
function discard(state: FollowState, phase: FollowPhase, reason: Reason): Followed {
  const abort: readonly FollowEffect[] = state.phase.kind === 'asking' ? [{ type: 'abort' }] : []
  const next = { ...state, phase, sync: notSynced, behind: undefined, updated: false }
  return { state: next, effects: [...abort, ...staleIfLive(state, reason)] }
}

function end(state: FollowState, reason: Reason | undefined): Followed {
  const told: readonly FollowEffect[] =
    reason === undefined ? [] : [{ type: 'stale', reason: reason[0], detail: reason[1] }]
  const next = { ...state, phase: { kind: 'ended' }, sync: notSynced, behind: undefined } as const
  return { state: next, effects: [{ type: 'abort' }, ...told, { type: 'leave' }] }
}

function staleIfLive({ phase }: FollowState, [reason, detail]: Reason): readonly FollowEffect[] {
  return phase.kind === 'live' ? [{ type: 'stale', reason, detail }] : []
}

function ask(state: FollowState, at: number): Followed {
  const call = state.calls + 1
  const phase = { kind: 'asking', call, until: at + SNAPSHOT_WITHIN_MS } as const
  return { state: { ...state, phase, calls: call }, effects: [{ type: 'ask', call }] }
}

function retryLater(state: FollowState, at: number): Followed {
  const { retry, waitMs } = retryFailed(state.retry, at)
  return pause({ ...state, retry, behind: undefined }, at, waitMs)
}

function pause(state: FollowState, at: number, ms: number): Followed {
  const abort: readonly FollowEffect[] = state.phase.kind === 'asking' ? [{ type: 'abort' }] : []
  return { state: { ...state, phase: { kind: 'pausing', until: at + ms } }, effects: abort }
}

/** Returns whether updates were buffered: those before the acknowledgement are contiguous with what follows. */
function hasUpdates({ sync }: FollowState): boolean {
  return sync.phase !== 'live' && sync.updates.length > 0
}

function patienceMs({ phase, wasSilent }: FollowState): number {
  return phase.kind === 'live' && wasSilent ? DOUBTED_MS : PROOF_MS
}

function confirms(ticker: SeenTicker, { at, version }: KeptBook): boolean {
  return ticker.at >= at && ticker.version >= version
}

/** Time of the last ticker that counts; a joined or kept book is given its time from then on. */
function provenAt({ phase, ticker }: FollowState): number {
  if (phase.kind === 'proving' && phase.kept !== undefined) return phase.since
  return Math.max(ticker?.at ?? 0, phase.kind === 'proving' ? phase.since : 0)
}

function bookOf({ phase }: FollowState): OrderBook | undefined {
  return phase.kind === 'live' || phase.kind === 'proving' ? phase.book : undefined
}

function stillBehind({ behind }: FollowState, book: OrderBook): FollowState['behind'] {
  return behind !== undefined && book.version < behind.version ? behind : undefined
}

function gapWords(cause: GapCause, expected: number): Reason {
  switch (cause) {
    case 'missing':
      return ['GAP', `version ${expected} never came`]
    case 'went back':
      return ['GAP', `versions went back while ${expected} was expected`]
    case 'crossed':
      return ['CROSSED', 'a BUY is at or above a SELL']
    case 'unreadable':
      return ['UNREADABLE', 'an update with levels that are no numbers']
    default:
      return unreachable(cause)
  }
}
