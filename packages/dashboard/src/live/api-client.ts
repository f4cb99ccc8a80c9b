/** The gateway's REST as typed calls: one place that sends, and one error that says what went wrong. */

import type { Problem } from '@spotdeck/api'
import type { World } from '../world.ts'
import { accountApi } from './account-api.ts'
import type { Call } from './call.ts'
import { importApi } from './import-api.ts'
import { marketApi } from './market-api.ts'
import { ownerApi } from './owner-api.ts'
import { sandboxApi } from './sandbox-api.ts'

export type { ListFilter } from './account-api.ts'

/** A call that did not succeed. `code` is the gateway's problem code, or the page's own for what never arrived. */
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

/** Every call of the gateway that the page makes. All reject with `ApiError`. */
export type GatewayApi = ReturnType<typeof createApi>

/** Default time limit of a call; after it the call counts as unanswered. */
export const CALL_TIMEOUT_MS = 15_000

/** The calls over the page's own origin. */
export function createApi(world: Pick<World, 'fetch' | 'after'>) {
  const send = <T>(path: string, call: Call = {}) => request<T>(world, path, call)
  return {
    ...accountApi(send),
    ...ownerApi(send),
    ...marketApi(send),
    ...sandboxApi(send),
    ...importApi({
      send,
      after: (delayMs, run) => world.after(delayMs, run),
      failed: ({ code, params }) => new ApiError(code as ApiError['code'], 409, params),
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
    // As an answer without a code.
  }
  return new ApiError('GATEWAY_UNREADABLE', status)
}
