/** Contract of every store's archive as one suite: memory and SQLite pass the same tests. */

import { decimal } from '@spotdeck/exact'
import { EMPTY_STATE, type EventDraft, type LedgerEvent, type LedgerState } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import type { ArchiveFolder } from './archive/folder.ts'
import { memoryArchive } from './testing/memory-folder.ts'
import type { LedgerStore } from './port.ts'
import { type Awaitable, added, commit, deal, deposited, order, updated } from './store.contract.ts'

/** Events of the history, of which two whole spans can be archived. */
export const ARCHIVE_EVENTS = 5_200
const SPAN = 2_048
const turn = (): Promise<void> => Promise.resolve()

/** The n-th record of a busy history: a third are balance changes, which lists read, and a few are learned late. */
export function draftOf(n: number): EventDraft {
  const time = n % 97 === 0 ? n - 60 : n
  if (n % 40 === 0) return { type: 'account.checked', at: n, time: 1, source: 'rest' }
  if (n % 3 === 0) return { ...deposited(String(n), '1', n % 2 === 0 ? 'USDT' : 'MX'), time }
  if (n % 7 === 0) return { ...added(deal(`t${n}`, `o${n - 1}`, n)), time }
  if (n % 5 === 0)
    return { ...updated(order(`o${n - 1}`, n, { status: 'CANCELED', executedQuantity: decimal('0') })), time }
  return { ...updated(order(`o${n}`, n)), time }
}

/** Commits records, learned at their own time and ascending. */
export async function fill(store: LedgerStore, from: LedgerState, count: number): Promise<LedgerState> {
  let state = from
  for (let done = 0; done < count; done += 520) {
    const drafts = Array.from({ length: Math.min(520, count - done) }, (_, at) => draftOf(state.n + 1 + at))
    state = await commit(store, state, drafts)
  }
  return state
}

const lists = ['movements', 'flows', 'statuses', 'audits'] as const

/** Everything that a store tells without its log. */
async function toldBy(store: LedgerStore): Promise<unknown> {
  const histories = await Promise.all(lists.map((list) => store.history(list, { limit: 9_999 })))
  const balances = await store.balances({ asset: 'MX', from: 100, to: 5_000, stepMs: 50 })
  const orders = await store.orders({ limit: 9_999 })
  const deals = await store.deals({ limit: 9_999 })
  return { histories, balances, orders, deals, flows: await store.flows(), state: await store.load() }
}

/** `open` gives a fresh store, with its archive files in `archive` where that is given; `reopen` the same one as another process would find it after a kill. */
export function archiveContract(
  name: string,
  open: (archive?: ArchiveFolder) => Awaitable<LedgerStore>,
  reopen: (store: LedgerStore) => Awaitable<LedgerStore>,
): void {
  describe(`archived events of the store: ${name}`, () => {
    it('leave the log alone: lists, state and the chain stay as they were', async () => {
      const store = await open()
      const state = await fill(store, EMPTY_STATE, ARCHIVE_EVENTS)
      const [before, told] = [await store.publicAfter(0, 9_999), await toldBy(store)]
      const verified = await store.verify()
      expect(verified).toMatchObject({ ok: true, events: ARCHIVE_EVENTS })
      const file = await store.archive({ before: 10_000, turn })
      expect(file).toMatchObject({ first: 1, last: 2 * SPAN, from: 1, to: 2 * SPAN })
      expect(await store.archive({ before: 10_000, turn })).toBeUndefined()
      expect(await store.archives()).toEqual([file])
      expect(await toldBy(store)).toEqual(told)
      const again = await reopen(store)
      expect(await toldBy(again)).toEqual(told)
      expect(await again.verify()).toEqual(verified)
      const rest = before.filter(({ event }) => event.n > 2 * SPAN)
      const { seq } = again.archived
      expect(rest[0]?.event.seq).toBe(seq + 1)
      expect(await again.publicAfter(seq, 9_999)).toEqual(rest)
      expect(await again.publicAfter(seq - 1, 9_999)).toEqual([])
      expect(await again.publicAfter(0, 9)).toEqual([])
      await commit(again, state, [updated(order('new', 6_000))])
      expect(await again.verify()).toMatchObject({ ok: true, events: ARCHIVE_EVENTS + 1 })
    }, 180_000)

    it('are those before a time, in whole spans', async () => {
      const store = await open()
      await fill(store, EMPTY_STATE, ARCHIVE_EVENTS)
      expect(await store.archive({ before: SPAN, turn })).toBeUndefined()
      expect(await store.archive({ before: SPAN + 1, turn })).toMatchObject({ first: 1, last: SPAN })
      expect(await store.archive({ before: 2 * SPAN, turn })).toBeUndefined()
      expect(await store.archive({ before: 2 * SPAN + 1, turn })).toMatchObject({ first: SPAN + 1, last: 2 * SPAN })
      expect((await store.archives()).map(({ first }) => first)).toEqual([1, SPAN + 1])
      expect(await store.verify()).toMatchObject({ ok: true, events: ARCHIVE_EVENTS })
    }, 180_000)

    it('are told by those that names need', async () => {
      const store = await open()
      await fill(store, EMPTY_STATE, ARCHIVE_EVENTS)
      const isNeeded = (event: LedgerEvent): boolean =>
        event.n > 2 * SPAN ||
        event.type === 'asset.changed' ||
        (event.type === 'order.updated' && event.order.status === 'CANCELED')
      const needed = (await store.eventsAfter(0, 9_999)).filter(isNeeded)
      await store.archive({ before: 10_000, turn })
      expect(await store.eventsAfter(0, 9_999)).toEqual(needed)
      const around = needed.filter(({ n }) => n > 2 * SPAN - 30).slice(0, 40)
      expect(await store.eventsAfter(2 * SPAN - 30, 40)).toEqual(around)
    }, 180_000)

    it('are read for a past state, while their files are there', async () => {
      const files = new Map<string, Uint8Array>()
      const store = await open(memoryArchive(files))
      await fill(store, EMPTY_STATE, ARCHIVE_EVENTS)
      const last = (await store.load()).seq
      const asked = Array.from({ length: 26 }, (_, at) => [{ seq: at * 197 }, { seq: last, time: at * 199 }]).flat()
      const before = await Promise.all(asked.map((until) => store.pastState(until, turn)))
      await store.archive({ before: SPAN + 1, turn })
      await store.archive({ before: 10_000, turn })
      expect(await Promise.all(asked.map((until) => store.pastState(until, turn)))).toEqual(before)
      const [first = ''] = files.keys()
      files.delete(first)
      const outcomes = { same: 0, refused: 0 }
      for (const [at, until] of asked.entries()) {
        const past = await store.pastState(until, turn).catch((error: unknown) => error)
        const isRefused = past instanceof Error
        if (isRefused) expect(past).toMatchObject({ code: 'EVENTS_ARCHIVED', file: first })
        else expect(past).toEqual(before[at])
        outcomes[isRefused ? 'refused' : 'same'] += 1
        // A late event of the first span may be of an earlier time, and no later one.
        if ((until.time ?? 0) > SPAN || (until.time === undefined && until.seq > SPAN)) expect(isRefused).toBe(false)
      }
      expect(outcomes.same).toBeGreaterThan(20)
      expect(outcomes.refused).toBeGreaterThan(10)
    }, 180_000)
  })
}
