/** Checks an API key before anything is written: whether the exchange accepts it, its owner and its rights. */

import { createHash } from 'node:crypto'
import type { Credentials, RestClient } from '@spotdeck/mexc'
import { accountInformation, apiKeyInfo, userId } from '@spotdeck/wire'
import { codeOf, exchangeCodeOf, type Clock, type Timers, SECOND_MS, sleep } from '@spotdeck/ports'
import { nameOfKey } from '@spotdeck/store'
import { GatewayStartError } from '../start-error.ts'
import { type KeyRights, rightsIn } from './key-rights.ts'

/** Owner of an API key: the exchange's user, and the key's rights. */
export type KeyOwner = {
  readonly user: string
  /** Rights of the key; `undefined` where the exchange does not report them. */
  readonly rights: KeyRights | undefined
}
/** A refusal of the key or the time counts when it has lasted so long; until then the key is asked again, in ms. */
const CONFIRM_MS = 10 * SECOND_MS
const ASK_AGAIN_MS = 2 * SECOND_MS

/** Fingerprint that distinguishes API keys without revealing them. */
export function fingerprint({ apiKey }: Credentials): string {
  return createHash('sha256').update(`spotdeck key ${apiKey}`, 'utf8').digest('hex').slice(0, 16)
}

/** The key of an account, and the exchange to ask about it. */
export type KeyQuestion = {
  readonly account: string
  readonly rest: RestClient
  readonly credentials: Credentials
  readonly world: { readonly clock: Clock; readonly timers: Timers }
}

/**
 * Asks who the key belongs to, by the cheapest calls: many accounts may start behind one address. A refusal counts
 * once it has lasted: an exchange in trouble, or somebody on the way, may have sent it.
 * @throws {GatewayStartError} `EXCHANGE_REFUSED_KEY`, `CLOCK_OFF`, `EXCHANGE_UNREACHABLE`
 */
export async function checkKey(question: KeyQuestion): Promise<KeyOwner> {
  const { account, rest, credentials, world } = question
  let refusedSince: number | undefined
  for (;;) {
    try {
      await rest.syncClock()
      return { user: await userOf(rest, credentials), rights: await rightsOf(rest, credentials) }
    } catch (cause) {
      const now = world.clock.now()
      refusedSince ??= now
      // A clock that is set back must not prolong the wait.
      const hasLasted = Math.abs(now - refusedSince) >= CONFIRM_MS
      if (!isDoubted(codeOf(cause)) || hasLasted) throw startError(account, cause)
      await sleep({ timers: world.timers, ms: ASK_AGAIN_MS })
    }
  }
}

/** MEXC: not every key may ask for the user id; then the key itself stands for the user, if it may read the account. */
async function userOf(rest: RestClient, credentials: Credentials): Promise<string> {
  const uid = await rest.call(userId, {}).then(
    (answer) => String(answer.uid),
    (error: unknown) => {
      if (exchangeCodeOf(error) === undefined) throw error
      return undefined
    },
  )
  if (uid === undefined) await rest.call(accountInformation, {})
  return uid === undefined || uid === '' ? nameOfKey(fingerprint(credentials)) : uid
}

/** MEXC: not every key may ask about itself; then nothing is known of its rights, and nothing is said. */
async function rightsOf(rest: RestClient, { apiKey }: Credentials): Promise<KeyRights | undefined> {
  try {
    return rightsIn(await rest.call(apiKeyInfo, { accessKey: apiKey }))
  } catch {
    return undefined
  }
}

const KEY_REFUSED: ReadonlySet<string> = new Set(['AUTH_REFUSED', 'PERMISSION_MISSING', 'IP_NOT_ALLOWED'])

/** True for what would end the start, and which nobody signed. */
const isDoubted = (code: string): boolean => KEY_REFUSED.has(code) || code === 'CLOCK_REFUSED'

function startError(account: string, cause: unknown): GatewayStartError {
  const code = codeOf(cause)
  const said = cause instanceof Error ? cause.message : ''
  if (KEY_REFUSED.has(code)) {
    return new GatewayStartError(
      'EXCHANGE_REFUSED_KEY',
      `The exchange refuses the API key of account ${account}. ${said} Then start again.`,
      { cause },
    )
  }
  if (code === 'CLOCK_REFUSED') {
    return new GatewayStartError(
      'CLOCK_OFF',
      `The exchange refuses this machine's time for account ${account}. Set the clock to network time, then start again.`,
      { cause },
    )
  }
  return new GatewayStartError(
    'EXCHANGE_UNREACHABLE',
    `The exchange could not be asked about account ${account}. ${said}`,
    { cause },
  )
}
