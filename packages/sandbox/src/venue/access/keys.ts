/** API keys and the people they belong to. An account of a person has a numeric user id; bots have none and no key. */

import { DAY_MS } from '@spotdeck/ports'
import { PERMISSIONS } from '@spotdeck/wire'
import type { AccountId } from '../contract/exchange.ts'

/** An API key with its account, permissions and addresses. */
export type ApiKey = {
  readonly apiKey: string
  readonly secret: string
  /** The user id, which is the account's id inside the venue. */
  readonly account: AccountId
  /** MEXC's names, those of futures among them. */
  readonly permissions: readonly string[]
  readonly note: string
  readonly createdAt: number
  /** Empty: any address. */
  readonly ipWhiteList: readonly string[]
  /** ms since the epoch; absent: by MEXC's rule for keys without addresses. */
  readonly expiresAt?: number | undefined
  /** Frozen by the exchange, or revoked by its owner; absent: valid. */
  readonly status?: 'FROZEN' | 'DELETE' | undefined
  /** True for a public key that each start creates; it is never written to disk. */
  readonly builtIn: boolean
}

/** MEXC: a key that is bound to no address ends after this. */
const UNBOUND_DAYS = 90

/** Returns the days until the key expires; at most 0 once it has expired, `undefined` for a key without an end. */
export function keyDaysLeft(key: ApiKey, now: number): number | undefined {
  if (key.expiresAt === undefined && (key.builtIn || key.ipWhiteList.length > 0)) return undefined
  return Math.ceil(((key.expiresAt ?? key.createdAt + UNBOUND_DAYS * DAY_MS) - now) / DAY_MS)
}

/** The demo account's user id. */
export const DEMO_ACCOUNT: AccountId = '10000001'
/** The user id behind the key of the exchange's own signing examples. */
export const EXAMPLE_ACCOUNT: AccountId = '10000002'
/** First user id of accounts that are created later; ids count up. */
export const FIRST_NEW_ACCOUNT = 10_000_101

/** Public key and secret of the demo account. */
export const DEMO_CREDENTIALS = { apiKey: 'mx0sandboxdemo', secret: 'sandbox-demo-secret' } as const
/** Credentials of the signing examples in the exchange's documentation. */
const EXAMPLE_CREDENTIALS = { apiKey: 'mx0aBYs33eIilxBWC5', secret: '45d0b3c26f2644f19bfb98b07741b2f5' } as const

/** The keys every sandbox knows. */
export function builtInKeys(now: number): readonly ApiKey[] {
  const common = { permissions: PERMISSIONS, createdAt: now, ipWhiteList: [], builtIn: true }
  return [
    { ...common, ...DEMO_CREDENTIALS, account: DEMO_ACCOUNT, note: 'demo' },
    { ...common, ...EXAMPLE_CREDENTIALS, account: EXAMPLE_ACCOUNT, note: 'signing examples' },
  ]
}

/** All API keys. */
export type KeyRing = ReturnType<typeof openKeyRing>

/** @param onChange receives each added, replaced or (as `undefined`) removed key; never a built-in one */
export function openKeyRing(keys: readonly ApiKey[], onChange?: (apiKey: string, key: ApiKey | undefined) => void) {
  const byKey = new Map(keys.map((key) => [key.apiKey, key]))
  return {
    find: (apiKey: string): ApiKey | undefined => byKey.get(apiKey),
    /** Adds or replaces a key. */
    put(key: ApiKey): void {
      byKey.set(key.apiKey, key)
      if (!key.builtIn) onChange?.(key.apiKey, key)
    },
    remove(apiKey: string): void {
      const known = byKey.get(apiKey)
      byKey.delete(apiKey)
      if (known?.builtIn === false) onChange?.(apiKey, undefined)
    },
    ofAccount: (account: AccountId): readonly ApiKey[] => [...byKey.values()].filter((key) => key.account === account),
    all: (): readonly ApiKey[] => [...byKey.values()],
  }
}
