import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decimal } from '@spotdeck/exact'
import { EMPTY_STATE, type EventDraft } from '@spotdeck/ledger'
import fc from 'fast-check'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { memoryArchive } from '../testing/memory-folder.ts'
import { ARCHIVE_EVENTS, draftOf, fill } from '../archive.contract.ts'
import { PastFold, type PastQuestion } from '../past-state.ts'
import type { LedgerStore } from '../port.ts'
import { added, commit, deal, deposited, order, updated } from '../store.contract.ts'
import { openSqliteStore } from './sqlite.ts'

const EVENTS = 5_500
const SPAN = 2_048
const FUTURE = 1_000_000
const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-marks-')), 'main.db')
const open = (): LedgerStore =>
  openSqliteStore({ path, identity: { account: 'main', host: 'api.mexc.com', user: '7' }, newEpoch: 'abcdef01' })

/** Orders that open and end, deals of which some are taken back, and records that are learned long after their time. */
function draft(n: number): EventDraft {
  const time = n % 97 === 0 ? n - 60 : n
  const inferred = deal(`${n - (n % 50)}X1`, 'inferred', n - (n % 50), { feeAsset: n % 100 < 50 ? 'USDT' : 'MX' })
  if (n % 50 === 0) return { ...added(inferred), time }
  if (n % 50 === 20) return { type: 'deal.dropped', deal: inferred, time, source: 'rest' }
  if (n % 7 === 0) return { type: 'account.checked', at: n, time: 1, source: 'rest' }
  if (n % 3 === 0)
    return { ...updated(order(`o${n - 1}`, n, { status: 'CANCELED', executedQuantity: decimal('0') })), time }
  return { ...updated(order(`o${n}`, n)), time }
}

async function filled(): Promise<LedgerStore> {
  const store = open()
  let state = await commit(store, EMPTY_STATE, [deposited('10', '10')])
  for (let first = 1; first < EVENTS; first += 550) {
    state = await commit(
      store,
      state,
      Array.from({ length: 550 }, (_, i) => draft(first + i)),
    )
  }
  await store.archive({ before: 0, turn })
  return store
}

const turn = (): Promise<void> => Promise.resolve()

describe('a past state', () => {
  it('is the fold of all events from the first, after any event and at any time', async () => {
    const store = await filled()
    const events = await store.eventsAfter(0, 10_000)
    const sorted = (question: PastQuestion) => {
      const fold = new PastFold(question)
      for (const event of events) fold.take(event)
      return fold.read()
    }
    const last = events.at(-1)?.seq ?? 0
    const anySeq = fc.integer({ min: 0, max: last })
    const question = fc.oneof(
      anySeq.map((seq): PastQuestion => ({ seq })),
      fc.tuple(anySeq, fc.integer({ min: 0, max: EVENTS + 100 })).map(([seq, time]): PastQuestion => ({ seq, time })),
      fc.integer({ min: 0, max: EVENTS + 100 }).map((time): PastQuestion => ({ seq: last, time })),
    )
    await fc.assert(
      fc.asyncProperty(question, async (asked) => {
        expect(await store.pastState(asked, turn)).toEqual(sorted(asked))
      }),
      { numRuns: 10 },
    )
    await store.close()
  }, 120_000)

  it('is read from the newest mark before it, and verify finds a mark that is wrong', async () => {
    const raw = new Database(path)
    const ns = (raw.prepare('SELECT n FROM state_marks ORDER BY n').all() as readonly { n: number }[]).map(({ n }) => n)
    expect(ns).toEqual([2_048, 4_096])
    const store = open()
    expect(await store.verify()).toMatchObject({ ok: true })
    raw.exec('UPDATE state_marks SET body = (SELECT body FROM state_marks WHERE n = 2048) WHERE n = 4096')
    raw.close()
    expect(await store.verify()).toMatchObject({ ok: false, what: expect.stringContaining('past states') as string })
    await store.close()
  })

  it.each([
    { what: 'before anything of it is archived', first: 0 },
    { what: 'between two archived spans and the segments after them', first: SPAN + 1 },
  ])(
    'is whole while its events are archived between two of its steps, $what',
    async ({ first }) => {
      const folder = mkdtempSync(join(tmpdir(), 'spotdeck-marks-'))
      const options = { path: join(folder, 'main.db'), newEpoch: 'abcdef01', archive: memoryArchive() }
      const store = openSqliteStore({ ...options, identity: { account: 'main', host: 'api.mexc.com', user: '7' } })
      // An event of the far future keeps every stored past state out of a question about an earlier time.
      const state = await commit(store, EMPTY_STATE, [{ ...draftOf(1), time: FUTURE }])
      await fill(store, state, ARCHIVE_EVENTS)
      const events = await store.eventsAfter(0, 10_000)
      if (first > 0) expect(await store.archive({ before: FUTURE + 1, turn })).toMatchObject({ last: 2 * SPAN })
      if (first > 0) await fill(store, await store.load(), ARCHIVE_EVENTS)
      const all = first > 0 ? [...events, ...(await store.eventsAfter(ARCHIVE_EVENTS + 1, 10_000))] : events
      for (const seq of [Infinity, events.at(-1)?.seq ?? 0]) {
        const question = { seq, time: 9_000 }
        const fold = new PastFold(question)
        for (const event of all) fold.take(event)
        expect(await store.pastState(question, archivingOnce(store))).toEqual(fold.read())
      }
      await store.close()
    },
    120_000,
  )
})

/** A turn, the first of which archives all that is due. */
function archivingOnce(store: LedgerStore): () => Promise<void> {
  let done: Promise<unknown> | undefined
  return async () => {
    done ??= store.archive({ before: FUTURE + 1, turn })
    await done
  }
}
