/** Passes a call on, once: an order to the gateway that follows the account, a change of access to one that may make credentials. */

import { describeError, type Clock, type Fetch, type Log, NetworkFault, type Random, defined } from '@spotdeck/ports'
import { newId } from '@spotdeck/desk'
import { FORWARDED, type ForwardedCall, type Forwarding, type Passed, type PassedCall } from '@spotdeck/edge'
import { SECRET_HOW, isNamed } from '@spotdeck/edge/config'
import { FORWARDED_LASTS_MS, FORWARDED_PATH, ForwardSeal, type SealedAnswer } from './seal.ts'

/** Secret and addresses of the gateways of a database. */
export type ForwardingOptions = {
  /** Shared by all gateways and not kept in the database; without it no call is passed on, and none is taken. */
  readonly secret?: string | undefined
  /** Origins, and networks with a port, that calls may be passed on to, whatever the database says. */
  readonly origins: readonly string[]
  /** Address of the gateway that follows an account; `undefined` where nobody does, or it takes no calls. @throws {StoreError} */
  readonly addressOf: (account: string) => Promise<string | undefined>
  /** Addresses of gateways that follow accounts, which may make credentials. @throws {StoreError} */
  readonly issuers: () => Promise<readonly string[]>
  readonly fetch: Fetch
  /** Address at which this gateway takes calls; without one it takes none. */
  readonly advertiseUrl?: string | undefined
  readonly world: { readonly clock: Clock; readonly random: Random; readonly log: Log }
}

/** Headers of a client's call that its rules read. */
const PASSED_HEADERS = ['content-type', 'idempotency-key', 'user-agent', 'x-request-id'] as const

/** Passes calls on by the addresses in a database, and takes those that were sealed for this gateway. */
export class Forwarder implements Forwarding {
  readonly advertiseUrl: string | undefined
  readonly #options: ForwardingOptions
  readonly #seal: ForwardSeal | undefined

  constructor(options: ForwardingOptions) {
    this.#options = options
    this.advertiseUrl = options.advertiseUrl
    this.#seal = options.secret === undefined ? undefined : new ForwardSeal(options.secret, options.world.random)
  }

  open(sealed: string): ForwardedCall | undefined {
    const { advertiseUrl: to, world } = this.#options
    return to === undefined ? undefined : this.#seal?.openedCall(sealed, { now: world.clock.now(), to })
  }

  seal(sealedCall: string, answer: SealedAnswer): string {
    if (this.#seal === undefined) throw new TypeError('Without a secret no call is taken, and none is answered.')
    return this.#seal.answer(sealedCall, answer)
  }

  async pass(passed: PassedCall): Promise<Passed> {
    const {
      origins,
      addressOf,
      issuers,
      world: { log },
    } = this.#options
    const { account } = passed
    const addresses = account === undefined ? await issuers() : [await addressOf(account)]
    for (const address of addresses) {
      if (address === undefined) continue
      if (this.#seal === undefined || !isNamed(origins, address)) {
        const next = this.#seal === undefined ? SECRET_HOW : 'name the origins of the gateways in --gateway-origins'
        log.warn({ account, address: address.slice(0, 100), next }, 'call not passed on')
        continue
      }
      const outcome = await this.#passTo(address, passed, this.#seal)
      if (outcome.kind !== 'nobody') return outcome
    }
    return { kind: 'nobody' }
  }

  async #passTo(
    address: string,
    { request, account, brought, site: { url, secure, cookieName, relyingParty } }: PassedCall,
    seal: ForwardSeal,
  ): Promise<Passed> {
    const {
      fetch,
      world: { clock, random, log },
    } = this.#options
    const { path, query, body, ip } = request
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const headers = Object.fromEntries(
      PASSED_HEADERS.flatMap((name) => {
        const value = request.headers[name]
        return value === undefined ? [] : [[name, value]]
      }),
    )
    const id = newId(random)
    const site = { url, secure, cookieName, ...defined({ relyingParty }) }
    const asked = { method, path, query, headers, ...defined({ body }) }
    const given = { id, at: clock.now(), ip, brought: defined(brought), site, request: asked }
    const sealed = seal.call(given, address)
    const said = { account, call: id, method, path }
    try {
      const told = await fetch({
        method: 'POST',
        url: `${address}${FORWARDED_PATH}`,
        headers: { [FORWARDED]: '1', 'content-type': 'text/plain' },
        body: sealed,
        timeoutMs: FORWARDED_LASTS_MS,
      })
      // What no gateway with the secret has answered says nothing about what was done.
      const answer = seal.openedAnswer(sealed, told.body)
      log.info({ ...said, status: answer?.status ?? told.status, isTrue: answer !== undefined }, 'call passed on')
      return answer === undefined ? { kind: 'lost' } : { kind: 'answer', answer }
    } catch (error) {
      const isRefused = error instanceof NetworkFault && error.code === 'HTTP_REFUSED'
      log.warn({ ...said, ...describeError(error) }, 'call not answered by the other gateway')
      return { kind: isRefused ? 'nobody' : 'lost' }
    }
  }
}
