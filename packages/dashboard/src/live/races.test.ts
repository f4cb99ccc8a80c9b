/** The line, the snapshot and the stream in every order that a network can put them in: the page ends on the truth. */

import type { DurableEnvelope, Since, Snapshot } from '@spotdeck/api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MarketStore } from '../state/store/market-store.ts'
import { AccountStore } from '../state/store/store.ts'
import { createApi } from './api-client.ts'
import { LiveConnection } from './connection.ts'
import { assetEvent, assetOf, snapshotOf } from './testing/events.ts'
import { type FakeSocket, FakeWorld } from './testing/fake-world.ts'

type Asked = { readonly op: string; readonly id: number; readonly account?: string; readonly since?: Since }
const ASSETS = ['MX', 'BTC', 'USDT'] as const

/** A gateway that keeps to the contract: it owes a reader every event after its `since`, or says reset. */
class Gateway {
  readonly world = new FakeWorld()
  #epochs = 1
  #seq = 0
  #log: DurableEnvelope[] = []
  #free = new Map<string, string>()
  #served = new Map<FakeSocket, number>()
  #snapshots: (() => void)[] = []

  get epoch(): string {
    return `epoch${this.#epochs}`
  }

  get truth(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#free].sort())
  }

  /** Reads now, arrives when `arrive` is called: the stream may be far ahead by then. */
  readonly snapshot = (): Promise<Snapshot> => {
    const assets = [...this.#free].map(([asset, free]) => assetOf(asset, free))
    const read = snapshotOf(this.#seq, { epoch: this.epoch, assets })
    return new Promise((resolve) => this.#snapshots.push(() => resolve(read)))
  }

  async arrive(): Promise<void> {
    this.#snapshots.shift()?.()
    await new Promise<void>((resolve) => setImmediate(resolve))
  }

  change(asset: string): void {
    this.#seq += 1
    this.#free.set(asset, String(this.#seq))
    this.#log.push(assetEvent(this.#seq, assetOf(asset, String(this.#seq)), this.epoch))
  }

  /** The ledger made anew: other figures, another count. */
  renew(): void {
    this.#epochs += 1
    this.#seq = 0
    this.#log = []
    this.#free = new Map([['MX', `new${this.#epochs}`]])
  }

  /** Reads what the page asked for on its socket and sends all that is owed. */
  serve(): void {
    const socket = this.world.last
    const answered = this.#served.get(socket) ?? 0
    const asked = socket.sent.slice(answered) as readonly Asked[]
    this.#served.set(socket, socket.sent.length)
    for (const { op, id, account, since } of asked) {
      if (op !== 'subscribe' || account === undefined || since === undefined) continue
      const head = { account, epoch: this.epoch, seq: this.#seq }
      socket.formatMessage({ op: 'subscribed', id, topics: [], ...head })
      if (since.epoch === this.epoch && since.seq <= this.#seq) this.#follow(socket, since.seq)
      else socket.formatMessage({ op: 'reset', ...head })
    }
  }

  /** Sends it, with some of it twice, as a resumed stream may. */
  #follow(socket: FakeSocket, after: number): void {
    const owed = this.#log.filter((event) => event.seq > after)
    if (owed.length > 0) socket.formatMessage(owed)
    if (owed.length > 1) socket.formatMessage(owed.slice(-2))
    socket.formatMessage({ op: 'position', account: 'main', epoch: this.epoch, seq: this.#seq })
  }
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ASSETS).map((asset) => ({ kind: 'change', asset }) as const) },
  { weight: 3, arbitrary: fc.constant({ kind: 'serve' } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'arrive' } as const) },
  { weight: 2, arbitrary: fc.constantFrom(1006, 1012, 4008).map((code) => ({ kind: 'drop', code }) as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'open' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'renew' } as const) },
)

test('after any loss, delay, repeat or reset the page equals the gateway', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const gateway = new Gateway()
      const { world } = gateway
      const store = new AccountStore(world)
      const api = { ...createApi(world), snapshot: gateway.snapshot }
      const connection = new LiveConnection({
        world,
        api,
        store,
        market: new MarketStore(world),
        account: 'main',
        audience: 'owner',
      })
      const opened = new WeakSet<FakeSocket>()
      const drop = (code: number) => {
        // Its other end tells it nothing more, and opens no more either.
        opened.add(world.last)
        world.last.events.closed(code)
      }
      const open = () => {
        for (let wait = 0; wait < 200 && opened.has(world.last); wait += 1) world.advance(100)
        if (opened.has(world.last)) return
        opened.add(world.last)
        world.last.events.opened()
      }
      const run = async (what: (typeof steps)[number]) => {
        if (what.kind === 'change') gateway.change(what.asset)
        if (what.kind === 'renew') gateway.renew()
        if (what.kind === 'arrive') await gateway.arrive()
        if (what.kind === 'open') open()
        if (what.kind === 'serve' && opened.has(world.last)) gateway.serve()
        if (what.kind === 'drop') drop(what.code)
      }
      connection.start()
      for (const one of steps) await run(one)
      // The network is whole again: one more line, and everything that is asked for is answered.
      drop(1006)
      open()
      for (let round = 0; round < 6; round += 1) {
        await gateway.arrive()
        gateway.serve()
      }
      world.paint()
      const shown = (store.read('assets') ?? []).map(({ asset, free }) => [asset, free] as const)
      connection.stop()
      expect(Object.fromEntries(shown.toSorted(([a], [b]) => (a < b ? -1 : 1)))).toEqual(gateway.truth)
    }),
    { numRuns: 300 },
  )
})
