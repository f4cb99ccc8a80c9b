/** The gateway's REST as typed calls: one place that sends, and one error that says what went wrong. */

import type {
  AccountInfo,
  DealData,
  DealsSummary,
  EquityIndex,
  EquitySeries,
  Market,
  NewOrderRequest,
  OrderCanceled,
  OrderData,
  OrderPlaced,
  OrderUnknown,
  Page,
  Problem,
  Session,
  Snapshot,
} from '@spotdeck/api'
import type { World } from '../world.ts'
import { type ImportApi, importApi } from './import-api.ts'
import { type JournalApi, journalApi } from './journal-api.ts'
import { type LinksApi, linksApi } from './links-api.ts'
import { type MarketApi, marketApi } from './market-api.ts'
import { type PasskeysApi, passkeysApi } from './passkeys-api.ts'
import { type Estimating, type RangeSpan, type ReportSpan, type ReportsApi, reportsApi } from './reports-api.ts'
import { type SandboxApi, sandboxApi } from './sandbox-api.ts'
import { type WatchApi, watchApi } from './watch-api.ts'
import { type Call, of, query } from './call.ts'

/** A call that did not succeed. `code` is the gateway's problem code, or one of the page's own for what never arrived. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: Problem['code'] | 'GATEWAY_UNREACHABLE' | 'GATEWAY_TIMEOUT' | 'GATEWAY_UNREADABLE'
  readonly status: number
  readonly params: Problem['params']
  /** The exchange's own words, where the reader may see them. */
  readonly detail: string | undefined
  constructor(code: ApiError['code'], status: number, params: Problem['params'] = {}, detail?: string) {
    super(`The gateway answered ${code} (${status}): see its code for what to do.`)
    this.code = code
    this.status = status
    this.params = params
    this.detail = detail
  }
}

/** Returns the party that did not answer a call: the gateway, the exchange behind it, or `unknown`. */
export function blameOfError(error: unknown): 'gateway' | 'exchange' | 'unknown' {
  if (!(error instanceof ApiError)) return 'unknown'
  if (error.code === 'GATEWAY_UNREACHABLE') return 'gateway'
  return error.code === 'EXCHANGE_UNAVAILABLE' ? 'exchange' : 'unknown'
}

/** Filters and place in a list; absent fields do not filter. Times are ms since the epoch. */
export type ListFilter = {
  readonly symbol?: string | undefined
  readonly side?: string | undefined
  /** Of orders: one type, or several with commas between. */
  readonly type?: string | undefined
  readonly status?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly orderId?: string | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

/** A span of a curve: ms since the epoch, and about how many points. */
export type CurveSpan = ReportSpan & { readonly points: number }

/** Every call of the gateway that the page makes. All reject with `ApiError`. */
export interface GatewayApi
  extends ReportsApi, MarketApi, LinksApi, ImportApi, WatchApi, SandboxApi, JournalApi, PasskeysApi {
  session(signal?: AbortSignal): Promise<Session>
  /** Trades a login code or a link's token for a session cookie; refused over a session that there is, unless it may `replace` that. */
  login(code: string, replace?: boolean): Promise<void>
  logout(): Promise<void>
  accounts(signal?: AbortSignal): Promise<Page<AccountInfo>>
  markets(signal?: AbortSignal): Promise<Page<Market>>
  snapshot(account: string, signal?: AbortSignal): Promise<Snapshot>
  orders(account: string, filter: ListFilter, signal?: AbortSignal): Promise<Page<OrderData>>
  /** One order as it was last known; `null` where it is not. */
  order(account: string, orderId: string, signal?: AbortSignal): Promise<OrderData | null>
  deals(account: string, filter: ListFilter, signal?: AbortSignal): Promise<Page<DealData>>
  dealsSummary(
    account: string,
    span: RangeSpan | { readonly from: number; readonly to: number },
    signal?: AbortSignal,
  ): Promise<DealsSummary>
  equity(account: string, span: CurveSpan & Estimating, signal?: AbortSignal): Promise<EquitySeries>
  /** Equity index of a public link, starting at 100, in place of the equity. */
  equityIndex(account: string, span: CurveSpan, signal?: AbortSignal): Promise<EquityIndex>
  /** `key` names this wish: the same key sent twice places one order. */
  placeOrder(account: string, order: NewOrderRequest, key: string): Promise<OrderPlaced | OrderUnknown>
  cancelOrder(account: string, order: { orderId: string; symbol: string }): Promise<OrderCanceled | OrderUnknown>
}

/** A session as a gateway of an older version tells it: without `grants` the page offers nothing that needs a right. */
type LooseSession = Omit<Session, 'grants'> & { readonly grants?: Session['grants'] }

/** Default time limit of a call; after it the call counts as unanswered. */
export const CALL_TIMEOUT_MS = 15_000

/** The calls over the page's own origin. */
export function createApi(world: Pick<World, 'fetch' | 'after'>): GatewayApi {
  const send = <T>(path: string, call: Call = {}) => request<T>(world, path, call)
  return {
    ...reportsApi(send),
    ...marketApi(send),
    ...linksApi(send),
    ...importApi({
      send,
      after: (delayMs, run) => world.after(delayMs, run),
      failed: ({ code, params }) => new ApiError(code as ApiError['code'], 409, params),
    }),
    ...watchApi(send),
    ...sandboxApi(send),
    ...journalApi(send),
    ...passkeysApi(send),
    // Whoever has no `grants` in the answer may do nothing, and still sees the page.
    session: async (signal) => ({ grants: [], ...(await send<LooseSession>('/session', { signal })) }),
    login: (code, replace = false) =>
      send('/session', { method: 'POST', body: replace ? { code, replace } : { code } }),
    logout: () => send('/session', { method: 'DELETE' }),
    accounts: (signal) => send('/accounts', { signal }),
    markets: (signal) => send('/markets', { signal }),
    snapshot: (account, signal) => send(`${of(account)}/snapshot`, { signal }),
    orders: (account, filter, signal) => send(`${of(account)}/orders${query(filter)}`, { signal }),
    // As a list: an order that is not known is an answer, and no error in the browser's console.
    order: async (account, orderId, signal) =>
      (await send<Page<OrderData>>(`${of(account)}/orders${query({ orderId })}`, { signal })).items[0] ?? null,
    deals: (account, filter, signal) => send(`${of(account)}/deals${query(filter)}`, { signal }),
    dealsSummary: (account, span, signal) => send(`${of(account)}/deals/summary${query(span)}`, { signal }),
    equity: (account, span, signal) => send(`${of(account)}/equity${query(span)}`, { signal }),
    equityIndex: (account, span, signal) => send(`${of(account)}/equity${query(span)}`, { signal }),
    placeOrder: (account, order, key) =>
      send(`${of(account)}/orders`, { method: 'POST', body: order, headers: { 'idempotency-key': key } }),
    cancelOrder: (account, order) =>
      send(`${of(account)}/orders/${encodeURIComponent(order.orderId)}${query({ symbol: order.symbol })}`, {
        method: 'DELETE',
      }),
  }
}

async function request<T>(world: Pick<World, 'fetch' | 'after'>, path: string, call: Call): Promise<T> {
  const deadline = new AbortController()
  const cancel = world.after(call.timeoutMs ?? CALL_TIMEOUT_MS, () => deadline.abort())
  const signal = call.signal === undefined ? deadline.signal : AbortSignal.any([call.signal, deadline.signal])
  try {
    const response = await world.fetch(`/api/v1${path}`, {
      method: call.method ?? 'GET',
      credentials: 'same-origin',
      headers: call.body === undefined ? { ...call.headers } : { 'content-type': 'application/json', ...call.headers },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal,
    })
    const text = await response.text()
    if (!response.ok) throw problemOf(response.status, text)
    return (text === '' ? undefined : readJson(text, response.status)) as T
  } catch (error) {
    if (error instanceof ApiError || call.signal?.aborted === true) throw error
    throw new ApiError(deadline.signal.aborted ? 'GATEWAY_TIMEOUT' : 'GATEWAY_UNREACHABLE', 0)
  } finally {
    cancel()
  }
}

function readJson(text: string, status: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError('GATEWAY_UNREADABLE', status)
  }
}

function problemOf(status: number, text: string): ApiError {
  try {
    const body = JSON.parse(text) as Partial<Problem>
    if (typeof body.code === 'string') return new ApiError(body.code, status, body.params ?? {}, body.detail)
  } catch {
    return new ApiError('GATEWAY_UNREADABLE', status)
  }
  return new ApiError('GATEWAY_UNREADABLE', status)
}
