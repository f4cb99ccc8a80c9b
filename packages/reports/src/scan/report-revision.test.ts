import { EMPTY_STATE, type EventDraft, record } from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ReportRevision } from './report-revision.ts'
import { numberedDeal } from '../testing/numbered-deal.ts'

const dealAt = (time: number): EventDraft => {
  const deal = numberedDeal(time, time)
  return { type: 'deal.added', deal, namedBy: 'stream', time, source: 'stream' }
}
const changeOf = (reason: string, time: number): EventDraft => {
  const change = { asset: 'MX', free: '1', locked: '0', freeChange: '1', lockedChange: '0', reason, time }
  return { type: 'asset.changed', time, source: 'stream', change } as EventDraft
}
const statusAt = (time: number): EventDraft => ({
  type: 'status.changed',
  time,
  source: 'rest',
  status: { state: 'live', code: 'LIVE', params: {}, since: time },
})

/** The revision after events that are committed one by one. */
function after(drafts: readonly EventDraft[]): ReportRevision {
  const revision = new ReportRevision()
  let state = EMPTY_STATE
  for (const draft of drafts) {
    const { events, state: next } = record(state, [draft], 0)
    state = next
    revision.take(events)
  }
  return revision
}

describe('the revision of reports', () => {
  it('changes by a deal in the span, however late it is learned, and not by one after it', () => {
    const revisions = [[], [20], [20, 30], [20, 30, 40], [20, 30, 40, 15]].map((times) =>
      after(times.map(dealAt)).before(25),
    )
    expect(revisions).toEqual([0, 1, 1, 1, 4])
  })

  it('changes by deposits and what balances are explained by, not by what trading does to balances', () => {
    const drafts = [changeOf('ENTRUST_PLACE', 10), changeOf('ENTRUST', 10)]
    expect(after(drafts).before(25)).toBe(0)
    expect(after([...drafts, changeOf('DEPOSIT', 10)]).before(25)).toBe(3)
    expect(after([...drafts, changeOf('DEPOSIT', 30)]).before(25)).toBe(0)
    expect(after([dealAt(10), statusAt(90)]).before(25)).toBe(2)
  })

  it('never stays the same where an event of the span came', () => {
    const times = fc.array(fc.nat(60), { maxLength: 40 })
    fc.assert(
      fc.property(times, fc.nat(60), (given, to) => {
        const last = given.findLastIndex((time) => time < to) + 1
        expect(after(given.map(dealAt)).before(to)).toBe(last)
      }),
    )
  })

  it('is of bounded size, and never smaller than before', () => {
    const revision = new ReportRevision()
    for (let n = 1; n <= 5_000; n++) revision.take([{ ...dealAt(n * 10 - 10), n, seq: n, learntAt: 0 }])
    expect(revision.before(Infinity)).toBe(5_000)
    expect(revision.before(15)).toBeGreaterThanOrEqual(2)
    expect(revision.before(15)).toBe(revision.before(25))
  })
})
