/** Two gateways of one database and the network between them, where a test may stand. */

import { type HttpRequest, silentLog } from '@spotdeck/ports'
import { type EdgeRequest, type EdgeWorld, FORWARDED } from '@spotdeck/edge'
import { edgeFixture } from '@spotdeck/edge/testing'
import { Forwarder, type ForwardingOptions } from '../forward/forwarder.ts'
import { FORWARDED_PATH } from '../forward/seal.ts'

/** The secret that both have. */
export const SECRET = 'the secret of the gateways of this test'
/** Origins that calls may be passed on to. */
export const ORIGINS = ['http://127.0.0.1:8787']
/** Address of the gateway that takes calls. */
export const FOLLOWER = 'http://127.0.0.1:8787'
/** The request as the other gateway's server makes it. */
export function received({ method, url, headers = {}, body }: HttpRequest): EdgeRequest {
  const { pathname: path, search, host } = new URL(url)
  const asked = { method, path, query: search.slice(1), headers: { ...headers, host }, ip: '10.0.0.2' }
  return body === undefined ? asked : { ...asked, body }
}

/** A sealed call as it is sent. */
export const postOf = (body: string): HttpRequest => ({
  method: 'POST',
  url: `${FOLLOWER}${FORWARDED_PATH}`,
  headers: { [FORWARDED]: '1' },
  body,
  timeoutMs: 1,
})

/** The network between both: what was sent, and who answers. */
export type Wire = {
  answer: (request: HttpRequest) => ReturnType<ForwardingOptions['fetch']>
  readonly sent: HttpRequest[]
}

/** Two gateways of one database: `there` follows the accounts, `here` does not and passes on. */
export function twoGateways(
  options: {
    readonly isHealthOnly?: boolean
    readonly takes?: boolean
    readonly secret?: string | undefined
    readonly hereSecret?: string | undefined
    readonly origins?: readonly string[]
    /** False: the first makes no credentials. */
    readonly issues?: boolean
  } = {},
) {
  const {
    isHealthOnly = false,
    takes = true,
    secret = SECRET,
    hereSecret = SECRET,
    origins = ORIGINS,
    issues = true,
  } = options
  const state: { address: string | undefined } = { address: FOLLOWER }
  const wire: Wire = {
    sent: [],
    async answer(request) {
      const { status, headers, body } = await there.rules.handle(received(request))
      return { status, headers, body: typeof body === 'string' ? body : '' }
    },
  }
  const fetch: ForwardingOptions['fetch'] = (request) => {
    wire.sent.push(request)
    return wire.answer(request)
  }
  const lines: string[] = []
  const say = (fields: object, text: string): void => void lines.push(`${text} ${JSON.stringify(fields)}`)
  const log = { ...silentLog, warn: say }
  const addressOf = async () => state.address
  const issuers = async () => ['http://127.0.0.1:8787/not-one', state.address ?? 'nonsense']
  const here = edgeFixture({
    log,
    issues,
    forwarding: (world) =>
      new Forwarder({ secret: hereSecret || undefined, origins, addressOf, issuers, fetch, world }),
  })
  const never: ForwardingOptions['fetch'] = () => Promise.reject(new Error('passed on twice'))
  const advertiseUrl = takes ? FOLLOWER : undefined
  const forwarding = (world: EdgeWorld) =>
    new Forwarder({ secret, origins, addressOf, issuers, fetch: never, advertiseUrl, world })
  // It is not where clients open the page.
  const there = edgeFixture({ isHealthOnly, forwarding, sharing: here, publicUrl: 'http://127.0.0.1:9999' })
  here.desk.isFollowedHere = false
  return { here, there, wire, state, lines }
}
