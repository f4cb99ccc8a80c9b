/** The way to the sandbox's control panel: the owner's calls are passed on, nothing else of the request is, and within bounds. */

import { defined, type Fetch, type HttpAnswer, MINUTE_MS, NetworkFault, parseJson } from '@spotdeck/ports'
import { type EdgeAnswer, json } from '../answer/answer.ts'
import { ProblemError } from '../answer/problem.ts'

/** Address of the sandbox's panel, and the fetch that reaches it. */
export type RelayOptions = {
  /** The sandbox itself, such as http://127.0.0.1:9090. */
  readonly baseUrl: string
  readonly fetch: Fetch
}

/** A call to the panel. */
export type RelayedCall = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path after `/sandbox/`, part by part. */
  readonly path: string
  /** JSON text. */
  readonly body?: string | undefined
}

/** Relays the owner's calls to the sandbox's panel. */
export interface SandboxRelay {
  /** @throws {ProblemError} the panel's refusals as ours, with its own words for the owner; `EXCHANGE_UNAVAILABLE` */
  call(call: RelayedCall): Promise<EdgeAnswer>
}

/** Running ahead through a day takes a while. */
const TIMEOUT_MS = MINUTE_MS
const MAX_AT_ONCE = 8
const LARGEST_ANSWER = 16 * 1024 * 1024
/** One part of a path of the panel; a dot alone leads nowhere. */
const PART = /^(?!\.+$)[A-Za-z0-9_.-]{1,80}$/

/** Opens a relay. */
export function createSandboxRelay({ baseUrl, fetch }: RelayOptions): SandboxRelay {
  let underWay = 0
  return {
    async call({ method, path, body }) {
      if (!path.split('/').every((part) => PART.test(part))) throw new ProblemError('NOT_FOUND')
      if (underWay >= MAX_AT_ONCE) throw new ProblemError('RATE_LIMITED', { retryAfter: 1 })
      underWay += 1
      try {
        const url = new URL(`/sandbox/${path}`, baseUrl).href
        const headers = defined({ 'content-type': body === undefined ? undefined : 'application/json' })
        return passedOn(await fetch({ method, url, headers, timeoutMs: TIMEOUT_MS, body }))
      } catch (error) {
        throw error instanceof NetworkFault ? new ProblemError('EXCHANGE_UNAVAILABLE') : error
      } finally {
        underWay -= 1
      }
    },
  }
}

function passedOn({ status, headers, body }: HttpAnswer): EdgeAnswer {
  if (!(headers['content-type'] ?? '').startsWith('application/json')) throw new ProblemError('NOT_FOUND')
  const value = body.length > LARGEST_ANSWER ? undefined : parseJson(body)
  if (value === undefined) throw new ProblemError('EXCHANGE_UNAVAILABLE')
  if (status < 400) return json(value, status)
  const said = typeof value === 'object' && value !== null && 'message' in value ? String(value.message) : undefined
  if (status === 404) throw new ProblemError('NOT_FOUND', {}, said)
  if (status < 500) throw new ProblemError('BAD_REQUEST', { field: 'body', reason: 'was refused by the sandbox' }, said)
  throw new ProblemError('EXCHANGE_UNAVAILABLE', {}, said)
}
