/** Passes a call on to the gateway that follows the account, once. */

import { describeError } from '@spotdeck/follow'
import { type Clock, type Fetch, type HttpAnswer, type Log, NetworkFault, type Random, defined } from '@spotdeck/ports'
import { newId } from '../access/secrets.ts'
import type { Principal } from '../principal.ts'
import type { EdgeAnswer, EdgeRequest } from '../rest/answer.ts'
import { FORWARDED, FORWARDED_LASTS_MS, sealForwarded } from './seal.ts'

/** Secret and addresses of the gateways of a database. */
export type Forwarding = {
  /** Shared by all gateways of the database: hex text. */
  readonly key: string
  /** Address of the gateway that follows an account; `undefined` where nobody does, or it takes no calls. @throws {StoreError} */
  readonly addressOf: (account: string) => Promise<string | undefined>
  readonly fetch: Fetch
  /** Address at which this gateway takes calls; without one it takes none. */
  readonly advertiseUrl?: string | undefined
}

/** A call to pass on, of a caller who was checked here. */
export type PassedCall = { readonly request: EdgeRequest; readonly principal: Principal; readonly account: string }

/**
 * Outcome of passing on: the other gateway's answer; `nobody`, where nothing was done; `lost`, where it may have been done and nobody
 * has said so.
 */
export type Passed = { readonly kind: 'answer'; readonly answer: EdgeAnswer } | { readonly kind: 'nobody' | 'lost' }

/** Parts of a forwarder. */
export type ForwarderOptions = Omit<Forwarding, 'advertiseUrl'> & {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Passes calls on. */
export class Forwarder {
  readonly #options: ForwarderOptions

  constructor(options: ForwarderOptions) {
    this.#options = options
  }

  /** @throws {StoreError} `STORE_UNREACHABLE` where the address cannot be read: nothing was done */
  async pass({ request, principal, account }: PassedCall): Promise<Passed> {
    const { key, addressOf, fetch, clock, random, log } = this.#options
    const address = await addressOf(account)
    if (address === undefined) return { kind: 'nobody' }
    const id = newId(random)
    const { method, path, query, headers, body, ip } = request
    if (method !== 'POST' && method !== 'DELETE') return { kind: 'nobody' }
    const sealed = sealForwarded(key, request, { id, principal, account, ip, at: clock.now() })
    try {
      const answer = await fetch({
        method,
        url: `${address}${path}${query === '' ? '' : `?${query}`}`,
        headers: defined({
          [FORWARDED]: sealed,
          'content-type': body === undefined ? undefined : 'application/json',
          'idempotency-key': headers['idempotency-key'],
        }),
        body,
        timeoutMs: FORWARDED_LASTS_MS,
      })
      log.info({ account, call: id, principal: principal.id, status: answer.status }, 'call passed on')
      return passedOf(answer)
    } catch (error) {
      const isRefused = error instanceof NetworkFault && error.code === 'HTTP_REFUSED'
      log.warn(
        { account, call: id, principal: principal.id, ...describeError(error) },
        'call not answered by the follower',
      )
      return { kind: isRefused ? 'nobody' : 'lost' }
    }
  }
}

/** The answer of a gateway; that of anything between the two says nothing about what was done. */
function passedOf({ status, headers, body }: HttpAnswer): Passed {
  const type = headers['content-type'] ?? ''
  if (!type.includes('json')) return { kind: 'lost' }
  // It knows neither the call nor its caller: it takes none, or is of another version.
  if (status === 401) return { kind: 'nobody' }
  const kept = defined({ 'content-type': type, 'retry-after': headers['retry-after'] })
  return { kind: 'answer', answer: { status, headers: kept, body } }
}
