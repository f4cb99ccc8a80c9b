/** Calls that one gateway passes on to another, and their answers: sealed with the secret of the gateways, each answer for its call. */

import { type Random, SECOND_MS } from '@spotdeck/ports'
import { z } from 'zod'
import { SecretMac } from '../../gateway-secret.ts'
import { type CursorCipher, cursorSeal } from '../access/secrets.ts'

/** Header of a call that was passed on. */
export const FORWARDED = 'spotdeck-forwarded'
/** Path at which such calls are taken. */
export const FORWARDED_PATH = '/api/v1/forwarded'
/** Time for which a call may be passed on, in ms; also the difference that clocks of gateways may have. */
export const FORWARDED_LASTS_MS = 30 * SECOND_MS

const texts = z.record(z.string(), z.string())
const call = z.strictObject({
  /** Names the call in the logs of both gateways. */
  id: z.string(),
  at: z.number(),
  /** Address of the client. */
  ip: z.string(),
  /** The caller's own cookie or token: whoever takes the call looks it up, and believes nobody about anybody's rights. */
  brought: z.strictObject({ cookie: z.string().optional(), token: z.string().optional() }),
  /** Address at which the client opened the page: for links, cookies and passkeys in the answer. */
  site: z.strictObject({
    url: z.string(),
    secure: z.boolean(),
    cookieName: z.string(),
    relyingParty: z.strictObject({ id: z.string(), origin: z.string() }).optional(),
  }),
  request: z.strictObject({
    method: z.string(),
    path: z.string(),
    query: z.string(),
    headers: texts,
    body: z.string().optional(),
  }),
})
const answer = z.strictObject({ status: z.number(), headers: texts, body: z.string() })

/** A call that was passed on. It names no rights. */
export type ForwardedCall = z.infer<typeof call>
/** Parts of an answer that reach the client. */
export type SealedAnswer = z.infer<typeof answer>

/** Seals calls and answers. Without the secret nobody reads them, makes one, or uses one for another. */
export class ForwardSeal {
  readonly #cipher: CursorCipher

  constructor(secret: string, random: Random) {
    this.#cipher = cursorSeal(new SecretMac(secret, 'forward').of('seal'), random)
  }

  call(given: ForwardedCall): string {
    return this.#cipher.seal(JSON.stringify(given), 'call')
  }

  /**
   * Reads a call; `undefined` where another secret sealed it, or too long ago. A call that is repeated within its time does what a
   * client's own repeat does: an order is placed once per key.
   */
  openedCall(sealed: string, now: number): ForwardedCall | undefined {
    const found = call.safeParse(parsed(this.#cipher.open(sealed, 'call')))
    return found.success && Math.abs(now - found.data.at) <= FORWARDED_LASTS_MS ? found.data : undefined
  }

  /** Seals the answer to a sealed call. */
  answer(sealedCall: string, given: SealedAnswer): string {
    return this.#cipher.seal(JSON.stringify(given), `answer ${sealedCall}`)
  }

  /** Reads the answer to a sealed call; `undefined` where no holder of the secret gave it to this call. */
  openedAnswer(sealedCall: string, sealed: string): SealedAnswer | undefined {
    return answer.safeParse(parsed(this.#cipher.open(sealed, `answer ${sealedCall}`))).data
  }
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text))
