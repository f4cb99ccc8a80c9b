/**
 * The SDK's view of an account against the sandbox's own, while its stream and REST fail in every way that the sandbox
 * knows.
 */

import { decimal } from '@spotdeck/exact'
import { type AccountView, MexcClient, type ViewChange } from '@spotdeck/mexc'
import { MINUTE_MS, SECOND_MS } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'
import type { FaultOrder } from '@spotdeck/sandbox'
import { channels } from '@spotdeck/wire'
import { afterEach, expect, it } from 'vitest'
import { CREDENTIALS, DEMO, REST_URL, sandboxInMemory, type SandboxScene, WS_URL } from './support/sandbox-in-memory.ts'

const SYMBOL = 'MXUSDT'
const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0).reverse()) void one.close()
})

type Scene = { readonly one: SandboxScene; readonly client: MexcClient; readonly view: AccountView }

function scene(seed = 5): Scene {
  const one = sandboxInMemory({ seed, bots: true, symbols: [SYMBOL] })
  const client = new MexcClient({
    ...{ preset: 'custom', restUrl: REST_URL, wsUrl: WS_URL },
    ...{ credentials: CREDENTIALS, world: one.world, heartbeat: { channel: channels.aggreBookTicker(SYMBOL) } },
  })
  const view = client.view()
  open.push(one.rules, client)
  return { one, client, view }
}

/** Figures by name: balances by asset, executed quantities of open orders by id. */
type Figures = ReadonlyMap<string, string>

function shown({ view }: Scene): Figures {
  const balances = [...view.balances.values()].filter(({ total }) => total !== '0')
  return new Map<string, string>([
    ...balances.map(({ asset, free, locked }) => [asset, `${Number(free)} + ${Number(locked)}`] as const),
    ...[...view.openOrders.values()].map((order) => [order.orderId, order.executedQuantity] as const),
  ])
}

function truth({ one: { rules } }: Scene): Figures {
  const held = [...rules.exchange.balances(DEMO)].filter(([, { free, locked }]) => Number(free) + Number(locked) !== 0)
  return new Map<string, string>([
    ...held.map(([asset, { free, locked }]) => [asset, `${Number(free)} + ${Number(locked)}`] as const),
    ...rules.exchange.openOrders(DEMO).map((order) => [order.orderId, order.executedQuantity] as const),
  ])
}

/** Places, cancels and fills orders at the exchange itself, as another program of the user would. */
class OtherProgram {
  readonly #scene: Scene
  readonly #random = seededRandom('other program')

  constructor(one: Scene) {
    this.#scene = one
  }

  act(): void {
    const { rules, time } = this.#scene.one
    const { exchange } = rules
    const roll = this.#random.next()
    const openOrders = exchange.openOrders(DEMO)
    const [oldest] = openOrders
    if (oldest !== undefined && (roll < 0.3 || openOrders.length > 8)) {
      return void exchange.cancel(DEMO, SYMBOL, { orderId: oldest.orderId }, time.now())
    }
    const last = Number(exchange.lastPrice(SYMBOL))
    const order = { account: DEMO, symbol: SYMBOL, quantity: decimal<'base'>('5'), time: time.now() } as const
    const side = this.#random.next() < 0.6 ? 'BUY' : 'SELL'
    if (roll < 0.6) return void exchange.place({ ...order, side, type: 'MARKET' })
    const price = decimal<'quote per base'>((last * (side === 'BUY' ? 0.97 : 1.03)).toFixed(4))
    exchange.place({ ...order, side, type: 'LIMIT', price })
  }
}

/** A figure may differ from the exchange's for this long while the view is live, in ms. */
const BOUND_MS = 3_000
const STEP_MS = 100

type Trading = {
  /** Figures that were shown as live and wrong for longer than the bound. */
  readonly lies: readonly string[]
  /** Share of the time in which the view was live. */
  readonly liveShare: number
}

/**
 * Finds figures that stay wrong. One that follows the exchange at a distance, because its pushes come late, is wrong
 * from the last time at which it moved to a value that the exchange had within the bound.
 */
class Comparison {
  readonly lies: string[] = []
  readonly #past: Figures[] = []
  readonly #wrong = new Map<string, { readonly value: string | undefined; readonly since: number }>()

  add(figures: Figures, exact: Figures, { now, boundMs }: { readonly now: number; readonly boundMs: number }): void {
    this.#past.push(exact)
    if (this.#past.length > boundMs / STEP_MS) this.#past.shift()
    for (const name of new Set([...figures.keys(), ...exact.keys(), ...this.#wrong.keys()])) {
      const value = figures.get(name)
      const known = this.#wrong.get(name)
      const hasMoved = known?.value !== value && this.#past.some((was) => was.get(name) === value)
      if (value === exact.get(name)) this.#wrong.delete(name)
      else if (known === undefined || hasMoved) this.#wrong.set(name, { value, since: now })
      else if (now - known.since > boundMs) this.lies.push(`${name} ${value} for ${now - known.since} ms`)
    }
  }

  /** The view does not say that it is live. */
  restart(): void {
    this.#wrong.clear()
  }
}

/** Trades for `ms`, once every 700 ms, and compares each figure with the exchange's. */
async function trade(one: Scene, ms: number, boundMs = BOUND_MS): Promise<Trading> {
  const { time } = one.one
  const other = new OtherProgram(one)
  const until = time.now() + ms
  const comparison = new Comparison()
  let liveSteps = 0
  for (let step = 0; time.now() < until; step++) {
    if (step % 7 === 0) other.act()
    await time.advance(STEP_MS)
    if (one.view.state === 'live') liveSteps += 1
    else comparison.restart()
    if (one.view.state === 'live') comparison.add(shown(one), truth(one), { now: time.now(), boundMs })
  }
  return { lies: comparison.lies, liveShare: (liveSteps * STEP_MS) / ms }
}

async function live({ one: { time }, view }: Scene): Promise<void> {
  await time.until(() => view.state === 'live', MINUTE_MS)
}

it('is live some seconds after its start, and equals the exchange while orders are placed and filled', async () => {
  const one = scene()
  expect(one.view.state).toBe('connecting')
  const from = one.one.time.now()
  await live(one)
  expect(one.one.time.now() - from).toBeLessThan(8_000)
  expect(await trade(one, 2 * MINUTE_MS, 200)).toEqual({ lies: [], liveShare: 1 })
  await one.one.time.advance(2_000)
  expect(shown(one)).toEqual(truth(one))
  const deals = one.one.rules.exchange.deals(DEMO, SYMBOL)
  expect(deals.length).toBeGreaterThan(20)
  expect(one.view.deals.map(({ tradeId }) => tradeId).sort()).toEqual(deals.map(({ tradeId }) => tradeId).sort())
  expect(one.view.health).toMatchObject({ state: 'live', corrections: 0, gaps: [] })
})

const channel = (name: string): FaultOrder['target'] => ({ channel: name })
const faults: readonly (readonly [string, FaultOrder])[] = [
  ['balances that are not pushed', { kind: 'drop', target: channel('private.account'), probability: 0.3 }],
  ['orders that are not pushed', { kind: 'drop', target: channel('private.orders'), probability: 0.3 }],
  ['deals that are not pushed', { kind: 'drop', target: channel('private.deals'), probability: 0.3 }],
  ['pushes that are sent twice', { kind: 'duplicate', target: channel('private'), probability: 0.5 }],
  ['pushes that are swapped', { kind: 'reorder', target: channel('private'), probability: 0.3 }],
  ['pushes that come late', { kind: 'jitter', target: channel('private'), probability: 1, delayMs: 1_000 }],
  ['pushes that are cut', { kind: 'corrupt', target: channel('private'), probability: 0.2 }],
  ['reads that are a second old', { kind: 'stale', target: {}, probability: 1, delayMs: 1_000 }],
  ['reads that are three seconds old', { kind: 'stale', target: {}, probability: 1, delayMs: 3_000 }],
  ['reads that fail', { kind: 'error-before', target: { endpoint: 'account' }, probability: 0.7, status: 503 }],
  [
    'a listen key that expires',
    { kind: 'expire-listen-key', target: { apiKey: CREDENTIALS.apiKey }, probability: 1, times: 1 },
  ],
]

it.each(faults)('shows nothing wrong as live for longer than 3 s under %s, and recovers', async (_name, fault) => {
  const one = scene()
  await live(one)
  one.one.rules.faults.add({ ...fault, durationMs: MINUTE_MS })
  const { lies, liveShare } = await trade(one, MINUTE_MS)
  expect(lies).toEqual([])
  expect(liveShare).toBeGreaterThan(0.05)
  one.one.rules.faults.clear()
  await one.one.time.advance(15 * SECOND_MS)
  await live(one)
  expect((await trade(one, 20 * SECOND_MS)).lies).toEqual([])
  await one.one.time.advance(10 * SECOND_MS)
  await live(one)
  expect(shown(one)).toEqual(truth(one))
})

it.each([2, 71])(
  'says no longer than 3 s that it is live when a lost balance undoes the one before it (%i)',
  async (seed) => {
    const one = scene(seed)
    await live(one)
    one.one.rules.faults.add({ kind: 'drop', target: channel('private.account'), probability: 0.3 })
    expect((await trade(one, MINUTE_MS)).lies).toEqual([])
  },
)

it.each(['stall', 'half-open'] as const)('is not live while its stream brings nothing (%s)', async (kind) => {
  const one = scene()
  await live(one)
  one.one.rules.faults.add({ kind, target: { connection: '1' }, probability: 1, durationMs: 40_000 })
  const states = new Set<string>()
  one.view.subscribe((change) => void (change.type === 'state' && states.add(change.state)))
  const { lies, liveShare } = await trade(one, 40_000, 8_000)
  expect(lies).toEqual([])
  expect(states.has('degraded')).toBe(true)
  expect(liveShare).toBeGreaterThan(0.5)
  await live(one)
  await one.one.time.advance(3_000)
  expect(shown(one)).toEqual(truth(one))
})

it('reads over REST while streams are refused, states the gap, and reads the deals that fell into it', async () => {
  const one = scene()
  await live(one)
  await trade(one, 10 * SECOND_MS)
  const { rules, network, time } = one.one
  rules.faults.add({ kind: 'refuse', target: {}, probability: 1, durationMs: 30_000 })
  rules.faults.add({ kind: 'stall', target: { connection: '1' }, probability: 1, durationMs: 30_000 })
  await trade(one, 30 * SECOND_MS)
  expect(one.view.state).toBe('degraded')
  await time.advance(8_000)
  expect(shown(one)).toEqual(truth(one))
  network.setLink('localhost:9090', 'refused')
  await time.until(() => one.view.state === 'stale', 30_000)
  network.setLink('localhost:9090', 'up')
  rules.faults.clear()
  await live(one)
  await time.advance(10_000)
  const deals = rules.exchange.deals(DEMO, SYMBOL)
  expect(one.view.deals.map(({ tradeId }) => tradeId).sort()).toEqual(deals.map(({ tradeId }) => tradeId).sort())
  expect(one.view.health.gaps.at(-1)?.symbols).toEqual([SYMBOL])
})

it('states a gap for deals that neither pushes nor REST brought', async () => {
  const one = scene()
  await live(one)
  const { faults: set } = one.one.rules
  set.add({ kind: 'drop', target: channel('private.deals'), probability: 1, durationMs: 20_000 })
  set.add({ kind: 'error-before', target: { endpoint: 'myTrades' }, probability: 1, status: 503, durationMs: 60_000 })
  await trade(one, 20 * SECOND_MS)
  await one.one.time.advance(40 * SECOND_MS)
  expect(one.view.deals.length).toBeLessThan(one.one.rules.exchange.deals(DEMO, SYMBOL).length)
  expect(one.view.health.gaps.length).toBeGreaterThan(0)
})

it('brings the deals of an order whose pushes were all lost, and states the gap', async () => {
  const one = scene()
  await live(one)
  const { rules, time } = one.one
  const order = { account: DEMO, symbol: SYMBOL, quantity: decimal<'base'>('5'), side: 'BUY', type: 'MARKET' } as const
  const buy = (): unknown => rules.exchange.place({ ...order, time: time.now() })
  const client = one.client.view({ symbols: [SYMBOL] })
  await time.until(() => client.state === 'live', MINUTE_MS)
  rules.faults.add({ kind: 'drop', target: channel('private'), probability: 1, durationMs: 2_000 })
  await time.advance(500)
  buy()
  const at = time.now()
  await time.advance(45 * SECOND_MS)
  expect(client.health.gaps).toMatchObject([{ symbols: [SYMBOL] }])
  const [gap] = client.health.gaps
  expect([(gap?.from ?? at) <= at, (gap?.to ?? at) >= at]).toEqual([true, true])
  const deals = rules.exchange.deals(DEMO, SYMBOL)
  expect(client.deals.map(({ tradeId }) => tradeId).sort()).toEqual(deals.map(({ tradeId }) => tradeId).sort())
})

it('brings each change once, ends its loops when it is closed, and wakes a wait for an order', async () => {
  const one = scene()
  await live(one)
  const { client, view } = one
  const seen: ViewChange['type'][] = []
  let done = false
  const read = async (): Promise<void> => {
    for await (const change of view.changes()) if (change.type !== 'missed') seen.push(change.type)
    done = true
  }
  void read()
  let filledAt = 0
  const work = async (): Promise<void> => {
    const order = { symbol: SYMBOL, side: 'BUY', type: 'MARKET', quoteOrderQty: '10' } as const
    const { orderId } = await client.placeOrder(order)
    const end = await client.waitUntilFilled({ symbol: SYMBOL, orderId })
    expect(end.outcome).toBe('FILLED')
    filledAt = one.one.time.now()
  }
  await Promise.all([work(), one.one.time.until(() => filledAt > 0, 10_000)])
  await one.one.time.advance(3_000)
  expect(seen.filter((type) => type === 'deal')).toHaveLength(one.one.rules.exchange.deals(DEMO, SYMBOL).length)
  expect(seen.filter((type) => type === 'balance').length).toBeGreaterThanOrEqual(2)
  void view.close()
  await one.one.time.until(() => done, 10_000)
  expect(view.state).toBe('closed')
})

it('tells every listener of a change, whatever one of them throws, and of its end', async () => {
  const { one, client, view } = scene()
  const states: string[] = []
  const failed = new Error('a listener that fails')
  view.subscribe(() => {
    throw failed
  })
  view.subscribe((change) => void (change.type === 'state' && states.push(change.state)))
  await one.time.until(() => view.state === 'live', MINUTE_MS)
  await Promise.all([view.close(), one.time.advance(5_000)])
  expect(states.slice(-2)).toEqual(['live', 'closed'])
  void client.close()
})

it('ends its loops when the client is closed', async () => {
  const one = scene()
  await live(one)
  const { client, view } = one
  let done = false
  const read = async (): Promise<void> => {
    for await (const _ of view.changes());
    done = true
  }
  void read()
  void client.close()
  await one.one.time.until(() => done, 10_000)
  expect(view.state).toBe('closed')
})
