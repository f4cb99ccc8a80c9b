/** Two ledgers that differ only in what is hidden answer alike: whatever is asked, by whichever way. */

import { decimal, zero } from '@spotdeck/exact'
import type { EventDraft } from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LedgerStore, temporarySqlite, storeOver } from '@spotdeck/store'
import { MemoryDisk, openMemoryStore, deal, order } from '@spotdeck/store/testing'
import { LedgerDesk } from './testing/ledger-desk.ts'

/** Start of virtual time, in ms since the epoch. */
/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)
const START = Date.UTC(2026, 0, 1)
const EPOCH = 'abcdef0123456789'
const IDENTITY = { account: 'main', host: 'test', user: '1' }
/** BTC takes BTCUSDT and MXBTC with it. ETH itself is seen, and its market is not. */
const LIMITS = { withoutAssets: ['BTC'], withoutSymbols: ['ETHUSDT'] }
const SYMBOLS = ['MXUSDT', 'BTCUSDT', 'SOLUSDT', 'ETHUSDT', 'MXBTC']
const TOPICS = ['assets', 'orders', 'deals', 'status', 'equity', 'health']
const MAIN = '/api/v1/accounts/main'

const storeOf = { memory: (): LedgerStore => openMemoryStore(new MemoryDisk(IDENTITY, EPOCH)), sqlite: newSqlite }
function newSqlite(): LedgerStore {
  return storeOver(temporarySqlite(), { identity: IDENTITY, epoch: EPOCH })
}

type Kind = 'order' | 'deal' | 'dropped' | 'asset' | 'status'
/** One event to be: `n` makes ids and amounts, `name` the symbol or asset, `late` how long before now it happened. */
type Spec = {
  readonly kind: Kind
  readonly name: string
  readonly fee: string
  readonly n: number
  readonly late: number
  readonly isAudit: boolean
}
/** Events between two pauses: hidden events of either ledger, and one that is visible in both. */
type Step = {
  readonly seen: Spec
  readonly hidden: readonly [readonly Spec[], readonly Spec[]]
  readonly isTogether: boolean
  readonly pauseMs: number
}

function eventsOf(spec: Spec, id: string, now: number): readonly EventDraft[] {
  const time = now - spec.late
  const head = { time, source: spec.isAudit ? 'audit' : 'stream' } as const
  const traded = deal(`T${id}`, `O${id}`, time, { symbol: spec.name, feeAsset: spec.fee, fee: decimal(`0.${spec.n}1`) })
  switch (spec.kind) {
    case 'order': {
      const status = spec.n % 3 === 0 ? 'NEW' : spec.n % 3 === 1 ? 'CANCELED' : 'FILLED'
      const side = spec.n % 2 === 0 ? 'BUY' : 'SELL'
      return [{ ...head, type: 'order.updated', order: order(`O${id}`, time, { symbol: spec.name, status, side }) }]
    }
    case 'deal':
      return [{ ...head, type: 'deal.added', deal: traded, namedBy: 'stream' }]
    case 'dropped':
      return [
        { ...head, type: 'deal.added', deal: traded, namedBy: 'stream' },
        { ...head, type: 'deal.dropped', deal: traded },
      ]
    case 'asset': {
      const reason = ['DEPOSIT', 'WITHDRAW', 'ENTRUST', 'NEVER_HEARD_OF'][spec.n % 4] ?? 'ENTRUST'
      const amounts = { free: decimal<'asset'>(`${spec.n}.5`), locked: zero<'asset'>(), lockedChange: zero<'asset'>() }
      const change = { asset: spec.name, ...amounts, freeChange: decimal<'asset'>('1'), reason, time }
      return [{ ...head, type: 'asset.changed', change }]
    }
    case 'status': {
      const status = { state: 'live', code: 'LIVE', params: {}, since: START } as const
      return [{ time, source: 'inferred', type: 'status.changed', status }]
    }
  }
}

const of = (kind: Kind, names: readonly string[], fees: readonly string[] = ['USDT']): fc.Arbitrary<Spec> =>
  fc.record({
    kind: fc.constant(kind),
    name: fc.constantFrom(...names),
    fee: fc.constantFrom(...fees),
    n: fc.nat(9),
    late: fc.nat(3_000),
    isAudit: fc.boolean(),
  })
const seen = fc.oneof(
  of('order', ['MXUSDT', 'SOLUSDT']),
  of('deal', ['MXUSDT', 'SOLUSDT'], ['USDT', 'MX']),
  of('dropped', ['MXUSDT']),
  of('asset', ['MX', 'USDT', 'ETH']),
  of('status', ['']),
)
const hidden = fc.oneof(
  of('order', ['BTCUSDT', 'ETHUSDT', 'MXBTC']),
  of('deal', ['BTCUSDT', 'ETHUSDT'], ['USDT', 'BTC']),
  of('deal', ['MXUSDT'], ['BTC']),
  of('dropped', ['MXUSDT'], ['BTC']),
  of('asset', ['BTC']),
)
/** As many events of either ledger where `isEven`. */
const stepOf = (isEven: boolean): fc.Arbitrary<Step> =>
  fc.record({
    seen,
    hidden: isEven
      ? fc
          .array(fc.tuple(hidden, hidden), { maxLength: 4 })
          .map((pairs): Step['hidden'] => [
            pairs.map(([one]) => one),
            pairs.map(([one, other]) => (isDouble(one) === isDouble(other) ? other : one)),
          ])
      : fc.tuple(fc.array(hidden, { maxLength: 5 }), fc.array(hidden, { maxLength: 5 })),
    isTogether: fc.boolean(),
    pauseMs: fc.constantFrom(0, 40, 1_000, 16_000),
  })
const isDouble = ({ kind }: Spec): boolean => kind === 'dropped'

/** Query: `rank` names a visible event by its place among the visible ones. */
type Question = {
  readonly path: string
  readonly query: string
  readonly rank?: number
  readonly audience?: 'viewer' | 'public'
}
const name = fc.constantFrom('BTC', 'MX', 'USDT', 'ETH', 'NEVER')
const symbol = fc.constantFrom('BTCUSDT', 'ETHUSDT', 'MXBTC', 'MXUSDT', 'SOLUSDT', 'NEVERUSDT')
const limit = fc.constantFrom(1, 2, 3, 200)
const time = fc.integer({ min: START - 3_000, max: START + 90_000 })
const anyOf = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts.map((part) => fc.option(part, { nil: '' }))).map((some) => some.filter(Boolean).join('&'))
const span = anyOf(
  limit.map((n) => `limit=${n}`),
  time.map((at) => `from=${START - 9_000}&to=${at}`),
)
const question: fc.Arbitrary<Question> = fc.oneof(
  fc.record({
    path: fc.constantFrom('orders', 'deals', 'export/orders.csv', 'export/deals.csv', 'export/ledger.csv'),
    query: fc.oneof(
      span,
      symbol.map((one) => `symbol=${one}`),
      fc.constantFrom('status=NEW', 'status=FILLED,CANCELED&limit=1', 'side=BUY&limit=2', 'orderId=masked'),
    ),
  }),
  fc.record({
    path: fc.constantFrom('movements', 'flows'),
    query: fc.oneof(
      span,
      name.map((one) => `asset=${one}&limit=2`),
      fc.constantFrom('kind=unclassified', 'kind=deposit&limit=1', 'kind=flow', 'reason=DEPOSIT'),
    ),
  }),
  fc.record({ path: fc.constantFrom('status/history', 'audits'), query: span }),
  fc.record({ path: name.map((one) => `assets/${one}/history`), query: fc.constantFrom('', 'points=2') }),
  fc.record({
    path: fc.constantFrom(
      'assets',
      'snapshot',
      'allocation',
      'coverage',
      'notices',
      'equity',
      'fees',
      'pnl',
      'volume',
      'report',
    ),
    query: fc.constantFrom('', 'limit=1'),
  }),
  fc.record({ path: fc.constant('state'), query: time.map((at) => `at=${at}`) }),
  fc.record({ path: fc.constant('state'), query: fc.constant('at=seq'), rank: fc.nat(20) }),
  fc.record({ path: fc.constant('orders/masked'), query: fc.constant(''), rank: fc.nat(20) }),
  fc.record({
    path: fc.constantFrom('allocation', 'performance', 'equity', 'orders'),
    query: fc.constant(''),
    audience: fc.constant('public' as const),
  }),
)
type Subscription = {
  readonly rank: number | undefined
  readonly intervalMs: number
  readonly topics: readonly string[]
  readonly assets: readonly string[] | undefined
}
const subscription: fc.Arbitrary<Subscription> = fc.record({
  rank: fc.option(fc.nat(20), { nil: undefined }),
  intervalMs: fc.constantFrom(0, 100),
  topics: fc.subarray(TOPICS, { minLength: 1 }),
  assets: fc.constantFrom(undefined, ['BTC'], ['MX', 'USDT']),
})
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ ask: question }) },
  { weight: 1, arbitrary: fc.record({ socket: subscription }) },
  { weight: 1, arbitrary: fc.record({ stream: subscription }) },
)
type Action = { readonly ask: Question } | { readonly socket: Subscription } | { readonly stream: Subscription }

/** Plays one ledger and gives all that was answered, in order, with every `seq` as the place of its event among those seen. */
class Play {
  readonly #desk: LedgerDesk
  readonly #which: 0 | 1
  readonly #given: string[] = []
  /** Text and moments of each subscriber; the one that is served first within one millisecond is no part of any answer. */
  readonly #received: string[][] = []
  #count = 0

  constructor(store: LedgerStore, which: 0 | 1) {
    this.#which = which
    const audiences = { viewer: LIMITS, public: LIMITS }
    this.#desk = new LedgerDesk({ store, symbols: SYMBOLS, audiences })
  }

  async run(steps: readonly Step[], actions: readonly (readonly Action[])[], isRaw: boolean): Promise<string[]> {
    const desk = this.#desk
    await desk.write(eventsOf({ ...NEVER, kind: 'status' }, '', START), [true])
    for (const [at, step] of steps.entries()) {
      await this.#step(step, at)
      for (const one of actions[at] ?? []) await this.#act(one)
    }
    await desk.time.advance(35_000)
    await desk.close()
    for (const { entries } of desk.redis.streams.values())
      for (const { seq, text } of entries) this.#given.push(`"seq":${seq} ${text}`)
    this.#given.push(...desk.redis.published)
    // A flow's masked id is of the number of its event, and a position's mark of all events before it: who has no key
    // learns nothing from another one.
    const given = [...this.#given, ...this.#received.flat()].map((text) =>
      text
        .replace(/"(id|flowId|hash)":"[a-z2-7]{12}"/g, '"$1":"masked"')
        .replace(/,[a-z2-7]{12}(,[a-z]*,\r)$/gm, ',masked$1')
        .replace(/^(id: [0-9a-f]+:\d+):[a-z2-7]{12}$/gm, '$1:masked'),
    )
    return isRaw ? given : given.map((text) => this.#ranked(text))
  }

  async #step({ seen: shown, hidden: both, isTogether, pauseMs }: Step, at: number): Promise<void> {
    const desk = this.#desk
    const now = desk.time.now()
    const secret = both[this.#which].flatMap((spec) => eventsOf(spec, `h${this.#which}${this.#count++}`, now))
    const open = eventsOf(shown, `s${at}`, now)
    // As a follower would have it, with every push.
    desk.lastPushAt = now - (secret.length === 0 ? 7 : 3)
    if (isTogether) await desk.write([...secret, ...open], [...secret.map(() => false), ...open.map(() => true)])
    else {
      await desk.write(secret, [])
      await desk.time.advance(30)
      await desk.write(
        open,
        open.map(() => true),
      )
      await desk.write(secret.length === 0 ? [] : eventsOf(both[this.#which][0] ?? NEVER, `i${this.#count++}`, now), [])
    }
    await desk.time.advance(pauseMs)
  }

  async #act(one: Action): Promise<void> {
    const desk = this.#desk
    if ('ask' in one) return this.#ask(one.ask)
    const at = 'socket' in one ? one.socket : one.stream
    const seq = at.rank === undefined ? undefined : desk.seen[at.rank % desk.seen.length]
    if ('socket' in one) {
      const { intervalMs, topics, assets } = at
      const since = seq === undefined ? {} : { since: { epoch: desk.epoch, seq } }
      const socket = desk.openSocket(this.#subscriber())
      socket.say({ op: 'subscribe', id: 1, account: 'main', topics, intervalMs, ...since, ...(assets && { assets }) })
      return
    }
    const since = seq === undefined ? '' : `&since=${desk.epoch}:${seq}`
    const assets = at.assets === undefined ? '' : `&assets=${at.assets.join()}`
    await desk.openStream(this.#subscriber(), `topics=${at.topics.join()}&intervalMs=${at.intervalMs}${since}${assets}`)
  }

  #subscriber(): string[] {
    const received: string[] = []
    this.#received.push(received)
    return received
  }

  /** Follows a list to its end, page by page. */
  async #ask({ path, query, rank = 0, audience = 'viewer' }: Question): Promise<void> {
    const desk = this.#desk
    const masked = desk.maskOf(`Os${rank}`)
    const filled = query
      .replace('orderId=masked', `orderId=${masked}`)
      .replace(/^at=seq$/, `at=seq:${desk.seen[rank % desk.seen.length] ?? 0}`)
    let cursor: string | undefined = ''
    for (let page = 0; cursor !== undefined && page < 40; page++) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`
      const text = await desk.call(
        audience,
        `${MAIN}/${path.replace('masked', masked)}`,
        `${filled}${more}`.replace(/^&/, ''),
      )
      cursor = /"nextCursor":"([^"]+)"/.exec(text)?.[1]
      this.#given.push(
        `${path}?${query} page ${page}: ${text.replace(cursor ?? '\u0000', `cursor of ${cursor?.length}`)}`,
      )
    }
  }

  #ranked(text: string): string {
    const rank = (seq: string): string => (seq === '0' ? '0' : `rank ${this.#desk.seen.indexOf(Number(seq))}`)
    return text
      .replace(/"seq":(\d+)/g, (_, seq: string) => `"seq":${rank(seq)}`)
      .replace(/^(\d+),(?=\d{13},)/gm, (_, seq: string) => `${rank(seq)},`)
      .replace(/^id: ([0-9a-f]+):(\d+)/gm, (_, epoch: string, seq: string) => `id: ${epoch}:${rank(seq)}`)
  }
}

const NEVER: Spec = { kind: 'asset', name: 'BTC', fee: 'USDT', n: 1, late: 0, isAudit: false }

async function answers(
  store: keyof typeof storeOf,
  steps: readonly Step[],
  actions: readonly (readonly Action[])[],
  isRaw: boolean,
): Promise<readonly [string[], string[]]> {
  const [one, other] = [new Play(storeOf[store](), 0), new Play(storeOf[store](), 1)]
  return [await one.run(steps, actions, isRaw), await other.run(steps, actions, isRaw)]
}

describe('two ledgers that differ only in what is hidden', () => {
  const actions = fc.array(fc.array(action, { maxLength: 4 }), { minLength: 6, maxLength: 10 })
  for (const store of ['memory', 'sqlite'] as const) {
    const numRuns = (store === 'memory' ? 7 : 3) * RUNS

    it(`give the same bytes where as much is hidden in both, on ${store}`, async () => {
      const steps = fc.array(stepOf(true), { minLength: 2, maxLength: 10 })
      await fc.assert(
        fc.asyncProperty(steps, actions, async (happens, asks) => {
          const [one, other] = await answers(store, happens, asks, true)
          expect(other).toEqual(one)
        }),
        { numRuns },
      )
    })

    it(`give the same but for the size of gaps in seq where more is hidden in one, on ${store}`, async () => {
      const steps = fc.array(stepOf(false), { minLength: 2, maxLength: 10 })
      await fc.assert(
        fc.asyncProperty(steps, actions, async (happens, asks) => {
          const [one, other] = await answers(store, happens, asks, false)
          expect(other).toEqual(one)
          expect(one.find((text) => text.includes('rank -1'))).toBeUndefined()
        }),
        { numRuns },
      )
    })
  }
})
