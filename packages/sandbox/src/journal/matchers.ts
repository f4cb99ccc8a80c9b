/** Checks of a journal as plain functions: their verdicts fit `expect.extend` of vitest and jest, and `assertVerdict`. */

import { CodedError } from '@spotdeck/ports'
import { type JournalCall, type JournalEntry, type JournalFilter, matches } from './entry.ts'

/** Result of a check, in the form that vitest and jest take. */
export type Verdict = { readonly pass: boolean; readonly message: () => string }

/** At most `calls` in any span of `perMs`. */
export type CallRate = { readonly calls: number; readonly perMs: number }

/** Error of `assertVerdict`. */
export class JournalMismatch extends CodedError<'JOURNAL_MISMATCH'> {}

/** Exactly so many calls are selected, for example `{ method: 'DELETE', path: 'order' }` once. */
export function toHaveCalls(entries: readonly JournalEntry[], filter: JournalFilter, times: number): Verdict {
  const found = callsIn(entries, filter)
  return {
    pass: found.length === times,
    message: () => `Expected ${times} calls, got ${found.length}${listed(found)}`,
  }
}

/** No span of `perMs` has more of the selected calls, for example `{ calls: 20, perMs: 1_000 }`. */
export function toStayBelowRate(entries: readonly JournalEntry[], rate: CallRate, filter: JournalFilter = {}): Verdict {
  const found = callsIn(entries, filter)
  const over = found.findIndex((call, n) => {
    const last = found[n + rate.calls]
    return last !== undefined && last.at - call.at < rate.perMs
  })
  const span = over < 0 ? [] : found.slice(over, over + rate.calls + 1)
  return {
    pass: over < 0,
    message: () =>
      over < 0
        ? `No span of ${rate.perMs} ms has more than ${rate.calls} of ${found.length} calls.`
        : `More than ${rate.calls} calls in ${rate.perMs} ms${listed(span)}`,
  }
}

/**
 * After each failure the same thing works again within `ms`: after the end of a connection by the exchange a subscription is
 * acknowledged on a later one of the account, after a call that failed (no answer, 418, 429, or 5xx) another of its key succeeds.
 */
export function toRecoverWithin(entries: readonly JournalEntry[], ms: number): Verdict {
  const failures = entries.filter(isFailure)
  const open = failures.find((failure) => {
    const back = entries.find((entry) => entry.n > failure.n && isRecoveryOf(entry, failure))
    return back === undefined || back.at - failure.at > ms
  })
  return {
    pass: open === undefined,
    message: () =>
      open === undefined
        ? `Each of ${failures.length} failures was over within ${ms} ms.`
        : `Not recovered within ${ms} ms from: ${described(open)}`,
  }
}

/** The checks under the names of matchers: `expect.extend(journalMatchers)`. */
export const journalMatchers = { toHaveCalls, toStayBelowRate, toRecoverWithin }

/** For node:test and others without matchers. @throws {JournalMismatch} when the check failed */
export function assertVerdict({ pass, message }: Verdict): void {
  if (!pass) throw new JournalMismatch('JOURNAL_MISMATCH', message())
}

function callsIn(entries: readonly JournalEntry[], filter: JournalFilter): readonly JournalCall[] {
  return entries.filter((entry): entry is JournalCall => entry.kind === 'call' && matches(entry, filter))
}

function isFailure(entry: JournalEntry): boolean {
  if (entry.kind === 'closed') return entry.by === 'exchange'
  return entry.kind === 'call' && !isAnswered(entry)
}

/** Refusals with a code of the exchange are answers: the exchange works. */
function isAnswered({ outcome, status = 0 }: JournalCall): boolean {
  return outcome === 'answered' && status < 500 && status !== 429 && status !== 418
}

function isRecoveryOf(entry: JournalEntry, failure: JournalEntry): boolean {
  if (entry.account !== failure.account) return false
  if (failure.kind === 'call')
    return entry.kind === 'call' && entry.apiKey === failure.apiKey && isAnswered(entry) && (entry.status ?? 0) < 400
  const isLater = 'connection' in entry && 'connection' in failure && entry.connection > failure.connection
  return isLater && entry.kind === 'got' && entry.text.includes('spot@')
}

const MAX_LISTED = 10

function listed(calls: readonly JournalCall[]): string {
  if (calls.length === 0) return '.'
  const more = calls.length > MAX_LISTED ? `\n  … and ${calls.length - MAX_LISTED} more` : ''
  return `:${calls
    .slice(0, MAX_LISTED)
    .map((call) => `\n  ${described(call)}`)
    .join('')}${more}`
}

function described(entry: JournalEntry): string {
  const when = `#${entry.n} ${new Date(entry.at).toISOString()}`
  if (entry.kind === 'call')
    return `${when} ${entry.method} ${entry.path} -> ${entry.status ?? entry.outcome}${entry.code === undefined ? '' : ` (${entry.code})`}`
  return `${when} ${entry.kind} of connection ${entry.connection}`
}
