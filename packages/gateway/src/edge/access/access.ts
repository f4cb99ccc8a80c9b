/** Who may come in: login codes, sessions, links and tokens, made, checked and taken back. */

import {
  type AccessRecord,
  type Audience,
  type MaskId,
  type Settings,
  type SettingsChange,
  settings,
} from '@spotdeck/api'
import type { Clock, Random } from '@spotdeck/ports'
import type { Principal } from '../principal.ts'
import { type CursorSeal, cursorSeal, hashSecret, maskIdWith, newId, newKey, newSecret } from './secrets.ts'
import { type AccessLog, createAccessLog } from './access-log.ts'
import type { AccessStore, Credential } from './store.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const CODE_LASTS_MS = 10 * MINUTE
const SESSION_LASTS_MS = 30 * DAY
const LINK_LASTS_MS = 30 * DAY
const TOKEN_LASTS_MS = 365 * DAY
/** Characters of all settings together. */
const MOST_SETTINGS = 16 * 1024
/** How long ended credentials are kept before they are forgotten. */
const KEPT_AFTER_END_MS = 30 * DAY

export type TokenWish = {
  readonly audience: Audience
  readonly accounts: 'all' | readonly string[]
  readonly label?: string
  /** ms since the epoch; a year from now when absent. */
  readonly expiresAt?: number
}
export type LinkWish = {
  readonly audience: 'viewer' | 'public'
  readonly accounts: readonly string[]
  readonly label: string
  readonly expiresAt?: number
}
/** A credential with its secret, which is told once and never again. */
export type Made = { readonly credential: Credential; readonly secret: string }

export interface Access {
  /** A code that logs the owner in once, within 10 minutes. */
  newLoginCode(): string
  /** A session for a login code (which is then used up) or for a link's token; `undefined` for neither. */
  logIn(codeOrToken: string): { readonly principal: Principal; readonly cookie: string } | undefined
  bySession(cookie: string): Principal | undefined
  byToken(token: string): Principal | undefined
  /** Whether a principal may still be served: false once revoked or expired, by this process or another. */
  stillHolds(principal: Principal): boolean
  logOut(principal: Principal): void
  /** Who came in and who was refused. */
  readonly log: AccessLog
  records(): readonly AccessRecord[]
  createToken(wish: TokenWish): Made
  /** Those in use, newest first. */
  tokens(): readonly Credential[]
  /** Ends the token; streams that it opened are ended within seconds, by whichever process serves them. */
  revokeToken(id: string): boolean
  createLink(wish: LinkWish): Made
  links(): readonly Credential[]
  /** Ends the link and every session made from it. */
  revokeLink(id: string): boolean
  /** Whether credentials can be looked up at all: false once the store is gone or broken. */
  isReadable(): boolean
  maskIdOf(account: string): MaskId
  readonly cursors: CursorSeal
  /** What the page remembers for its owner. */
  settings(): Settings
  /** Merges; null forgets. `undefined` when it would be too much to keep: then nothing is changed. */
  changeSettings(change: SettingsChange): Settings | undefined
  close(): void
}

export type AccessOptions = { readonly store: AccessStore; readonly clock: Clock; readonly random: Random }

export function createAccess({ store, clock, random }: AccessOptions): Access {
  const maskKey = store.secret('mask', () => newKey(random))
  const masks = new Map<string, MaskId>()
  store.sweep(clock.now() - KEPT_AFTER_END_MS)

  const log = createAccessLog(store, clock)
  const make = (
    prefix: Parameters<typeof newSecret>[1],
    given: Omit<Credential, 'id' | 'hash' | 'createdAt'>,
  ): Made => {
    const secret = newSecret(random, prefix)
    const credential = { ...given, id: newId(random), hash: hashSecret(secret), createdAt: clock.now() }
    store.add(credential)
    return { credential, secret }
  }
  const newSession = (given: Pick<Credential, 'audience' | 'accounts' | 'label' | 'parent'>, until: number) => {
    const expiresAt = Math.min(until, clock.now() + SESSION_LASTS_MS)
    const { credential, secret } = make('sds', { ...given, kind: 'session', expiresAt })
    return { principal: toPrincipal(credential, 'session'), cookie: secret }
  }
  const byHash = (kind: 'session' | 'token', secret: string): Principal | undefined => {
    const found = store.find(kind, hashSecret(secret), clock.now())
    return found === undefined ? undefined : toPrincipal(found, kind)
  }

  return {
    newLoginCode: () =>
      make('sdc', {
        kind: 'code',
        audience: 'owner',
        accounts: 'all',
        label: '',
        expiresAt: clock.now() + CODE_LASTS_MS,
      }).secret,
    logIn(given) {
      const hash = hashSecret(given)
      const code = store.consume('code', hash, clock.now())
      if (code !== undefined) return newSession({ audience: 'owner', accounts: 'all', label: '' }, Infinity)
      const link = store.find('link', hash, clock.now())
      if (link === undefined) return undefined
      const { audience, accounts, label, id, expiresAt } = link
      return newSession({ audience, accounts, label, parent: id }, expiresAt)
    },
    bySession: (cookie) => byHash('session', cookie),
    byToken: (token) => byHash('token', token),
    stillHolds: (principal) => store.stillHolds(principal.id, clock.now()),
    logOut: (principal) => void store.revoke('session', principal.id),
    log,
    records: () => store.records(),
    createToken({ audience, accounts, label = '', expiresAt = clock.now() + TOKEN_LASTS_MS }) {
      const made = make('sdt', { kind: 'token', audience, accounts, label, expiresAt })
      log.happened('token-made', { door: 'command', from: '' }, made.credential)
      return made
    },
    tokens: () => store.list('token', clock.now()),
    revokeToken(id) {
      const token = store.list('token', clock.now()).find((made) => made.id === id)
      if (token === undefined || !store.revoke('token', id)) return false
      log.happened('token-revoked', { door: 'command', from: '' }, token)
      return true
    },
    createLink: ({ expiresAt = clock.now() + LINK_LASTS_MS, ...wish }) =>
      make('sdl', { kind: 'link', ...wish, expiresAt }),
    links: () => store.list('link', clock.now()),
    revokeLink: (id) => store.revoke('link', id),
    isReadable() {
      try {
        store.stillHolds('', clock.now())
        return true
      } catch {
        return false
      }
    },
    maskIdOf(account) {
      const found = masks.get(account) ?? maskIdWith(maskKey, account)
      masks.set(account, found)
      return found
    },
    cursors: cursorSeal(maskKey, random),
    settings: () => settingsIn(store.preferences()),
    changeSettings(change) {
      const changes = new Map(
        Object.entries(change).map(([name, value]) => [name, value === null ? undefined : JSON.stringify(value)]),
      )
      const next = new Map([...store.preferences(), ...changes])
      if ([...next].reduce((length, [name, value]) => length + name.length + (value?.length ?? 0), 0) > MOST_SETTINGS)
        return undefined
      store.keepPreferences(changes)
      return settingsIn(store.preferences())
    },
    close: () => store.close(),
  }
}

function toPrincipal(credential: Credential, kind: Principal['kind']): Principal {
  const { id, audience, accounts, expiresAt, label, parent } = credential
  return {
    id,
    kind,
    audience,
    label,
    expiresAt,
    accounts: accounts === 'all' ? 'all' : new Set(accounts),
    ...(parent === undefined ? {} : { parent }),
  }
}

/** Rows hold what `changeSettings` wrote. */
function settingsIn(rows: ReadonlyMap<string, string>): Settings {
  return settings.parse(
    Object.fromEntries([...rows].map(([name, value]): [string, unknown] => [name, JSON.parse(value)])),
  )
}
