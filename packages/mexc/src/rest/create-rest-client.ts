/** The one way to MEXC's REST: check, wait for the limits, sign, send, read, and try again only where that is safe. */

import { defined, type HttpAnswer, NetworkFault, sleep, type WaitOptions, withDeadline } from '@spotdeck/ports'
import {
  type AnyEndpoint,
  MAX_ANSWER_BYTES,
  encodeParameters,
  type Endpoint,
  type ParameterPair,
  parameterPairs,
  plainSymbol,
  RECEIVE_WINDOW,
  type RowOrRows,
  serverTime,
  type ServerTimeAnswer,
  WireError,
} from '@spotdeck/wire'
import {
  CallAborted,
  FIREWALL_PAUSE_MS,
  FirewallBlocked,
  InvalidRequest,
  MexcError,
  type MexcErrorDetails,
  NetworkError,
  RateLimitError,
  UnreadableAnswer,
} from '../errors/mexc-error.ts'
import { noteAnswerDrift } from '../drift/answer-drift.ts'
import { DriftMonitor } from '../drift/drift-monitor.ts'
import { type OperationEnd, operationStarts, placeOf } from '../hooks/hooks.ts'
import { safeLog } from '../hooks/safe-log.ts'
import type { Credentials, MexcWorld } from '../world.ts'
import { Reachability } from '../socket/reachability.ts'
import { ExchangeClock } from './exchange-clock.ts'
import { requireSafeHost } from './host.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { chargesOf, ownWindow, type LimitRules, safestLimits } from './limits.ts'
import { nextStep } from './next-step.ts'
import { isAboutOrders, openOutcome } from './open-outcome.ts'
import { parseBody, readAnswer, tooLarge } from './read-answer.ts'
import { redact } from './redact.ts'
import type { Priority } from './priority.ts'
import type { CallOptions, EverySymbol, OneSymbol, RestClient, RestOptions, UnreadableRow } from './rest-client.ts'
import { signedQuery } from './sign.ts'

const ATTEMPT_WITHIN_MS = 10_000
/** Deadline of a read, in ms: followers of an account or a book must learn early that the exchange does not answer. */
const READ_WITHIN_MS = 5_000
/** Deadline of reading the exchange's clock, in ms. */
const CLOCK_WITHIN_MS = 3_000
/** Time until the last attempt has left, where the call has no deadline: a later order would be stale. */
const LEAVES_WITHIN_MS: Readonly<Record<Priority, number>> = {
  cancel: 10_000,
  order: 5_000,
  urgent: 45_000,
  read: 45_000,
  background: 120_000,
}

/**
 * A client for one account, or for public calls alone when it is given no credentials.
 * @throws {InsecureHost} for plain http to a host that is not this machine
 * @throws {InvalidRequest} for a recvWindow that MEXC would refuse
 */
export function createRestClient(options: RestOptions): RestClient {
  requireSafeHost(options.baseUrl, 'http', options.allowPlain)
  const recvWindow = options.recvWindow ?? RECEIVE_WINDOW.defaultMs
  if (!Number.isInteger(recvWindow) || recvWindow < 1 || recvWindow > RECEIVE_WINDOW.maxMs) {
    throw new InvalidRequest({ problem: `recvWindow is 1 to ${RECEIVE_WINDOW.maxMs} ms, not ${recvWindow}.` })
  }
  return new MexcRest(options, recvWindow)
}

type Call = {
  readonly endpoint: AnyEndpoint
  readonly pairs: readonly ParameterPair[]
  readonly priority: Priority
  readonly timeoutMs: number
  /** No attempt leaves later, ms since the epoch. */
  readonly leavesBy: number
  /** No attempt is waited for longer, ms since the epoch. */
  readonly endsBy: number
  readonly signal?: AbortSignal | undefined
  readonly unreadableRow?: ((row: UnreadableRow) => void) | undefined
  readonly leaves?: (() => void) | undefined
}

class MexcRest implements RestClient {
  readonly #baseUrl: string
  readonly #credentials: Credentials | undefined
  readonly #world: MexcWorld
  readonly #headers: RestOptions['headers']
  readonly recvWindow: number
  readonly reachability: Reachability
  readonly clock: ExchangeClock
  readonly #timeoutMs: number
  readonly #readTimeoutMs: number
  readonly #limiter: Limiter
  readonly #limits: LimitRules
  readonly #drift: DriftMonitor
  /** Names this client's UID windows in a limiter that several share, without naming its key. */
  readonly #accountTag: string

  constructor(options: RestOptions, recvWindow: number) {
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '')
    this.#credentials = options.credentials
    this.#world = { ...options.world, log: safeLog(options.world.log) }
    this.#headers = options.headers
    this.recvWindow = recvWindow
    this.reachability = options.reachability ?? new Reachability()
    this.#timeoutMs = options.timeoutMs ?? ATTEMPT_WITHIN_MS
    this.#readTimeoutMs = options.readTimeoutMs ?? options.timeoutMs ?? READ_WITHIN_MS
    this.#limiter = options.limiter ?? createLimiter(options.world)
    this.#limits = options.limits ?? safestLimits
    this.#drift = options.drift ?? new DriftMonitor(options.world)
    this.clock = options.clock ?? new ExchangeClock(options.world.clock, (leaves) => this.#askClock(leaves))
    this.#accountTag = Array.from(options.world.random.bytes(8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  exchangeNow(): number {
    return this.clock.now()
  }

  syncClock(leaves?: () => void): Promise<void> {
    return this.clock.sync(leaves)
  }

  call<Row>(endpoint: RowOrRows<Row>, query: OneSymbol, options?: CallOptions): Promise<Row>
  call<Row>(endpoint: RowOrRows<Row>, query: EverySymbol, options?: CallOptions): Promise<readonly Row[]>
  call<Query, Answer>(endpoint: Endpoint<Query, Answer>, query: Query, options?: CallOptions): Promise<Answer>
  async call<Query, Answer>(
    endpoint: Endpoint<Query, Answer>,
    query: Query,
    options: CallOptions = {},
  ): Promise<Answer> {
    const priority = options.priority ?? priorityOf(endpoint)
    const now = this.#world.clock.now()
    const call: Call = {
      endpoint,
      pairs: checkedPairs(endpoint, query),
      priority,
      leavesBy: now + (options.withinMs ?? LEAVES_WITHIN_MS[priority]),
      endsBy: now + (options.withinMs ?? Infinity),
      timeoutMs: options.timeoutMs ?? (endpoint.retry === 'read' ? this.#readTimeoutMs : this.#timeoutMs),
      unreadableRow: options.unreadableRow && ((row) => options.unreadableRow?.(row)),
      signal: options.signal,
      leaves: options.leaves === undefined ? undefined : () => options.leaves?.(),
    }
    if (endpoint.security === 'signed' && this.#credentials === undefined) {
      throw new InvalidRequest({ endpoint: endpoint.name, problem: 'This call needs an API key and its secret.' })
    }
    return (await this.#carryOut(call)) as Answer
  }

  async #carryOut(call: Call): Promise<unknown> {
    const { clock, random } = this.#world
    let clockWasAsked = false
    let before: MexcError | undefined
    for (let failed = 1; ; failed++) {
      try {
        return await this.#attempt(call, failed)
      } catch (error) {
        if (!(error instanceof MexcError)) throw error
        // A repeat that could not leave says nothing of the attempt before it, which did.
        if (before !== undefined && isUnsent(error)) throw before
        before = error
        const leftMs = call.leavesBy - clock.now()
        const step = nextStep(error, { failed, clockWasAsked, retry: call.endpoint.retry, leftMs }, random)
        if (step.kind === 'give up') throw error
        if (step.kind === 'ask the clock') {
          clockWasAsked = true
          const learnt = this.clock.sync().catch(() => {
            throw error
          })
          await this.#withinOwnTime(learnt, call)
        } else await sleep(this.#patience(step.waitMs, call))
      }
    }
  }

  async #attempt(call: Call, count = 1): Promise<unknown> {
    const { endpoint, priority, signal } = call
    if (endpoint.security === 'signed') await this.#withinOwnTime(this.clock.ready(), call)
    const maxWaitMs = call.leavesBy - this.#world.clock.now()
    // No timer says so to a machine that slept.
    if (maxWaitMs < 0) throw new RateLimitError('QUEUE_TIMEOUT', { endpoint: endpoint.name })
    await this.#limiter.acquire({
      endpoint: endpoint.name,
      account: endpoint.security === 'public' ? undefined : this.#accountTag,
      charges: chargesOf(endpoint, this.#accountTag, this.#limits),
      priority,
      maxWaitMs,
      signal,
    })
    call.leaves?.()
    return this.#watched(call, count)
  }

  /** Sends, with the hooks told when it starts and how it ends. */
  async #watched(call: Call, count: number): Promise<unknown> {
    const { name, method, path } = call.endpoint
    const ends = operationStarts(this.#world, {
      kind: 'request',
      name: `mexc ${name}`,
      attributes: {
        ...placeOf(this.#baseUrl),
        'http.request.method': method,
        'url.path': path,
        'http.request.resend_count': count - 1,
        'mexc.endpoint': name,
        'mexc.priority': call.priority,
      },
    })
    try {
      const { status, value } = await this.#send(call)
      ends({ attributes: { 'http.response.status_code': status } })
      return value
    } catch (error) {
      ends(failedEnd(error))
      throw error
    }
  }

  async #send(call: Call): Promise<{ readonly status: number; readonly value: unknown }> {
    const { endpoint, pairs } = call
    const sentAt = this.#world.clock.now()
    const { query, secrets } = this.#queryOf(call)
    const url = `${this.#baseUrl}${endpoint.path}${query === '' ? '' : `?${query}`}`
    const clientOrderId = pairs.find(([name]) => name === 'newClientOrderId')?.[1]
    let answer: HttpAnswer
    try {
      answer = await this.#world.fetch({
        method: endpoint.method,
        url,
        headers: this.#headersFor(endpoint),
        timeoutMs: Math.max(1, Math.min(call.timeoutMs, call.endsBy - sentAt)),
        maxBytes: endpoint.maxBytes ?? MAX_ANSWER_BYTES,
        signal: call.signal,
      })
    } catch (fault) {
      if (call.signal?.aborted !== true) this.reachability.failed(this)
      throw networkError(fault, endpoint, clientOrderId)
    }
    if (answer.status < 500) this.reachability.succeeded(this)
    else this.reachability.failed(this)
    const now = this.#world.clock.now()
    this.#world.log.debug({ endpoint: endpoint.name, status: answer.status, tookMs: now - sentAt }, 'exchange answered')
    const parsed = parseBody(answer, endpoint, this.#world.parseLarge)
    const body = parsed instanceof Promise ? await parsed : parsed
    try {
      const clean = (text: string): string => redact(text, secrets)
      const sent = pairs.map(([name]) => name)
      const exchangeNow = this.clock.now()
      const { value, unreadable } = readAnswer(answer, body, { endpoint, sent, now, exchangeNow, clean, clientOrderId })
      noteAnswerDrift(value, endpoint.name, this.#drift)
      this.#report(unreadable, call)
      return { status: answer.status, value }
    } catch (error) {
      this.#heedPause(error, endpoint)
      throw error
    }
  }

  /** @throws {UnreadableAnswer} where the caller does not say what becomes of a row that cannot be read */
  #report(unreadable: readonly UnreadableRow[], { endpoint, unreadableRow }: Call): void {
    for (const { lacks } of unreadable) {
      this.#drift.note({ kind: 'UNREADABLE_ROW', where: endpoint.name, path: `[].${lacks}` })
    }
    const [first] = unreadable
    if (first === undefined) return
    if (unreadableRow !== undefined) return unreadable.forEach(unreadableRow)
    const problem = `Row ${first.index} of the list has no usable ${first.lacks}.`
    throw new UnreadableAnswer({ endpoint: endpoint.name, problem, lacks: first.lacks })
  }

  #queryOf(call: Call): { readonly query: string; readonly secrets: readonly (string | undefined)[] } {
    const listenKey = call.pairs.find(([name]) => name === 'listenKey')?.[1]
    const credentials = this.#credentials
    if (call.endpoint.security === 'public' || credentials === undefined) {
      return { query: encodeParameters(call.pairs), secrets: [] }
    }
    const when = { timestamp: this.clock.now(), recvWindow: this.recvWindow }
    const { text, signature } = signedQuery(call.pairs, when, (query) => this.#world.sign(credentials.secret, query))
    return { query: text, secrets: [credentials.secret, credentials.apiKey, signature, listenKey] }
  }

  /** MEXC: since 2024 an explicit form type is refused (700013); JSON passes everywhere, even with an empty body. */
  #headersFor(endpoint: AnyEndpoint): Readonly<Record<string, string>> {
    const key = endpoint.security === 'signed' ? this.#credentials?.apiKey : undefined
    const contentType = endpoint.method === 'GET' ? undefined : 'application/json'
    return { ...this.#headers, ...defined({ 'X-MEXC-APIKEY': key, 'Content-Type': contentType }) }
  }

  /**
   * Holds back everyone who shares the limit. MEXC: an answer does not say which one; only calls that place orders are
   * counted by user, and a limit of the address shows at the next call of anybody.
   */
  #heedPause(error: unknown, { weight }: AnyEndpoint): void {
    const retryAfterMs = error instanceof RateLimitError ? error.retryAfterMs : undefined
    const pauseMs = error instanceof FirewallBlocked ? FIREWALL_PAUSE_MS : retryAfterMs
    if (pauseMs === undefined) return
    const isOwn = weight.uid !== undefined && error instanceof RateLimitError && error.httpStatus === 429
    this.#world.log.warn({ pauseMs }, 'rate limited by the exchange')
    this.#limiter.pause(pauseMs, isOwn ? ownWindow(this.#accountTag) : undefined)
  }

  async #askClock(leaves: () => void): Promise<number> {
    const timeoutMs = Math.min(this.#timeoutMs, CLOCK_WITHIN_MS)
    const leavesBy = this.#world.clock.now() + LEAVES_WITHIN_MS.order
    const call = {
      endpoint: serverTime,
      pairs: [],
      priority: 'order',
      timeoutMs,
      leavesBy,
      endsBy: Infinity,
      leaves,
    } as const
    const answer = await this.#attempt(call)
    return (answer as ServerTimeAnswer).serverTime
  }

  /** Waits for what several calls share, no longer than this call may take: a stale order never leaves. */
  #withinOwnTime(shared: Promise<void>, call: Call): Promise<void> {
    const late = (): Error => new NetworkError('NETWORK_TIMEOUT', { endpoint: call.endpoint.name })
    return withDeadline(shared, { ...this.#patience(call.leavesBy - this.#world.clock.now(), call), late })
  }

  #patience(ms: number, { endpoint, signal }: Call): WaitOptions {
    const aborted = (): Error => new CallAborted({ endpoint: endpoint.name })
    return { timers: this.#world.timers, ms: Math.max(0, ms), aborted, signal }
  }
}

const isSymbol = (name: string): boolean => name === 'symbol' || name === 'symbols'

function checkedPairs<Query, Answer>(endpoint: Endpoint<Query, Answer>, query: Query): readonly ParameterPair[] {
  try {
    return parameterPairs(endpoint, query).map(([name, value]) => [name, isSymbol(name) ? plainSymbol(value) : value])
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    throw new InvalidRequest({ endpoint: endpoint.name, problem: error.message.replace(`${endpoint.name}: `, '') })
  }
}

function failedEnd(error: unknown): OperationEnd {
  if (!(error instanceof MexcError)) return { attributes: {}, errorCode: 'UNEXPECTED' }
  const attributes = defined({
    'error.type': error.code,
    'http.response.status_code': error.httpStatus,
    'mexc.code': error.exchangeCode,
  })
  return { attributes, errorCode: error.code }
}

/** Returns whether this client's own queue refused a call. */
function isUnsent(error: MexcError): boolean {
  return error instanceof RateLimitError && error.httpStatus === undefined
}

/** Priority of a call: endpoints of the order pool are orders, or cancels if they delete. */
function priorityOf(endpoint: AnyEndpoint): Priority {
  if (!isAboutOrders(endpoint)) return 'read'
  return endpoint.method === 'DELETE' ? 'cancel' : 'order'
}

/** Whatever has left this machine may have been carried out, even when its caller has lost interest. */
function networkError(fault: unknown, endpoint: AnyEndpoint, clientOrderId: string | undefined): MexcError {
  const code = fault instanceof NetworkFault ? fault.code : 'HTTP_BROKEN'
  const error = errorOfFault(code, { endpoint: endpoint.name, cause: fault }, endpoint.maxBytes)
  if (endpoint.retry === 'read' || code === 'HTTP_REFUSED') return error
  return openOutcome(endpoint, clientOrderId, { endpoint: endpoint.name, cause: error })
}

function errorOfFault(code: NetworkFault['code'], details: MexcErrorDetails, maxBytes = MAX_ANSWER_BYTES): MexcError {
  if (code === 'HTTP_ABORTED') return new CallAborted(details)
  if (code === 'HTTP_TOO_LARGE') return new UnreadableAnswer({ ...details, problem: tooLarge(maxBytes) })
  return new NetworkError(NETWORK_CODES[code], details)
}

const NETWORK_CODES = {
  HTTP_REFUSED: 'NETWORK_REFUSED',
  HTTP_TIMEOUT: 'NETWORK_TIMEOUT',
  HTTP_BROKEN: 'NETWORK_BROKEN',
} as const
