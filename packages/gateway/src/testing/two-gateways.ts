/** Several gateways of a test that share an account, on one exchange and one database in memory. */

import type { DurableEnvelope } from '@spotdeck/api'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { FakeVenue } from '@spotdeck/follow/testing'
import type { DeskConfig } from '../config/desk-config.ts'
import type { FollowedAccount } from '@spotdeck/edge'
import { type RunningDesk, openDesk } from '../open-desk.ts'
import * as sharing from '../serve/share-account.ts'
import { accountIn } from './account-in.ts'
import { fakeSdk } from './fake-sdk.ts'
import { MemoryBus } from '@spotdeck/cluster/testing'
import { SharedMemory } from './shared-memory.ts'

/** Two gateways on one exchange and one database, under virtual time. */
export class TwoGateways {
  readonly time = new VirtualTime()
  readonly venue = new FakeVenue(this.time)
  readonly memory = new SharedMemory(this.time)
  /** Between the gateways; without it, they read the database alone. */
  bus: MemoryBus | undefined
  /** The exchange's clock is so many ms ahead of the machines'. */
  aheadMs = 0
  /** Streams of accounts end only after this, at the exchange. */
  streamsEnd: Promise<void> = Promise.resolve()

  constructor() {
    this.venue.deposit('USDT', '1000')
    this.venue.deposit('MX', '50')
  }

  async start(name: string, more: Partial<DeskConfig> = {}): Promise<Gateway> {
    const { time } = this
    const storage = this.memory.storage(name)
    const world = {
      clock: time,
      timers: time,
      random: seededRandom(name),
      sign: nodeSign,
      log: silentLog,
      fetch: () => Promise.reject(new Error('No network in this test.')),
      openSocket: () => {
        throw new Error('No network in this test.')
      },
    }
    const config = {
      accounts: [{ id: 'main', label: 'Main', credentials: { apiKey: 'mx0key', secret: 'secret' }, trading: true }],
      restUrl: 'http://127.0.0.1:9090',
      wsUrl: 'ws://127.0.0.1:9090/ws',
      dataDir: '/nowhere',
      ...more,
    }
    const running = await this.done(
      openDesk(config, world, { sdk: this.#sdk(), storage, sharing, sharedBus: this.bus?.open() }),
    )
    return new Gateway(running, storage)
  }

  #sdk(): ReturnType<typeof fakeSdk> {
    const sdk = fakeSdk(this.time, this.venue)
    const openUserStream: typeof sdk.openUserStream = (options) => {
      const stream = sdk.openUserStream(options)
      return { ...stream, close: () => stream.close().then(() => this.streamsEnd) }
    }
    const createRestClient: typeof sdk.createRestClient = (options) =>
      Object.assign(sdk.createRestClient(options), { exchangeNow: () => this.time.now() + this.aheadMs })
    return { ...sdk, openUserStream, createRestClient }
  }

  /** Advances the time until the work is done. */
  async done<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    const end = (): void => void (isDone = true)
    work.then(end, end)
    await this.time.until(() => isDone)
    return work
  }

  /** A filled order, which the exchange pushes. */
  trade(): void {
    const id = this.venue.place('MXUSDT', 'BUY', '2', '1')
    if (id !== undefined) this.venue.fill(id, '1')
  }

  /** Orders and their executed quantities that the ledger and the exchange disagree about. */
  async untrue(): Promise<readonly string[]> {
    const rows = (await this.memory.ledger().orders({ limit: 1_000 })).map(
      (one) => `${one.orderId} ${one.status} ${one.executedQuantity}`,
    )
    const truth = [...this.venue.orders.values()].map((one) => `${one.id} ${one.status} ${one.executed}`)
    return [...rows.filter((row) => !truth.includes(row)), ...truth.filter((row) => !rows.includes(row))]
  }
}

/** A gateway of a pair, and every event that its subscribers were given. */
export class Gateway {
  readonly storage
  readonly #running: RunningDesk
  readonly events: DurableEnvelope[] = []

  constructor(running: RunningDesk, storage: ReturnType<SharedMemory['storage']>) {
    this.#running = running
    this.storage = storage
    running.desk.subscribe((batch) => {
      if (batch.kind === 'durable') this.events.push(...batch.events)
    })
  }

  get desk(): RunningDesk['desk'] {
    return this.#running.desk
  }

  get account(): FollowedAccount {
    return accountIn(this.#running.desk)
  }

  get code(): string {
    return this.account.info().status.code
  }

  /** True if its subscribers were given each number after the first once, in order. */
  get isWhole(): boolean {
    const seqs = this.events.map(({ seq }) => seq)
    return seqs.length > 0 && seqs.every((seq, n) => n === 0 || seq === (seqs[n - 1] ?? 0) + 1)
  }

  close(): Promise<void> {
    return this.#running.close()
  }
}

/** A pair whose account is followed by the first and read by the second, after events that both have given. */
export async function both(pair = new TwoGateways()): Promise<{ pair: TwoGateways; first: Gateway; second: Gateway }> {
  const first = await pair.start('first')
  await pair.time.until(() => first.code === 'LIVE')
  const second = await pair.start('second')
  // Both have given events, so that a later one that is missing shows.
  pair.trade()
  await pair.time.advance(2_000)
  return { pair, first, second }
}

/** The same, with a bus between them. */
export async function bothOnBus(): Promise<Awaited<ReturnType<typeof both>> & { readonly bus: MemoryBus }> {
  const pair = new TwoGateways()
  const bus = (pair.bus = new MemoryBus(pair.time))
  return { ...(await both(pair)), bus }
}
