/** Passes a call on to the gateway that follows the account, once. */

import { describeError } from '@spotdeck/follow'
import { type Clock, type Fetch, type HttpAnswer, type Log, NetworkFault, type Random, defined } from '@spotdeck/ports'
import { newId } from '../access/secrets.ts'
import type { Principal } from '../principal.ts'
import type { EdgeAnswer, EdgeRequest } from '../rest/answer.ts'
import { SECRET_HOW, SecretMac } from '../../gateway-secret.ts'
import { isNamed } from './origins.ts'
import { FORWARDED, FORWARDED_LASTS_MS, isAnswerTo, sealForwarded } from './seal.ts'

/** Secret and addresses of the gateways of a database. */
export type Forwarding = {
  /** Shared by all gateways and not kept in the database; without it no call is passed on, and none is taken. */
  readonly secret?: string | undefined
  /** Origins, and networks with a port, that calls may be passed on to, whatever the database says. */
  readonly origins: readonly string[]
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
  readonly #mac: SecretMac | undefined

  constructor(options: ForwarderOptions) {
    this.#options = options
    this.#mac = options.secret === undefined ? undefined : new SecretMac(options.secret, 'forward')
  }

  /** @throws {StoreError} `STORE_UNREACHABLE` where the address cannot be read: nothing was done */
  async pass({ request, principal, account }: PassedCall): Promise<Passed> {
    const { origins, addressOf, fetch, clock, random, log } = this.#options
    const mac = this.#mac
    const address = await addressOf(account)
    if (address === undefined) return { kind: 'nobody' }
    if (mac === undefined || !isNamed(origins, address)) {
      const next = mac === undefined ? SECRET_HOW : 'name the origins of the gateways in --gateway-origins'
      log.warn({ account, address: address.slice(0, 100), next }, 'call not passed on')
      return { kind: 'nobody' }
    }
    const id = newId(random)
    const { method, path, query, headers, body, ip } = request
    if (method !== 'POST' && method !== 'DELETE') return { kind: 'nobody' }
    const call = { id, kind: principal.kind, credential: principal.id, ip }
    const sealed = sealForwarded(mac, request, { ...call, at: clock.now() })
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
      const isTrue = isAnswerTo(mac, sealed, answer)
      log.info({ account, call: id, principal: principal.id, status: answer.status, isTrue }, 'call passed on')
      // What no gateway with the secret has answered says nothing about what was done.
      return isTrue ? passedOf(answer) : { kind: 'lost' }
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

function passedOf({ status, headers, body }: HttpAnswer): Passed {
  const kept = defined({ 'content-type': headers['content-type'], 'retry-after': headers['retry-after'] })
  return { kind: 'answer', answer: { status, headers: kept, body } }
}
