/// <reference lib="esnext.disposable" preserve="true" />
/** The whole SDK behind one object, for programs that need an account and not its parts. */

import type { Log } from '@spotdeck/ports'
import type { Endpoint, PublicChannel, PushOf, RowOrRows } from '@spotdeck/wire'
import { type CandleOptions, type FollowedCandles, followCandles } from './candles/follow-candles.ts'
import type { Timeframe } from './candles/timeframe.ts'
import { DriftMonitor } from './drift/drift-monitor.ts'
import { ClientClosed, InvalidRequest } from './errors/mexc-error.ts'
import type { MexcHooks } from './hooks/hooks.ts'
import { safeLog } from './hooks/safe-log.ts'
import { History } from './history/history.ts'
import type { OpenMarketStreams } from './market-stream/market-stream.ts'
import { openMarketStreams } from './market-stream/open-market-streams.ts'
import { type ChannelIterator, readChannel, type ReadOptions } from './market-stream/read-channel.ts'
import { createMarketRules, type MarketRules } from './market-rules/market-rules.ts'
import { type BookHandlers, followBook, type FollowBookOptions, type FollowedBook } from './order-book/follow-book.ts'
import { withMeant } from './order-book/meant-symbol.ts'
import { restSnapshots } from './order-book/rest-snapshots.ts'
import { cancelAll, type CancelOutcome } from './orders/cancel-all.ts'
import { SnapshotQueue } from './order-book/snapshot-queue.ts'
import { type CanceledOrder, cancelOrder, type CancelOptions, type OrderReference } from './orders/cancel-order.ts'
import { type NewOrder, type PlacedOrder, placeOrder, type PlaceOptions } from './orders/place-order.ts'
import { type BatchOutcome, placeOrders } from './orders/place-orders.ts'
import { type OrderChange, replaceOrder, type ReplaceOutcome } from './orders/replace-order.ts'
import { explained } from './orders/unknown-symbol.ts'
import { type OrderEnd, type WaitForOrderOptions, waitUntilFilled } from './orders/wait-until-filled.ts'
import { ClosableRest } from './rest/closable-rest.ts'
import { createRestClient } from './rest/create-rest-client.ts'
import type { CallOptions, EverySymbol, OneSymbol, RestClient, RestOptions } from './rest/rest-client.ts'
import { type RequestOptions, type RequestParameters, requestEndpoint } from './rest/request.ts'
import { WarmConnection } from './rest/warm-connection.ts'
import { memoryKeyring } from './user-stream/memory-keyring.ts'
import { openUserStream } from './user-stream/open-user-stream.ts'
import { type AccountEventIterator, readAccount, type ReadAccountOptions } from './user-stream/read-account.ts'
import {
  DEFAULT_HEARTBEAT,
  type HeartbeatOptions,
  type Keyring,
  type UserStream,
  type UserStreamHandlers,
  type UserStreamOptions,
} from './user-stream/user-stream.ts'
import { type AccountView, openAccountView, type ViewOptions } from './view/account-view.ts'
import type { ViewOrder } from './view/view-rows.ts'
import type { Credentials, MexcWorld } from './world.ts'

/** Address of the exchange: MEXC itself (the default), a sandbox on this machine, or any host that speaks like it. */
export type MexcHost =
  | { readonly preset?: 'live' }
  /** Its port is 9090 by default, its account the demo account. */
  | { readonly preset: 'sandbox'; readonly port?: number }
  | { readonly preset: 'custom'; readonly restUrl: string; readonly wsUrl: string }

/** Options of a client: the exchange's address, credentials, and what it shares with other clients. */
export type MexcClientOptions = MexcHost & {
  /** None: public calls and streams alone. */
  readonly credentials?: Credentials
  /** Remembers the listen keys made here; in memory by default, so that a crash leaves one to run out by itself. */
  readonly keyring?: Keyring
  /** Receives warnings; without it they are dropped. */
  readonly log?: Log
  /** Tracing and protocol drift; see `MexcHooks`. */
  readonly hooks?: MexcHooks
  /** A public channel that shows whether private pushes arrive; the book ticker of BTCUSDT by default. */
  readonly heartbeat?: HeartbeatOptions | false
  /** A socket without a frame of any kind for this long is dead, in ms; 12,000 by default. */
  readonly deadAfterMs?: number
} & Pick<RestOptions, 'recvWindow' | 'timeoutMs' | 'readTimeoutMs' | 'limiter' | 'limits' | 'headers'>

/** Handlers of a user stream: `ready` and `push` are required, the others optional. */
export type AccountHandlers = Pick<UserStreamHandlers, 'ready' | 'push'> & Partial<UserStreamHandlers>

const LIVE = { restUrl: 'https://api.mexc.com', wsUrl: 'wss://wbs-api.mexc.com/ws' }
const SANDBOX_PORT = 9090
/** The sandbox's demo account; everybody knows it. */
const SANDBOX_DEMO: Credentials = { apiKey: 'mx0sandboxdemo', secret: 'sandbox-demo-secret' }

type BatchOptions = Pick<PlaceOptions, 'rules' | 'signal' | 'round' | 'withinMs'>
type Closable = { close(): unknown }

/**
 * Opens no connection before one is wanted.
 * @throws {InsecureHost} for plain http or ws to a host that is not this machine
 * @throws {InvalidRequest} for a host that is no URL, or a recvWindow that MEXC would refuse
 */
export class MexcClient implements AsyncDisposable {
  /** Signed REST for any call; ends with this client. */
  get rest(): RestClient {
    return this.#rest
  }
  /** Every symbol's rules, asked for when first wanted and kept fresh. */
  readonly rules: MarketRules
  /** Orders, trades, candles and flows of the past, page by page. */
  readonly history: History
  /** Counts the fields and values that MEXC sent and the SDK does not know, over REST and all streams. */
  readonly drift: DriftMonitor
  readonly #rest: ClosableRest
  /** REST of the private stream: it closes its listen keys after all other calls have ended. */
  readonly #streamRest: RestClient
  /** From the first signed call or private stream on. */
  readonly #warm: WarmConnection
  readonly #world: MexcWorld
  readonly #wsUrl: string
  readonly #streaming: Pick<UserStreamOptions, 'heartbeat' | 'deadAfterMs'>
  readonly #keyring: Keyring
  readonly #hasCredentials: boolean
  readonly #snapshots: SnapshotQueue
  readonly #open = new Set<Closable>()
  #streams: OpenMarketStreams | undefined
  /** The view that was opened last. */
  #view: AccountView | undefined
  #closing: Promise<void> | undefined

  constructor(options: MexcClientOptions & { readonly world: MexcWorld }) {
    const { restUrl, wsUrl, credentials } = hostOf(options)
    const { recvWindow, timeoutMs, readTimeoutMs, limiter, limits, headers, log, hooks } = options
    const { heartbeat = DEFAULT_HEARTBEAT, deadAfterMs } = options
    this.#streaming = { heartbeat: heartbeat === false ? undefined : heartbeat, deadAfterMs }
    this.#world = {
      ...options.world,
      log: safeLog(log ?? options.world.log),
      hooks: hooks ?? options.world.hooks,
    }
    this.drift = new DriftMonitor(this.#world)
    this.#wsUrl = wsUrl
    this.#hasCredentials = credentials !== undefined
    this.#keyring = options.keyring ?? memoryKeyring()
    this.#streamRest = createRestClient({
      baseUrl: restUrl,
      world: this.#world,
      drift: this.drift,
      credentials,
      recvWindow,
      timeoutMs,
      readTimeoutMs,
      limiter,
      limits,
      headers,
    })
    this.#warm = this.#track(new WarmConnection(this.#streamRest, this.#world.timers))
    const explain = (error: unknown, query: unknown): Promise<unknown> =>
      explained(error, query, { ...this.#world, rules: this.rules })
    this.#rest = new ClosableRest(this.#streamRest, () => this.#warm.start(), explain)
    this.#snapshots = this.#track(new SnapshotQueue(restSnapshots(this.#rest), { ...this.#world, limits }))
    this.rules = createMarketRules({ rest: this.#rest, clock: this.#world.clock })
    this.history = new History(this.#rest)
  }

  /** Any call of the endpoint table; see `RestClient.call`. */
  call<Row>(endpoint: RowOrRows<Row>, query: OneSymbol, options?: CallOptions): Promise<Row>
  call<Row>(endpoint: RowOrRows<Row>, query: EverySymbol, options?: CallOptions): Promise<readonly Row[]>
  call<Query, Answer>(endpoint: Endpoint<Query, Answer>, query: Query, options?: CallOptions): Promise<Answer>
  call<Query, Answer>(endpoint: Endpoint<Query, Answer>, query: Query, options?: CallOptions): Promise<Answer> {
    return this.#rest.call(endpoint, query, options)
  }

  /**
   * A call that the endpoint table does not have, through the same limits, clock, signature and errors. Answers the
   * JSON as it came, with ids as text.
   */
  request(
    method: Endpoint<unknown, unknown>['method'],
    path: string,
    parameters: RequestParameters = {},
    options: RequestOptions = {},
  ): Promise<unknown> {
    return this.#rest.call(requestEndpoint({ method, path }, parameters, options), parameters, options)
  }

  /** See `placeOrder`: sent once, looked up when its answer is lost, not sent to a pair that is closed to the API. */
  placeOrder(order: NewOrder, options: PlaceOptions = {}): Promise<PlacedOrder> {
    return this.#rest.untilClosed(options.signal, (signal) =>
      placeOrder(this.#rest, order, this.#world, { rules: this.rules, ...options, signal }),
    )
  }

  /** See `cancelOrder`. */
  cancelOrder(order: OrderReference, options: CancelOptions = {}): Promise<CanceledOrder> {
    return this.#rest.untilClosed(options.signal, (signal) =>
      cancelOrder(this.#rest, order, this.#world, { ...options, signal }),
    )
  }

  /** See `placeOrders`: many orders, each with its own outcome, checked by the rules before anything is sent. */
  placeOrders(orders: readonly NewOrder[], options: BatchOptions = {}): Promise<readonly BatchOutcome[]> {
    return this.#rest.untilClosed(options.signal, (signal) =>
      placeOrders(this.#rest, orders, { rules: this.rules, ...options, world: this.#world, signal }),
    )
  }

  /** See `replaceOrder`: the new order is placed only if the old one was canceled in time. */
  replaceOrder(order: OrderReference, change: OrderChange, options: BatchOptions = {}): Promise<ReplaceOutcome> {
    return this.#rest.untilClosed(options.signal, (signal) =>
      replaceOrder(this.#rest, { order, change }, { rules: this.rules, ...options, world: this.#world, signal }),
    )
  }

  /** See `cancelAll`: every open order of a symbol, or of the account. */
  cancelAll(symbol?: string, options: CancelOptions = {}): Promise<readonly CancelOutcome[]> {
    return this.#rest.untilClosed(options.signal, (signal) =>
      cancelAll(this.#rest, symbol, { ...options, world: this.#world, signal }),
    )
  }

  /** See `waitUntilFilled`. */
  waitUntilFilled(order: OrderReference, options: Omit<WaitForOrderOptions, 'world'> = {}): Promise<OrderEnd> {
    return this.#rest.untilClosed(options.signal, (signal) =>
      waitUntilFilled(this.#rest, order, { changed: this.#wakeOn(order), ...options, world: this.#world, signal }),
    )
  }

  /**
   * Follows the account's private stream until it is closed.
   * @throws {InvalidRequest} for a client without credentials
   */
  userStream(handlers: AccountHandlers): UserStream {
    this.#requireOpen()
    if (!this.#hasCredentials)
      throw new InvalidRequest({ problem: 'A private stream needs an API key and its secret.' })
    this.#warm.start()
    const { log } = this.#world
    const stream = this.#track(
      openUserStream({
        rest: this.#streamRest,
        wsUrl: this.#wsUrl,
        world: this.#world,
        drift: this.drift,
        keyring: this.#keyring,
        ...this.#streaming,
        handlers: {
          lost: ({ code }) => log.warn({ code }, 'private stream lost'),
          undecodable: (code) => log.warn({ code }, 'private push not decoded'),
          ...handlers,
        },
      }),
    )
    const close = (): Promise<void> => {
      this.#open.delete(stream)
      return stream.close()
    }
    return {
      get health() {
        return stream.health
      },
      renew: () => stream.renew(),
      close,
      [Symbol.asyncDispose]: close,
    }
  }

  /** The account's private stream as a loop; see `readAccount`. */
  account(options: ReadAccountOptions = {}): AccountEventIterator {
    return readAccount((handlers) => this.userStream(handlers), options)
  }

  /**
   * The account as it is now, kept up to date until it is closed; see `AccountView`. While it is open, it also shortens
   * `waitUntilFilled`.
   */
  view(options: ViewOptions = {}): AccountView {
    const open = (handlers: UserStreamHandlers): UserStream => this.userStream(handlers)
    const parts = { rest: this.#rest, world: this.#world, open }
    this.#view = openAccountView(parts, options)
    return this.#view
  }

  /** A public channel as a loop; see `readChannel`. */
  read<C extends PublicChannel>(channel: C, options: ReadOptions = {}): ChannelIterator<PushOf<C>> {
    this.#requireOpen()
    return readChannel(this.streams, channel, options)
  }

  /** All public channels, sharing their sockets. After `close` they have no socket and take no subscription. */
  get streams(): OpenMarketStreams {
    this.#streams ??= this.#track(
      openMarketStreams({
        wsUrl: this.#wsUrl,
        world: this.#world,
        drift: this.drift,
        reachability: this.#streamRest.reachability,
        deadAfterMs: this.#streaming.deadAfterMs,
      }),
    )
    if (this.#closing !== undefined) void this.#streams.close()
    return this.#streams
  }

  /**
   * Follows one symbol's order book until it is closed; see `followBook`. Its best levels are compared with MEXC's
   * unless `crossCheck` is false.
   */
  book(
    symbol: string,
    handlers: BookHandlers,
    options: Pick<FollowBookOptions, 'interval' | 'crossCheck'> = {},
  ): FollowedBook {
    this.#requireOpen()
    const { streams } = this
    const told = withMeant(symbol, handlers, { ...this.#world, rules: this.rules })
    const follower = this.#track(
      followBook({
        ...options,
        streams,
        snapshot: this.#snapshots.snapshot,
        symbol,
        world: this.#world,
        handlers: told,
      }),
    )
    const close = (): void => {
      this.#open.delete(follower)
      follower.close()
    }
    return {
      get book() {
        return follower.book
      },
      get health() {
        return follower.health
      },
      close,
      [Symbol.asyncDispose]: async () => close(),
    }
  }

  /** Candles of any timeframe that is a multiple of MEXC's, such as `3m` or `2h`; see `FollowedCandles`. */
  candles(symbol: string, timeframe: Timeframe, options: CandleOptions = {}): FollowedCandles {
    this.#requireOpen()
    const parts = { rest: this.#rest, streams: this.streams, world: this.#world }
    return followCandles(parts, { symbol, timeframe }, options)
  }

  /**
   * Ends every stream and book, and the listen keys made here. Calls that wait are not sent: `ClientClosed`; an order
   * on its way ends in `OrderOutcomeUnknown`. Idempotent, bounded to a few seconds.
   */
  close(): Promise<void> {
    this.#closing ??= this.#leave()
    return this.#closing
  }

  /** Closes the client at the end of an `await using` block; see `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #leave(): Promise<void> {
    this.#rest.close()
    await Promise.all([...this.#open].reverse().map((open) => open.close()))
    this.#open.clear()
  }

  /** Wakes a wait for an order when the view has news of it. */
  #wakeOn(order: OrderReference): WaitForOrderOptions['changed'] {
    const view = this.#view
    const isIt = ({ orderId, clientOrderId }: ViewOrder): boolean =>
      'orderId' in order ? order.orderId === orderId : order.clientOrderId === clientOrderId
    return (
      view && ((wake) => view.subscribe((change) => void (change.type === 'order' && isIt(change.order) && wake())))
    )
  }

  #track<T extends Closable>(open: T): T {
    this.#open.add(open)
    return open
  }

  #requireOpen(): void {
    if (this.#closing !== undefined) throw new ClientClosed()
  }
}

type Place = { readonly restUrl: string; readonly wsUrl: string; readonly credentials: Credentials | undefined }

function hostOf(options: MexcClientOptions): Place {
  const { credentials } = options
  switch (options.preset) {
    case 'sandbox': {
      const host = `127.0.0.1:${options.port ?? SANDBOX_PORT}`
      return { restUrl: `http://${host}`, wsUrl: `ws://${host}/ws`, credentials: credentials ?? SANDBOX_DEMO }
    }
    case 'custom':
      return { restUrl: options.restUrl, wsUrl: options.wsUrl, credentials }
    default:
      return { ...LIVE, credentials }
  }
}
