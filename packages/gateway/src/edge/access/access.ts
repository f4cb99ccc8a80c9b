/** Creates, checks and revokes login codes, sessions, links and tokens. */

import {
  type AccessRecord,
  type Audience,
  type MaskId,
  type Settings,
  type SettingsChange,
  settings,
} from '@spotdeck/api'
import { type Clock, DAY_MS, MINUTE_MS, type Random } from '@spotdeck/ports'
import type { Principal } from '../principal.ts'
import { proofOf } from './proof.ts'
import { type CursorCipher, cursorSeal, hashSecret, maskIdWith, newId, newKey, newSecret } from './secrets.ts'
import { type AccessLog, createAccessLog } from './access-log.ts'
import { DEFAULT_SESSION_IDLE_MS, SESSION_LASTS_MS, Sessions, type SignIn } from './sessions.ts'
import type { AccessStore, Credential } from './store.ts'
const CODE_LASTS_MS = 10 * MINUTE_MS
const LINK_LASTS_MS = 30 * DAY_MS
const TOKEN_LASTS_MS = 365 * DAY_MS
/** Lifetime of a challenge: a command uses it at once. */
const CHALLENGE_LASTS_MS = MINUTE_MS
/** Characters of all settings together. */
const MAX_SETTINGS = 16 * 1024
/** Time for which ended credentials are kept before deletion, in ms. */
const KEPT_AFTER_END_MS = 30 * DAY_MS

/** A token to create. */
export type TokenRequest = {
  readonly audience: Audience
  readonly accounts: 'all' | readonly string[]
  readonly label?: string
  /** ms since the epoch; a year from now when absent. */
  readonly expiresAt?: number
}
/** A share link to create. */
export type LinkRequest = {
  readonly audience: 'viewer' | 'public'
  readonly accounts: readonly string[]
  readonly label: string
  readonly expiresAt?: number | undefined
}
/** Rights that a login code or a link's token grants. */
export type Grant = Pick<Credential, 'audience' | 'accounts' | 'label'>
/** A session as it is listed. */
export type ListedSession = { readonly session: Credential; readonly idleEndsAt: number }
/** A credential with its secret, which is told once and never again. */
export type CreatedCredential = { readonly credential: Credential; readonly secret: string }

/** Credentials of the gateway. */
export interface Access {
  /** A code that logs the owner in once, within 10 minutes. */
  newLoginCode(): string
  /** Rights that a login code or a link's token would grant, without using it; `undefined` if it is neither. */
  grantOf(codeOrToken: string): Grant | undefined
  /** A session for a login code (which is then used up) or for a link's token; `undefined` for neither. */
  logIn(codeOrToken: string, by?: SignIn): { readonly principal: Principal; readonly cookie: string } | undefined
  /** The session of a cookie, recorded as used from this address. */
  bySession(cookie: string, from?: string): Principal | undefined
  byToken(token: string): Principal | undefined
  /** True while a principal may be served: false once revoked, expired or idle, by this process or another. An open stream is use. */
  stillHolds(principal: Principal): boolean
  /** Ends the session; links that it made stay. */
  logOut(principal: Principal): void
  /** Those in use, newest first. */
  sessions(): readonly ListedSession[]
  /** Ends a session from elsewhere, with the links that it made and the streams that it opened. False where there is none. */
  endSession(id: string): boolean
  /** The same for all but one. Returns how many there were. */
  endOtherSessions(kept: string): number
  /** Creates a challenge that only a gateway on this data directory can answer, once, within a minute. */
  newChallenge(): { readonly challenge: string; readonly proofFor: (address: string) => string }
  /** The answer of the gateway that is reached at `address`; `undefined` for a question that was never asked here. */
  prove(challenge: string, address: string): string | undefined
  /** The access log. */
  readonly log: AccessLog
  records(): readonly AccessRecord[]
  createToken(wish: TokenRequest): CreatedCredential
  /** Those in use, newest first. */
  tokens(): readonly Credential[]
  /** Ends the token; streams that it opened are ended within seconds, by whichever process serves them. */
  revokeToken(id: string): boolean
  /** A link that ends with the credential that made it at the latest. */
  createLink(wish: LinkRequest, maker?: Pick<Principal, 'id' | 'expiresAt'>): CreatedCredential
  links(): readonly Credential[]
  /** Ends the link and every session opened with it. */
  revokeLink(id: string): boolean
  /** Returns whether credentials can be looked up: false once the store is gone or broken. */
  isReadable(): boolean
  maskIdOf(account: string): MaskId
  readonly cursors: CursorCipher
  /** Page settings of the owner. */
  settings(): Settings
  /** Merges; null forgets. `undefined` when it would be too much to keep: then nothing is changed. */
  changeSettings(change: SettingsChange): Settings | undefined
  close(): void
}

/** Parts of the access service. */
export type AccessOptions = {
  readonly store: AccessStore
  readonly clock: Clock
  readonly random: Random
  /** Time after which an unused session ends, in ms; 7 days by default. */
  readonly sessionIdleMs?: number | undefined
}

/** Opens the access service and deletes credentials that ended long ago. */
export function createAccess({ store, clock, random, sessionIdleMs }: AccessOptions): Access {
  const maskKey = store.secret('mask', () => newKey(random))
  const masks = new Map<string, MaskId>()
  store.sweep(clock.now() - KEPT_AFTER_END_MS)

  const log = createAccessLog(store, clock)
  const sessions = new Sessions(store, clock, sessionIdleMs ?? DEFAULT_SESSION_IDLE_MS)
  const make: Make = (prefix, given) => {
    const secret = newSecret(random, prefix)
    const credential = { ...given, id: newId(random), hash: hashSecret(secret), createdAt: clock.now() }
    store.add(credential)
    return { credential, secret }
  }
  const newSession = (given: Grant & Pick<Credential, 'parent'>, until: number, by: SignIn) => {
    const expiresAt = Math.min(until, clock.now() + SESSION_LASTS_MS)
    const { credential, secret } = make('sds', { ...given, ...sessions.opened(by), kind: 'session', expiresAt })
    return { principal: toPrincipal(credential, 'session'), cookie: secret }
  }
  const byHash = (kind: 'session' | 'token', secret: string, from?: string): Principal | undefined => {
    const found = sessions.used(store.find(kind, hashSecret(secret), clock.now()), from)
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
    grantOf(given) {
      const hash = hashSecret(given)
      return store.find('code', hash, clock.now()) ?? store.find('link', hash, clock.now())
    },
    logIn(given, by = { from: '' }) {
      const hash = hashSecret(given)
      const code = store.consume('code', hash, clock.now())
      if (code !== undefined) return newSession({ audience: 'owner', accounts: 'all', label: '' }, Infinity, by)
      const link = store.find('link', hash, clock.now())
      if (link === undefined) return undefined
      const { audience, accounts, label, id, expiresAt } = link
      return newSession({ audience, accounts, label, parent: id }, expiresAt, by)
    },
    bySession: (cookie, from) => byHash('session', cookie, from),
    byToken: (token) => byHash('token', token),
    stillHolds: (principal) => sessions.used(store.byId(principal.id, clock.now())) !== undefined,
    logOut: (principal) => void store.end('session', principal.id),
    sessions: () => sessions.list().map((session) => ({ session, idleEndsAt: sessions.idleEndsAt(session) })),
    endSession: (id) => store.revoke('session', id),
    endOtherSessions: (kept) => store.revokeOthers('session', kept, clock.now()),
    ...proofs(store, clock, make),
    log,
    records: () => store.records(),
    ...tokensAndLinks({ store, clock, make, log }),
    isReadable: () => isReadable(store, clock.now()),
    maskIdOf(account) {
      const found = masks.get(account) ?? maskIdWith(maskKey, account)
      masks.set(account, found)
      return found
    },
    cursors: cursorSeal(maskKey, random),
    ...pageSettings(store),
    close: () => store.close(),
  }
}

type Make = (
  prefix: Parameters<typeof newSecret>[1],
  given: Omit<Credential, 'id' | 'hash' | 'createdAt'>,
) => CreatedCredential

function isReadable(store: AccessStore, now: number): boolean {
  try {
    store.byId('', now)
    return true
  } catch {
    return false
  }
}

type Issuing = {
  readonly store: AccessStore
  readonly clock: Clock
  readonly make: Make
  readonly log: Access['log']
}

/** Tokens of programs and links of readers: made, listed, ended. */
function tokensAndLinks({
  store,
  clock,
  make,
  log,
}: Issuing): Pick<Access, 'createToken' | 'tokens' | 'revokeToken' | 'createLink' | 'links' | 'revokeLink'> {
  return {
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
    createLink({ expiresAt = clock.now() + LINK_LASTS_MS, ...wish }, maker) {
      if (maker === undefined) return make('sdl', { kind: 'link', ...wish, expiresAt })
      const { id: madeBy, expiresAt: latest } = maker
      return make('sdl', { kind: 'link', ...wish, madeBy, expiresAt: Math.min(expiresAt, latest) })
    },
    links: () => store.list('link', clock.now()),
    revokeLink: (id) => store.revoke('link', id),
  }
}

/** Page settings of the owner, in the store. */
function pageSettings(store: AccessStore): Pick<Access, 'settings' | 'changeSettings'> {
  return {
    settings: () => settingsIn(store.preferences()),
    changeSettings(change) {
      const changes = new Map(
        Object.entries(change).map(([name, value]) => [name, value === null ? undefined : JSON.stringify(value)]),
      )
      const next = new Map([...store.preferences(), ...changes])
      if ([...next].reduce((length, [name, value]) => length + name.length + (value?.length ?? 0), 0) > MAX_SETTINGS)
        return undefined
      store.keepPreferences(changes)
      return settingsIn(store.preferences())
    },
  }
}

/** Questions of commands and a gateway's answers; a question is taken out of use by its answer. */
function proofs(store: AccessStore, clock: Clock, make: Make): Pick<Access, 'newChallenge' | 'prove'> {
  return {
    newChallenge() {
      const expiresAt = clock.now() + CHALLENGE_LASTS_MS
      const { credential } = make('sdq', { kind: 'challenge', audience: 'public', accounts: [], label: '', expiresAt })
      const { id: challenge, hash } = credential
      return { challenge, proofFor: (address) => proofOf(hash, challenge, address) }
    },
    prove(challenge, address) {
      const asked = store.byId(challenge, clock.now())
      if (asked?.kind !== 'challenge' || !store.end('challenge', challenge)) return undefined
      return proofOf(asked.hash, challenge, address)
    },
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
    parent,
  }
}

/** Rows hold what `changeSettings` wrote. */
function settingsIn(rows: ReadonlyMap<string, string>): Settings {
  return settings.parse(
    Object.fromEntries([...rows].map(([name, value]): [string, unknown] => [name, JSON.parse(value)])),
  )
}
