import { type Timers, silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, test } from 'vitest'
import { Hub } from './hub.ts'
import { REPLAY_PAGE, REPLAY_PAGE_LENGTH } from './replays.ts'
import { orderDraft } from '../testing/drafts.ts'
import { FakeDesk } from '../testing/fake-desk.ts'
import { connection } from '../testing/socket-rig.ts'
import { TestReader } from '../testing/test-reader.ts'

const EVENTS = 3_000
const START = { epoch: 'aaaaaaaaaaaaaaaa', seq: 0 }
const draft = (n: number, mark = '') => {
  const made = orderDraft(n, 'BTCUSDT')
  return { ...made, data: { ...made.data, clientOrderId: `${mark}${n}` } } as ReturnType<typeof orderDraft>
}

/** A ledger whose events memory does not hold, and what is done with it: `read` from the store, and `turn` of the event loop. */
function ledger({ mark = '', readMs = 0 } = {}) {
  const time = new VirtualTime()
  const done: ('read' | 'turn')[] = []
  const late = async (): Promise<void> => {
    done.push('read')
    if (readMs > 0) await new Promise<void>((resolve) => void time.after(readMs, resolve))
  }
  const timers: Timers = {
    after(ms, run) {
      return time.after(ms, () => {
        done.push('turn')
        run()
      })
    },
  }
  const desk = new FakeDesk({ late })
  const hub = new Hub({
    desk,
    viewOf: (_account, audience) => ({ audience, maskId: (id) => id }),
    world: { clock: time, timers, log: silentLog },
    tailLength: 1,
  })
  desk.hold()
  desk.commit(Array.from({ length: EVENTS }, (_, n) => draft(n, mark)))
  desk.lose()
  const reader = (holder = 'p'): TestReader => {
    const world = { clock: time, timers: time, holder }
    const made = new TestReader(hub, world, START)
    made.connect('sse', 0, 1)
    return made
  }
  const read = async (readers: readonly TestReader[], until: () => boolean): Promise<void> => {
    for (let rounds = 0; !until() && rounds < 5_000; rounds++) {
      await time.advance(1)
      for (const one of readers) one.deliver()
    }
  }
  return { time, hub, done, reader, read, reads: () => done.filter((one) => one === 'read').length }
}

/** The most reads between two turns of the event loop. */
const longestRun = (done: readonly string[]): number =>
  Math.max(
    ...done
      .join(' ')
      .split('turn')
      .map((run) => run.split('read').length - 1),
  )

test('a replay lets the event loop turn after every page', async () => {
  const { done, reader, read, reads } = ledger()
  const one = reader()
  await read([one], () => one.received.length === EVENTS)
  expect(one.received).toHaveLength(EVENTS)
  expect(reads()).toBe(30)
  expect(longestRun(done)).toBe(5)
})

test('however many replays run, one page is read in a turn', async () => {
  const { done, reader, read } = ledger()
  const first = reader('a')
  await read([first], () => first.received.length >= 2 * REPLAY_PAGE)
  const others = ['a', 'b', 'c'].map(reader)
  const all = [first, ...others]
  await read(all, () => all.every(({ received }) => received.length === EVENTS))
  expect(all.map(({ received }) => received.length)).toEqual(all.map(() => EVENTS))
  expect(longestRun(done)).toBe(5)
})

test('subscribers at the same position share what is read', async () => {
  const { reader, read, reads } = ledger()
  const all = Array.from({ length: 30 }, (_, n) => reader(`p${n}`))
  await read(all, () => all.every(({ received }) => received.length === EVENTS))
  expect(all.every(({ received }) => received.length === EVENTS)).toBe(true)
  expect(reads()).toBe(30)
})

test('a page of large events is shorter, and so is one that takes long to read', async () => {
  const first = async ({ time, hub }: ReturnType<typeof ledger>): Promise<number | undefined> => {
    const request = { account: 'main', audience: 'owner', after: START, holder: 'p', isGone: () => false } as const
    const page = hub.replays.page(request)
    await time.advance(100)
    return (await page)?.length
  }
  const rows = await first(ledger({ mark: 'x'.repeat(2_000) }))
  expect(rows).toBeLessThan(REPLAY_PAGE)
  expect(rows).toBeGreaterThanOrEqual(Math.floor(REPLAY_PAGE_LENGTH / 2_600))
  expect(await first(ledger({ readMs: 6 }))).toBe(200)
  expect(await first(ledger())).toBe(REPLAY_PAGE)
})

test('a credential that replays from the first event again and again leaves the others every second page', async () => {
  const { done, reader, read, reads } = ledger()
  const greedy = Array.from({ length: 20 }, () => reader('greedy'))
  await read([], () => reads() > 5)
  for (const one of greedy) {
    one.deliver()
    one.disconnect()
  }
  // Each of them at a position of its own: none shares what another reads.
  for (const [n, one] of greedy.entries()) {
    one.connect('sse', 0, 1)
    await read([one], () => one.received.length > n * 100)
  }
  const [before, other] = [reads(), reader('other')]
  await read([other, ...greedy], () => other.received.length === EVENTS)
  expect(other.received).toHaveLength(EVENTS)
  expect(reads() - before).toBeLessThanOrEqual(2 * 30 + 10)
  expect(longestRun(done)).toBe(5)
})

test('nothing is read for a subscriber that left', async () => {
  const { reader, read, reads, time } = ledger()
  const one = reader()
  await read([one], () => one.received.length >= REPLAY_PAGE)
  const before = reads()
  one.disconnect()
  await time.advance(1_000)
  expect(reads()).toBeLessThanOrEqual(before + 5)
})

test('a position further back than the limit is answered by a reset to the head', async () => {
  const { desk, time, say, taken } = connection({}, 0, 10)
  desk.commit(Array.from({ length: 12 }, (_, n) => draft(n)))
  const subscribe = (seq: number) =>
    say({ op: 'subscribe', id: 1, account: 'main', topics: ['orders'], since: { ...START, seq }, intervalMs: 0 })
  subscribe(1)
  await time.advance(100)
  expect(taken().map(({ op, seq }) => [op, seq])).toEqual([
    ['subscribed', 12],
    ['reset', 12],
  ])
  subscribe(2)
  await time.advance(100)
  expect(taken().filter(({ topic }) => topic === 'orders')).toHaveLength(10)
})
