/** The edge over a real desk and ledger, under virtual time, where a test writes the events itself. */

import { decimal } from '@spotdeck/exact'
import { EMPTY_STATE, type EventDraft, isPublic } from '@spotdeck/ledger'
import type { RestClient } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import type { SymbolAnswer } from '@spotdeck/wire'
import { createBus, type EdgeAnswer, type EdgeRequest, createEdgeRules } from '@spotdeck/edge'
import { Account } from '../account/account.ts'
import { createDesk } from '../serve/desk.ts'
import { createAccess, ourAddresses } from '@spotdeck/desk/access'
import { memoryAccessStore } from '@spotdeck/desk/testing'
import type { AudienceLimits } from '@spotdeck/edge/config'
import { inProcessReader } from '@spotdeck/imports'
import { inProcessReports } from '@spotdeck/reports'
import { FIRST_HASH, type LedgerStore } from '@spotdeck/store'
import { type Exchange, type AccountFollower, symbolsOf, Writer } from '@spotdeck/follow'
import type { Prices } from '../market/prices.ts'
import { symbolAnswers } from '@spotdeck/follow/testing'
import type { ListedMarkets } from '../market/listed-markets.ts'
import type { MarketDataService } from '../market/market-data.ts'
import { NoticeBoard } from '../notices/notice-board.ts'
import { FakeRedis } from '@spotdeck/edge/testing'

const target = { url: 'redis://127.0.0.1', host: '127.0.0.1:6379', prefix: 'v', audience: 'viewer', maxLength: 1_000 }

export type LedgerDeskOptions = {
  readonly store: LedgerStore
  /** Of these the second half is paused, so that there are notices. */
  readonly symbols: readonly string[]
  readonly audiences: AudienceLimits
}

export class LedgerDesk {
  readonly time = new VirtualTime()
  readonly redis = new FakeRedis()
  readonly epoch: string
  /** Time of the last push in the follower's health, in ms; tests change it. */
  lastPushAt = 0
  /** `seq` of every public event that was written with `isSeen`. */
  readonly seen: number[] = []
  readonly #writer: Writer
  readonly #account: Account
  readonly #access
  readonly #rules
  readonly #tokens: Readonly<Record<'viewer' | 'public', string>>

  constructor({ store, symbols, audiences }: LedgerDeskOptions) {
    const { time } = this
    this.epoch = store.epoch
    const random = seededRandom(1)
    const world = { clock: time, timers: time, random, log: silentLog }
    const bus = createBus(silentLog)
    const rows = symbolAnswers(symbols).map((row, n): SymbolAnswer => ({
      ...row,
      status: n * 2 < symbols.length ? '1' : '2',
    }))
    const listed = symbolsOf(rows)
    const exchange = { now: () => time.now() } as unknown as Exchange
    const prices = {
      ready: true,
      stale: false,
      priceOf: () => decimal('2'),
      staleSince: () => undefined,
      hourClose: () => decimal('2'),
      loadHistory: async () => undefined,
      ticker: () => undefined,
    } as unknown as Prices
    const health = () => ({ stream: { lastPushAt: this.lastPushAt }, latencyMs: this.lastPushAt % 97 })
    const follower = {
      start: () => undefined,
      close: async () => undefined,
      status: { state: 'live', code: 'LIVE', params: {}, since: 0 },
      get health() {
        return { ...health(), drift: 0, healed: 0, pushesWaiting: 0 }
      },
    } as unknown as AccountFollower
    const rest = { exchangeNow: () => time.now() } as unknown as RestClient
    const markets = {
      now: () => listed,
      isTradable: () => true,
      onRead: () => undefined,
    } as unknown as ListedMarkets
    const board = new NoticeBoard({ ...world, rest, markets, publish: () => undefined })
    const publish = (...given: Parameters<Account['committed']>): void => this.#account.committed(...given)
    this.#writer = new Writer({ ...world, store, state: EMPTY_STATE, now: () => time.now(), publish })
    const reports = inProcessReports(time)
    this.#account = new Account({
      ...world,
      id: 'main',
      label: 'main',
      trading: undefined,
      plans: undefined,
      keyWarnings: [],
      noticesFor: (touched) => board.touching(touched),
      fileReader: inProcessReader,
      scans: { owner: reports.of('main', store, 'owner'), guests: reports.of('main', store, 'guests') },
      store,
      writer: this.#writer,
      lastHash: FIRST_HASH,
      follower,
      exchange,
      prices,
      past: { at: async () => ({ kind: 'found', price: decimal('2') }) },
      bus,
      symbols: () => listed,
    })
    const desk = createDesk({
      served: [{ id: 'main', current: this.#account.served }],
      bus,
      markets,
      prices,
      market: {} as MarketDataService,
      board,
      callsWaiting: () => 0,
      now: () => time.now(),
    })
    this.#access = createAccess({ store: memoryAccessStore(), clock: time, random })
    const tokenOf = (audience: 'viewer' | 'public') => this.#access.createToken({ audience, accounts: ['main'] }).secret
    this.#tokens = { viewer: tokenOf('viewer'), public: tokenOf('public') }
    this.#rules = createEdgeRules({
      desk,
      access: this.#access,
      addresses: ourAddresses({ host: '127.0.0.1', port: 8787 }),
      port: 8787,
      sandbox: false,
      world,
      audiences,
      redis: { targets: [{ ...target, audience: 'viewer' }], openLink: this.redis.open },
    })
    this.#account.start()
  }

  /** Commits together. `seen`: whether each is meant to be seen; `seq` of those is remembered. */
  async write(events: readonly EventDraft[], seen: readonly boolean[]): Promise<void> {
    const before = this.#writer.state.seq
    let at = before
    let written = false
    void this.#writer.propose(() => events).then(() => (written = true))
    await this.time.until(() => written)
    for (const [n, event] of events.entries()) {
      if (!isPublic({ ...event, n: 0, seq: 0 })) continue
      at += 1
      if (seen[n] === true) this.seen.push(at)
    }
  }

  maskOf(id: string): string {
    return this.#access.maskIdOf('main')(id)
  }

  /** Answers a call as text: status, headers and body. */
  async call(audience: 'viewer' | 'public', path: string, query = ''): Promise<string> {
    const request = this.#request(audience, path, query)
    let text: string | undefined
    void this.#rules
      .handle(request)
      .then(textOf)
      .then((found) => (text = found))
    await this.time.until(() => text !== undefined)
    return text ?? ''
  }

  /** Opens a socket; what it is sent goes to `given`. */
  openSocket(given: string[]): { say(message: object): void; close(): void } {
    const upgrade = this.#rules.upgrade(this.#request('viewer', '/api/v1/ws', ''))
    if (upgrade.kind === 'refused') throw new Error('The socket was refused.')
    const { connection, gone } = upgrade.connect(sinkInto(given, this.time))
    return { say: (message) => connection.receive(JSON.stringify(message)), close: gone }
  }

  /** Opens an event stream into `given`. */
  async openStream(given: string[], query: string): Promise<() => void> {
    const request = this.#request('viewer', '/api/v1/accounts/main/events', query)
    let answer: EdgeAnswer | undefined
    void this.#rules.handle(request).then((found) => (answer = found))
    await this.time.until(() => answer !== undefined)
    if (typeof answer?.body === 'function') return this.#rules.stream(request, answer.body, sinkInto(given, this.time))
    given.push(answer === undefined ? '' : await textOf(answer))
    return () => undefined
  }

  async close(): Promise<void> {
    this.#rules.close()
    await this.#account.close()
  }

  #request(audience: 'viewer' | 'public', path: string, query: string): EdgeRequest {
    const headers = { host: '127.0.0.1:8787', authorization: `Bearer ${this.#tokens[audience]}` }
    // A browser's upgrade names its origin; a program's does not.
    return { method: 'GET', path, query, headers, ip: '127.0.0.1' }
  }
}

async function textOf({ status, headers, body }: EdgeAnswer): Promise<string> {
  let text = typeof body === 'string' ? body : ''
  if (typeof body === 'object') for await (const chunk of body) text += chunk
  return `${status} ${JSON.stringify(headers)}\n${text}`
}

/** Writes each message with the moment of it. */
const sinkInto = (given: string[], time: VirtualTime) => {
  const push = (text: string): number => given.push(`sent at ${time.now()}\n${text}`)
  return {
    send: (text: string) => void push(text),
    write: (text: string) => void push(text),
    share: ({ text }: { text: string }) => push(text) > 0,
    close: (code: number, reason: string) => void push(`closed ${code} ${reason}`),
    end: () => void push('ended'),
    bufferedBytes: 0,
  }
}
