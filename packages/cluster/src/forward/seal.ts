/** Calls that one gateway passes on to another, and their answers: sealed with the secret of the gateways, each answer for its call. */

import { BoundedMap, type Random, SECOND_MS } from '@spotdeck/ports'
import { z } from 'zod'
import type { ForwardedCall } from '@spotdeck/edge'
import { SecretMac } from '../secret-mac.ts'
import { type CursorCipher, cursorSeal } from '@spotdeck/desk'

/** Path at which such calls are taken. */
export const FORWARDED_PATH = '/api/v1/forwarded'
/** Time for which a call may be passed on, in ms; also the difference that clocks of gateways may have. */
export const FORWARDED_LASTS_MS = 30 * SECOND_MS

const texts = z.record(z.string(), z.string())
const call = z.strictObject({
  id: z.string(),
  at: z.number(),
  ip: z.string(),
  brought: z.strictObject({ cookie: z.string().optional(), token: z.string().optional() }),
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

/** A call as it is sealed. */
type SealedCall = z.infer<typeof call>
/** Parts of an answer that reach the client. */
export type SealedAnswer = z.infer<typeof answer>

/** Calls that are remembered: only holders of the secret make them, and those of a minute count. */
const MAX_REMEMBERED = 100_000

/** Seals calls and answers. Without the secret nobody reads them, makes one, or uses one for another. */
export class ForwardSeal {
  readonly #cipher: CursorCipher
  readonly #taken = new BoundedMap<string, true>({ maxSize: MAX_REMEMBERED })

  constructor(secret: string, random: Random) {
    this.#cipher = cursorSeal(new SecretMac(secret, 'forward').of('seal'), random)
  }

  /** @param to address of the gateway that is to take it, and no other */
  call(given: SealedCall, to: string): string {
    return this.#cipher.seal(JSON.stringify(given), `call ${to}`)
  }

  /**
   * Reads a call to the gateway of this address; `undefined` where another secret sealed it, for another gateway, or too long ago, and where
   * it was read before: somebody on the way could otherwise give back what was taken away since.
   */
  openedCall(sealed: string, { now, to }: { readonly now: number; readonly to: string }): ForwardedCall | undefined {
    const { data } = call.safeParse(parsed(this.#cipher.open(sealed, `call ${to}`)))
    if (data === undefined || Math.abs(now - data.at) > FORWARDED_LASTS_MS || this.#taken.has(data.id)) return undefined
    this.#taken.set(data.id, true)
    return data
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
