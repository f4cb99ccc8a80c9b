/** The sandbox exchange on the simulated network, with answers that a test may change on their way. */

import { type AssetAmount, decimal } from '@spotdeck/exact'
import type { Credentials } from '@spotdeck/mexc'
import { type HttpAnswer, type HttpRequest, silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { type VirtualNetwork, type VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import {
  type BalanceRecord,
  type Bar,
  DEFAULT_LIMITS,
  DEMO_CREDENTIALS,
  type MarketSource,
  type OrderRecord,
  type SandboxHandler,
  type SourceOptions,
  type Switches,
  openSandboxHandler,
} from '@spotdeck/sandbox'
import { type Breadth, NARROW } from './breadth.ts'
import { TruthHistory } from './truth-history.ts'

/** Host of the exchange on the simulated network. */
export const HOST = 'localhost:9090'
/** Symbols of the simulated exchange. */
export const SYMBOLS = ['MXUSDT', 'BTCUSDT', 'ETHUSDT', 'KASUSDT'] as const
/** The account under test, at the exchange. */
export const DEMO = '10000001'
/** The account that takes the other side. */
export const OTHER = 'counterparty'
export const CREDENTIALS = DEMO_CREDENTIALS

/** Changes an answer on its way to the client; the answer itself where it leaves it alone. */
export type Lens = (request: HttpRequest, path: string, answer: HttpAnswer) => HttpAnswer

/** Parts of the exchange. */
export type VenueOptions = {
  readonly seed: number
  readonly time: VirtualTime
  readonly network: VirtualNetwork
  readonly switches: Partial<Switches>
  /** Narrow by default. */
  readonly breadth?: Breadth
}

/** The exchange: its rules, its truth of the account under test, and the lenses on its answers. */
export class SimulatedVenue {
  readonly rules: SandboxHandler
  /** Error of the exchange's clock against the time line, in ms. */
  clockOffMs = 0
  readonly lenses = new Set<Lens>()
  /** Earlier figures of the account under test. */
  readonly history = new TruthHistory()
  /** Calls that reached the exchange. */
  calls = 0
  readonly #time: VirtualTime

  constructor({ seed, time, network, switches, breadth = NARROW }: VenueOptions) {
    this.#time = time
    const clock = { now: () => time.now() + this.clockOffMs }
    const world = { clock, timers: time, random: seededRandom(`venue ${seed}`), sign: nodeSign, log: silentLog }
    const limits = { ...DEFAULT_LIMITS, pools: false }
    const common = { bots: false, demo: false, panel: false, symbols: SYMBOLS, source: flatSource, limits, switches }
    this.rules = openSandboxHandler({ ...common, seed }, world)
    this.exchange.subscribe(
      (events) => this.history.note(events, DEMO, time.now()),
      () => false,
    )
    for (const [endpoint, delayMs] of Object.entries(breadth.lagMs))
      this.faults.add({ kind: 'stale', target: { endpoint }, probability: 1, delayMs })
    if (breadth.markets > 0) this.lenses.add(moreMarkets(breadth.markets))
    for (const asset of ['USDT', 'BTC', 'ETH', 'MX', 'KAS'])
      this.exchange.adjust(OTHER, asset, decimal('10000000'), 'DEPOSIT', this.now())
    network.serve(HOST, {
      http: (request) => this.#answer(request),
      accept: (peer, url) => {
        const send = (data: string | Uint8Array): void => peer.send(data)
        const listenKey = new URL(url).searchParams.get('listenKey') ?? undefined
        const sink = { sendText: send, sendBinary: send, close: (code?: number) => peer.close(code), ping() {} }
        const connection = this.rules.streams.connect(sink, listenKey)
        peer.onMessage((text) => connection.receive(text))
        peer.onClosed(() => connection.gone())
      },
    })
  }

  get exchange(): SandboxHandler['exchange'] {
    return this.rules.exchange
  }

  get wallet() {
    return this.rules.core.house.wallet
  }

  get faults(): SandboxHandler['faults'] {
    return this.rules.faults
  }

  /** Opens another person's account with a key of its own, and funds it. */
  open(name: string): { readonly account: string; readonly credentials: Credentials } {
    const { keys, subAccounts } = this.rules.core.house
    const [known] = keys.all()
    if (known === undefined) throw new Error('The demo account has a key.')
    const account = subAccounts.nextAccount()
    const credentials = { apiKey: `mx0${name}`, secret: `secret-of-${name}` }
    keys.put({ ...known, ...credentials, account, note: name, createdAt: this.now(), builtIn: false })
    this.wallet.deposit(account, 'USDT', decimal('20000'), this.now())
    this.wallet.deposit(account, 'MX', decimal('500'), this.now())
    return { account, credentials }
  }

  /** The exchange's time. */
  now(): number {
    return this.rules.time.now()
  }

  balances(): ReadonlyMap<string, BalanceRecord> {
    return this.exchange.balances(DEMO)
  }

  /** Figures of the account under test, now and earlier. */
  get truth() {
    return { balances: this.balances(), history: this.history }
  }

  openOrders(): readonly OrderRecord[] {
    return this.exchange.openOrders(DEMO)
  }

  free(asset: string): AssetAmount {
    return this.balances().get(asset)?.free ?? decimal('0')
  }

  close(): void {
    this.rules.close()
  }

  async #answer(request: HttpRequest): Promise<HttpAnswer> {
    const { method, url, headers = {}, body = '' } = request
    const { pathname: path, search } = new URL(url)
    this.calls += 1
    // Candles take most of the exchange's time, and prices are not what is compared; nothing was traded in the other markets.
    const isPadded = PADDED.test(search) && (path.endsWith('/allOrders') || path.endsWith('/myTrades'))
    if (isPadded || path === '/api/v3/klines') return { status: 200, headers: JSON_TYPE, body: '[]' }
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    const outcome = await this.rules.handle({
      method,
      path,
      query: search.slice(1),
      body,
      ip: '127.0.0.1',
      headers: lower,
    })
    if (outcome.kind === 'break') throw new Error('The connection broke.')
    if (outcome.kind === 'silence') return new Promise<never>(() => undefined)
    const { delayMs } = outcome
    if (delayMs > 0) await new Promise<void>((resolve) => void this.#time.after(delayMs, resolve))
    let answer = outcome.answer
    for (const lens of this.lenses) answer = lens(request, path, answer)
    return answer
  }
}

/** Names of the listed markets in which nothing is traded. */
const PADDED = /[?&]symbol=QX\d+USDT(&|$)/

/** Lists so many more markets before the others. */
function moreMarkets(count: number): Lens {
  const names = Array.from({ length: count }, (_, index) => `QX${index}`)
  return (_request, path, answer) => {
    if (answer.status !== 200 || (path !== '/api/v3/exchangeInfo' && path !== '/api/v3/defaultSymbols')) return answer
    const body = JSON.parse(answer.body) as { symbols?: { symbol: string }[]; data?: string[] }
    const [first] = body.symbols ?? []
    const symbols = names.map((baseAsset) => ({ ...first, symbol: `${baseAsset}USDT`, baseAsset }))
    const listed = {
      ...body,
      ...(body.symbols === undefined ? {} : { symbols: [...symbols, ...body.symbols] }),
      ...(body.data === undefined ? {} : { data: [...symbols.map(({ symbol }) => symbol), ...body.data] }),
    }
    return { ...answer, body: JSON.stringify(listed) }
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** A market that stands still: prices are no part of what is compared. */
function flatSource({ rules, references }: SourceOptions): MarketSource {
  const price = (symbol: string): number => Number(references?.get(symbol) ?? 1)
  const ticks = (symbol: string): number =>
    Math.max(1, Math.round(price(symbol) * 10 ** (rules.get(symbol)?.priceDigits ?? 0)))
  const bars = new Map<string, Bar>()
  const flat = (symbol: string): Bar => {
    const at = ticks(symbol)
    const bar = { open: at, high: at, low: at, close: at, lots: 1, amount: 1 }
    bars.set(symbol, bar)
    return bar
  }
  return {
    price,
    ticks,
    minute: (symbol) => bars.get(symbol) ?? flat(symbol),
    tradesOf: () => 4,
    tradeLots: () => 1,
    levelStep: () => 0.001,
  }
}
