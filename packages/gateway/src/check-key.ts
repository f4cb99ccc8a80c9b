/** Whether the exchange accepts a key, and whose it is, before anything is written. */

import { createHash } from 'node:crypto'
import type { Credentials, RestClient } from '@spotdeck/mexc'
import { accountInformation, userId } from '@spotdeck/wire'
import { codeOf, exchangeCodeOf } from './ingest/errors.ts'
import { GatewayStartError } from './start-error.ts'

export type KeyOwner = { readonly user: string; readonly assets: readonly string[] }

/** A fingerprint that tells keys apart and gives nothing of them away. */
export function fingerprint({ apiKey }: Credentials): string {
  return createHash('sha256').update(`spotdeck key ${apiKey}`, 'utf8').digest('hex').slice(0, 16)
}

/**
 * Asks who the key belongs to and what is held.
 * @throws {GatewayStartError} `EXCHANGE_REFUSED_KEY`, `CLOCK_OFF`, `EXCHANGE_UNREACHABLE`
 */
export async function checkKey(account: string, rest: RestClient, credentials: Credentials): Promise<KeyOwner> {
  try {
    await rest.syncClock()
    const { balances } = await rest.call(accountInformation, {})
    const user = await userOf(rest, credentials)
    return { user, assets: balances.map(({ asset }) => asset) }
  } catch (cause) {
    throw startError(account, cause)
  }
}

/** MEXC: not every key may ask for the user id; then the key itself stands for the user. */
async function userOf(rest: RestClient, credentials: Credentials): Promise<string> {
  try {
    const { uid } = await rest.call(userId, {})
    return uid === '' ? `key:${fingerprint(credentials)}` : String(uid)
  } catch (error) {
    if (exchangeCodeOf(error) === undefined) throw error
    return `key:${fingerprint(credentials)}`
  }
}

const KEY_REFUSED: ReadonlySet<string> = new Set(['AUTH_REFUSED', 'PERMISSION_MISSING', 'IP_NOT_ALLOWED'])

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
