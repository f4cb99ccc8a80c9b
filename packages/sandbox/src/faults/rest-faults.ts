/** Faults between the REST rules and their clients: answers that fail before or after the work, or never come. */

import { tooMany } from '../server/reply.ts'
import type { Outcome, RestAnswer, RestRequest } from '../server/request.ts'
import { MAX_LAG_MS } from '../venue/past-view.ts'
import type { FaultBoard, Place } from './board.ts'
import { type Fault, delayOf } from './fault.ts'

const JSON_TYPE = { 'content-type': 'application/json;charset=utf-8' }
/** MEXC: the web firewall's refusal is a page, not JSON. */
const FIREWALL_PAGE = '<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1></body></html>'
const WORDS: Readonly<Record<number, string>> = {
  418: tooMany(418),
  429: tooMany(429),
  500: 'Internal error',
  503: 'service not available, please try again',
  504: 'Gateway Time-out',
}

/** Applies the board's faults to one call. `work` executes the call, its reads `lagMs` late, and runs at most once. */
export function handleWithFaults(
  board: FaultBoard,
  request: RestRequest,
  work: (request: RestRequest, lagMs: number) => RestAnswer,
): Outcome {
  if (board.quiet) return { kind: 'answer', answer: work(request, 0), delayMs: 0 }
  const place = placeOf(request)
  const before = board.strike(['rate-limit', 'error-before', 'half-open', 'drop'], place)
  if (before?.kind === 'half-open') return { kind: 'silence' }
  if (before?.kind === 'drop') return { kind: 'break' }
  if (before !== undefined) return { kind: 'answer', answer: failure(before), delayMs: 0 }

  const stale = request.method === 'GET' ? board.strike(['stale'], place) : undefined
  const answer = work(request, stale === undefined ? 0 : Math.min(delayOf(stale), MAX_LAG_MS))
  const delay = board.strike(['delay'], place)
  const delayMs = delay === undefined ? 0 : delayOf(delay)
  const after = board.strike(['error-after', 'stall'], place)
  if (after?.kind === 'stall') return { kind: 'silence' }
  return { kind: 'answer', answer: after === undefined ? answer : failure(after), delayMs }
}

function failure(fault: Fault): RestAnswer {
  const status = fault.status ?? (fault.kind === 'rate-limit' ? 429 : 503)
  if (status === 403) return { status, headers: { 'content-type': 'text/html' }, body: FIREWALL_PAGE }
  const wait = status === 429 || status === 418 ? { 'retry-after': String(fault.retryAfterSeconds ?? 1) } : {}
  return {
    status,
    headers: { ...JSON_TYPE, ...wait },
    body: JSON.stringify({ code: status, msg: WORDS[status] ?? 'error' }),
  }
}

/** Returns the error of the exchange's clock for this caller, in ms. */
export function clockOffset(board: FaultBoard, request: RestRequest): number {
  return board.quiet ? 0 : (board.strike(['wrong-clock'], placeOf(request))?.offsetMs ?? 0)
}

function placeOf(request: RestRequest): Place {
  const apiKey = request.headers['x-mexc-apikey']
  const endpoint = `${request.method} ${request.path}`
  return apiKey === undefined ? { endpoint } : { endpoint, apiKeys: [apiKey] }
}
