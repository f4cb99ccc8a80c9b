/** The plans of one account over a store whose commits take time: what is due together is stored and sent together. */

import type { NewPlanRequest } from '@spotdeck/api'
import { type PlanOutcome, createBus } from '@spotdeck/edge'
import { decimal } from '@spotdeck/exact'
import { Writer } from '@spotdeck/follow'
import { type Asset, EMPTY_STATE } from '@spotdeck/ledger'
import type { PlannedOrder } from '@spotdeck/plans'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import type { Commit, LedgerStore } from '@spotdeck/store'
import { expect, test } from 'vitest'
import { PlanRunner } from './plan-runner.ts'

const COMMIT_MS = 1_000
const HELD = {
  asset: 'MX',
  free: decimal('1000'),
  locked: decimal('0'),
  total: decimal('1000'),
  reason: 'test',
  time: 0,
} as unknown as Asset

const stop = (price: string): NewPlanRequest => ({
  kind: 'stop',
  symbol: 'MXUSDT',
  side: 'SELL',
  quantity: '10',
  trigger: { source: 'last', price },
  order: { type: 'MARKET' },
})

/** A runner whose exchange answers at once, over a store that takes a second; `refuse` has its commits fail. */
function scene() {
  const time = new VirtualTime()
  const commits: Commit[] = []
  const sent: { readonly id: string; readonly at: number }[] = []
  const bus = createBus(silentLog)
  const faults = { refuse: false }
  const commit = async (one: Commit): Promise<readonly string[]> => {
    await new Promise<void>((resolve) => void time.after(COMMIT_MS, resolve))
    if (faults.refuse) throw Object.assign(new Error('refused'), { code: 'STORE_CHANGED' })
    commits.push(one)
    return one.events.map(({ n }) => `hash ${n}`)
  }
  const writer = new Writer({
    store: { commit } as LedgerStore,
    state: { ...EMPTY_STATE, assets: new Map([['MX', HELD]]) },
    now: () => time.now(),
    timers: time,
    log: silentLog,
    publish: () => undefined,
  })
  let last = '3'
  const runner = new PlanRunner({
    account: 'main',
    writer,
    trading: {
      find: async () => ({ kind: 'none' }),
      cancel: async () => ({ kind: 'done' }),
      cancelAll: async () => ({ kind: 'done' }),
      place: async ({ clientOrderId, quantity }: PlannedOrder) => {
        sent.push({ id: clientOrderId, at: time.now() })
        return { kind: 'order', orderId: `o-${clientOrderId}`, executed: quantity, isOver: true }
      },
    },
    marketOf: () => ({
      baseAsset: 'MX',
      quoteAsset: 'USDT',
      lotSize: decimal('0.1'),
      tickSize: decimal('0.01'),
      minQuantity: decimal('1'),
    }),
    isLive: () => true,
    prices: {
      ticker: () => ({ lastPrice: last }) as never,
      get heardAt() {
        return time.now()
      },
    },
    market: { watch: () => ({ stop: () => undefined }) as never },
    bus,
    book: async () => undefined,
    now: () => time.now(),
    timers: time,
    log: silentLog,
  })
  const print = (price: string): void => {
    last = price
    bus.publish({
      kind: 'market',
      events: [{ v: 1, topic: 'trades', data: { symbol: 'MXUSDT', trades: [{ price }] } }],
    } as never)
  }
  const settled = async (work: readonly Promise<PlanOutcome>[]): Promise<readonly PlanOutcome[]> => {
    let found: readonly PlanOutcome[] | undefined
    void Promise.all(work).then((outcomes) => (found = outcomes))
    await time.until(() => found !== undefined)
    return found ?? []
  }
  runner.start()
  return { time, commits, sent, runner, print, settled, faults }
}

test('plans that are due at one moment are sent after one commit, and each once', async () => {
  const { time, sent, runner, print, settled, commits } = scene()
  const ids = Array.from({ length: 20 }, (_, n) => `pl-${n}`)
  const made = await settled(ids.map((id) => runner.create(id, stop('2.5'))))
  expect(made.map(({ kind }) => kind)).toEqual(ids.map(() => 'plan'))
  const before = commits.length
  const due = time.now()
  print('2.4')
  await time.advance(30_000)
  expect(sent.map(({ id }) => id).sort()).toEqual(ids.map((id) => `${id}-0`).sort())
  expect(Math.max(...sent.map(({ at }) => at)) - due).toBe(COMMIT_MS)
  expect(commits.length - before).toBeLessThanOrEqual(2)
  runner.close()
})

test('plans that become due during a commit share the next one', async () => {
  const { time, sent, runner, print, settled } = scene()
  const triggers = Array.from({ length: 10 }, (_, n) => (2.9 - n * 0.05).toFixed(2))
  await settled(triggers.map((price, n) => runner.create(`pl-${n}`, stop(price))))
  const due = time.now()
  for (const price of triggers) {
    print(price)
    await time.advance(50)
  }
  await time.advance(30_000)
  expect(sent.length).toBe(10)
  expect(Math.max(...sent.map(({ at }) => at)) - due).toBeLessThanOrEqual(2 * COMMIT_MS)
  runner.close()
})

test('a commit that is refused is tried again, and its plans are sent once, after it', async () => {
  const { time, sent, runner, print, settled, faults } = scene()
  await settled([runner.create('pl-a', stop('2.5')), runner.create('pl-b', stop('2.4'))])
  faults.refuse = true
  print('2.3')
  await time.advance(20_000)
  expect(sent).toEqual([])
  faults.refuse = false
  await time.advance(20_000)
  expect(sent.map(({ id }) => id).sort()).toEqual(['pl-a-0', 'pl-b-0'])
  runner.close()
})
