/** Exchange, network, SDK and ledger in one process on one line of time, with everything that can go wrong between them. */

import { decimal } from '@spotdeck/exact'
import { openMemoryStore } from '@spotdeck/store/testing'
import { type RunningDesk, openDesk } from '@spotdeck/gateway'
import { type MemoryDisks, memoryStorage } from '@spotdeck/gateway/testing'
import {
  type Credentials,
  type MarketStreamOptions,
  type OpenMarketStreams,
  createRestClient,
  openMarketStreams,
  openUserStream,
} from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualNetwork, VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { SimulatedProcess } from '../simulator/process.ts'
import { CREDENTIALS, DEMO, HOST, OTHER, SYMBOLS, SimulatedVenue } from '../simulator/venue.ts'

/** An account at the exchange and its name in the ledger. */
export type Person = { readonly id: string; readonly account: string; readonly credentials: Credentials }

/** Exchange, network, SDK and ledger in one process on one line of time; everything that happens follows from the seed. */
export class Simulation {
  readonly time = new VirtualTime()
  readonly dice
  readonly network
  readonly venue
  /** Names of the followed accounts; the first is `main`. */
  readonly people: readonly Person[]
  readonly disks: MemoryDisks = { ledgers: new Map(), listenKeys: new Map() }
  #process: SimulatedProcess | undefined
  running: RunningDesk | undefined
  #streams: OpenMarketStreams | undefined

  constructor(seed: number, others: readonly string[] = []) {
    this.dice = seededRandom(`trouble ${seed}`)
    this.network = new VirtualNetwork({ time: this.time, random: seededRandom(`network ${seed}`), delayMs: [1, 40] })
    const switches = { tradeIds: this.roll(2) === 0 ? ('hex' as const) : ('same' as const) }
    this.venue = new SimulatedVenue({ seed, time: this.time, network: this.network, switches })
    const main = { id: 'main', account: DEMO, credentials: CREDENTIALS }
    this.people = [main, ...others.map((id) => ({ id, ...this.venue.open(id) }))]
  }

  get main(): Person {
    const [main] = this.people
    if (main === undefined) throw new Error('There is always a first account.')
    return main
  }

  roll(sides: number): number {
    return Math.floor(this.dice.next() * sides)
  }

  async start(): Promise<void> {
    const { fetch, openSocket } = this.network
    const world = {
      clock: this.time,
      timers: this.time,
      random: this.dice,
      sign: nodeSign,
      log: silentLog,
      fetch,
      openSocket,
    }
    const process = new SimulatedProcess(world, this.time)
    this.#process = process
    this.running = undefined
    const config = {
      accounts: this.people.map(({ id, credentials }) => ({ id, label: id, credentials, trading: true })),
      restUrl: `http://${HOST}`,
      wsUrl: `ws://${HOST}/ws`,
      dataDir: '/nowhere',
    }
    const sdk = {
      createRestClient,
      openUserStream,
      openMarketStreams: (options: MarketStreamOptions) => (this.#streams = openMarketStreams(options)),
    }
    const opening = openDesk(config, process.world, { sdk, storage: memoryStorage(this.disks, () => process.isDead) })
    opening.then(
      (running) => (this.running = running),
      () => undefined,
    )
    await this.time.advance(500)
  }

  /** Sockets of public market data. */
  marketSockets() {
    return this.#streams?.health.sockets ?? []
  }

  kill(): void {
    this.#process?.kill()
  }

  status(person: Person = this.main): string | undefined {
    return this.running?.desk.accounts().find(({ id }) => id === person.id)?.status.state
  }

  trade(): void {
    const { exchange } = this.venue
    const { account } = this.people[this.roll(this.people.length)] ?? this.main
    const symbol = SYMBOLS[this.roll(3)] ?? 'MXUSDT'
    const time = this.time.now()
    const open = exchange.openOrders(account)
    const chosen = open[this.roll(open.length)]
    const rules = exchange.rules.get(symbol)
    if (rules === undefined) return
    const last = Number(exchange.lastPrice(symbol))
    const price = decimal<'quote per base'>((last * (0.99 + this.roll(20) / 1_000)).toFixed(rules.priceDigits))
    const quantity = decimal<'base'>(((5 + this.roll(50)) / last).toFixed(Math.min(4, rules.quantityDigits)))
    const side = this.roll(2) === 0 ? 'BUY' : 'SELL'
    const action = this.roll(10)
    const order = { symbol, side, price, quantity, time, type: 'LIMIT' } as const
    if (action < 4) exchange.place({ ...order, account })
    else if (action < 7 && chosen !== undefined) {
      exchange.place({
        ...order,
        symbol: chosen.symbol,
        account: OTHER,
        side: chosen.side === 'BUY' ? 'SELL' : 'BUY',
        price: chosen.price,
        quantity: chosen.quantity,
      })
    } else if (action === 7 && chosen !== undefined)
      exchange.cancel(account, chosen.symbol, { orderId: chosen.orderId }, time)
    else if (action === 8) exchange.adjust(account, 'USDT', decimal('5'), 'DEPOSIT', time)
    else exchange.place({ ...order, account: OTHER })
  }

  /** One fault of the world: the way to the exchange breaks for a while, or the process dies and is started again. */
  async fault(): Promise<void> {
    const kind = this.roll(6)
    if (kind === 0) this.network.cut(HOST)
    else if (kind < 4) {
      this.network.setLink(HOST, (['refused', 'silent', 'deaf'] as const)[kind - 1] ?? 'refused')
      await this.busy(1_000 + this.roll(90_000))
      this.network.setLink(HOST, 'up')
    } else {
      this.kill()
      await this.busy(this.roll(20_000))
      await this.start()
    }
  }

  /** Trading goes on while time passes. */
  async busy(ms: number): Promise<void> {
    const end = this.time.now() + ms
    while (this.time.now() < end) {
      this.trade()
      await this.time.advance(Math.min(1 + this.roll(2_000), Math.max(1, end - this.time.now())))
    }
  }
}

/** Differences between the truth and the ledger, exact to the digit. */
export async function differences(
  simulation: Simulation,
  person: Person = simulation.main,
): Promise<readonly string[]> {
  const { exchange } = simulation.venue
  const { account, id } = person
  const desk = simulation.running?.desk
  const disk = simulation.disks.ledgers.get(id)
  if (desk === undefined || disk === undefined) return ['not running']
  const store = openMemoryStore(disk)
  const assets = new Map(
    desk
      .account(id)
      ?.snapshot()
      .assets.map((asset) => [asset.asset, asset]),
  )
  const orders = new Map((await store.orders({ limit: 100_000 })).map((order) => [order.orderId, order]))
  const deals = await store.deals({ limit: 100_000 })
  const truth = SYMBOLS.flatMap((symbol) => exchange.deals(account, symbol))
  const text = (deal: {
    orderId: string
    side: string
    price: string
    quantity: string
    fee: string
    feeAsset: string
  }): string => `${deal.orderId} ${deal.side} ${deal.price} ${deal.quantity} ${deal.fee} ${deal.feeAsset}`
  const [ours, theirs] = [deals.map(text).sort(), truth.map(text).sort()]
  return [
    ...[...exchange.balances(account)]
      .filter(([asset, { free, locked }]) => assets.get(asset)?.free !== free || assets.get(asset)?.locked !== locked)
      .map(([asset]) => asset),
    ...SYMBOLS.flatMap((symbol) => exchange.orders(account, symbol))
      .filter((order) => {
        const held = orders.get(order.orderId)
        return (
          held?.status !== order.status ||
          held.executedQuantity !== order.executedQuantity ||
          held.executedQuoteQuantity !== order.executedQuoteQuantity
        )
      })
      .map((order) => order.orderId),
    ...(JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [`deals: ${ours.length} of ${theirs.length}`]),
  ]
}
