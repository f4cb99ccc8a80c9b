/** Faults between the REST rules and their clients: answers that fail before or after the work, or never come. */

import type { Outcome, RestAnswer, RestRequest } from '../server/call/request.ts'
import { MAX_LAG_MS } from '../venue/views/past-view.ts'
import type { FaultBoard, Place } from './board.ts'
import { failureOf } from './failure.ts'
import { delayOf } from './fault.ts'

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
  if (before !== undefined) return { kind: 'answer', answer: failureOf(before), delayMs: 0 }

  const stale = request.method === 'GET' ? board.strike(['stale'], place) : undefined
  const answer = work(request, stale === undefined ? 0 : Math.min(delayOf(stale), MAX_LAG_MS))
  const delay = board.strike(['delay'], place)
  const jitter = board.strike(['jitter'], place)
  const delayMs =
    (delay === undefined ? 0 : delayOf(delay)) + (jitter === undefined ? 0 : board.spread(delayOf(jitter)))
  const after = board.strike(['error-after', 'stall', 'reset'], place)
  if (after?.kind === 'stall') return { kind: 'silence' }
  if (after?.kind === 'reset') return { kind: 'break', partial: { answer, bytes: after.afterBytes ?? 0 } }
  return { kind: 'answer', answer: after === undefined ? answer : failureOf(after), delayMs }
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
