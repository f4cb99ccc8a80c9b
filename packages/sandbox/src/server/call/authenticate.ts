/** Authentication of a signed call: MEXC's checks in MEXC's order, each with its code and literal text. */

import type { Clock, Sign } from '@spotdeck/ports'
import { type Permission, RECEIVE_WINDOW } from '@spotdeck/wire'
import type { Switches } from '../../switches.ts'
import type { Refusal } from '../../venue/contract/exchange.ts'
import { type ApiKey, type KeyRing, keyDaysLeft } from '../../venue/access/keys.ts'
import { listed } from '../../venue/contract/refusals.ts'
import type { Parameters, RestRequest } from './request.ts'
import { isSignedBy } from './signature.ts'

/** Keys, clocks and switches that authentication uses. */
export type AuthWorld = {
  readonly keys: KeyRing
  readonly sign: Sign
  /**
   * Clocks that a caller may use: the exchange's and, if that was moved, the machine's. A timestamp valid on either is
   * accepted.
   */
  readonly clocks: readonly [Clock, ...Clock[]]
  readonly switches: Pick<Switches, 'errorTexts' | 'frozenKeyCode' | 'signatureCase' | 'strictEncoding'>
}

/** A refusal, and the switch by which the call would have passed. */
export type Switched = Refusal & { readonly switch?: string }

const INVALID_KEY: Refusal = { code: 10072, msg: 'Api key info invalid' }
const KEY_FORM = /^mx0[A-Za-z0-9]{3,64}$/
const TIMESTAMP_FORM = /^\d{1,15}$/
const SIGNATURE_FORM = { lower: /^[0-9a-f]{64}$/, any: /^[0-9a-fA-F]{64}$/ } as const

/** A call's parameters, the permission that it needs, and how far the clocks are made wrong for its caller. */
type SignedBy = {
  readonly parameters: Parameters
  readonly permission: Permission | undefined
  readonly offsetMs?: number
}

/** Returns the key that signed the call, or the refusal of the first check that fails. */
export function authenticate(
  world: AuthWorld,
  request: RestRequest,
  { parameters, permission, offsetMs = 0 }: SignedBy,
): ApiKey | Switched {
  const name = request.headers['x-mexc-apikey']
  if (name === undefined || name === '') return { code: 400, msg: 'api key required' }
  if (!KEY_FORM.test(name)) return { code: 700001, msg: 'API-key format invalid' }
  const key = world.keys.find(name)
  if (key === undefined || key.status === 'DELETE') return INVALID_KEY
  if (key.status === 'FROZEN') return world.switches.frozenKeyCode === '10072' ? INVALID_KEY : listed(60005)
  if ((keyDaysLeft(key, world.clocks[0].now()) ?? 1) <= 0) return { code: 700001, msg: 'API-key format invalid' }
  const signature = parameters.get('signature')
  const refusal =
    missing(parameters) ?? untimely(world.clocks, parameters, offsetMs) ?? unsigned(world, request, { signature, key })
  return refusal ?? forbidden(key, { ip: request.ip, permission }, world.switches) ?? key
}

function missing(parameters: Parameters): Refusal | undefined {
  for (const name of ['timestamp', 'signature']) {
    const value = parameters.get(name)
    if (value !== undefined && (name === 'timestamp' ? TIMESTAMP_FORM.test(value) : value !== '')) continue
    return { code: 700004, msg: `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.` }
  }
  return undefined
}

/** @param offsetMs how far the clocks are made wrong for this caller */
function untimely(clocks: readonly Clock[], parameters: Parameters, offsetMs: number): Refusal | undefined {
  const recvWindow = Number(parameters.get('recvWindow') || RECEIVE_WINDOW.defaultMs)
  const timestamp = Number(parameters.get('timestamp'))
  if (!Number.isFinite(recvWindow) || recvWindow < 0) return { code: 33333, msg: 'param is error' }
  if (recvWindow > RECEIVE_WINDOW.maxMs) return { code: 700005, msg: 'recvWindow must less than 60000' }
  const inTime = clocks.some((clock) => {
    const now = clock.now() + offsetMs
    return timestamp < now + RECEIVE_WINDOW.aheadMs && now - timestamp <= recvWindow
  })
  if (inTime) return undefined
  return { code: 700003, msg: 'Timestamp for this request is outside of the recvWindow.' }
}

/** MEXC: by the docs a digest in Base64 or in upper-case hex is refused, and one over lower-case escapes. */
function unsigned(
  world: AuthWorld,
  request: RestRequest,
  { signature = '', key }: { readonly signature: string | undefined; readonly key: ApiKey },
): Switched | undefined {
  const { signatureCase, strictEncoding } = world.switches
  const proof = { signature: signature.toLowerCase(), secret: key.secret, sign: world.sign }
  const isStrict = strictEncoding === 'on' && !isSignedBy(request, proof, true)
  if (SIGNATURE_FORM[signatureCase].test(signature) && !isStrict && isSignedBy(request, proof)) return undefined
  const refusal = listed(700002)
  if (!SIGNATURE_FORM.any.test(signature) || !isSignedBy(request, proof)) return refusal
  return { ...refusal, switch: isStrict ? 'strictEncoding=off' : 'signatureCase=any' }
}

type Asked = { readonly ip: string; readonly permission: Permission | undefined }

function forbidden(
  key: ApiKey,
  { ip, permission }: Asked,
  { errorTexts }: Pick<Switches, 'errorTexts'>,
): Refusal | undefined {
  if (key.ipWhiteList.length > 0 && !key.ipWhiteList.includes(ip)) {
    return errorTexts === 'printed' ? listed(700006) : { code: 700006, msg: `IP [${ip}] not in the ip white list` }
  }
  if (permission === undefined || key.permissions.includes(permission)) return undefined
  return { code: 700007, msg: 'No permission to access the endpoint' }
}
