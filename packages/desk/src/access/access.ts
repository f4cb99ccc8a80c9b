/** Creates, checks and revokes login codes, sessions, links and tokens. */

import type { AccessRecord, Audience, MaskId, Role } from '@spotdeck/api'
import { type Clock, DAY_MS, MINUTE_MS, type Random } from '@spotdeck/ports'
import type { Principal } from './principal.ts'
import { Passkeys } from './passkeys/passkeys.ts'
import { proofOf } from './proof.ts'
import { type CursorCipher, cursorSeal, hashSecret, maskIdWith, newId, newKey, newSecret } from './secrets.ts'
import { type RecordCommand, recordingTokens, recordsOfCommands } from './audit/audit-command.ts'
import type { AuditStore } from './audit/audit-store.ts'
import { type AccessLog, createAccessLog } from './access-log.ts'
import { type Awaitable, type Local, after, attempt } from './awaitable.ts'
import { type TellMade, tellingMade } from './made-with.ts'
import { type PageSettings, pageSettings } from './page-settings.ts'
import { grantsOf, storedRole, whoOf } from './roles.ts'
import { DEFAULT_SESSION_IDLE_MS, Sessions } from './sessions.ts'
import { type CreatedCredential, type Make, type SignIns, signIns, toPrincipal } from './sign-ins.ts'
import type { AccessStore, Credential, HashedSecret, KnownCredentials, LocalAccessStore } from './store.ts'
import { type Users, createUsers } from './users/users.ts'
/** Interval at which ends by other processes on the same file are noticed, in ms. */
const CHECK_FILE_EVERY_MS = 10_000
const LINK_LASTS_MS = 30 * DAY_MS
const TOKEN_LASTS_MS = 365 * DAY_MS
/** Lifetime of a challenge: a command uses it at once. */
const CHALLENGE_LASTS_MS = MINUTE_MS
/** Letters of a desk's name in a cookie. */
const DESK_LETTERS = 8
/** Time for which ended credentials are kept before deletion, in ms. */
const KEPT_AFTER_END_MS = 30 * DAY_MS

/** A token to create. */
export type TokenRequest = ({ readonly audience: Audience } | { readonly role: Role }) & {
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
/** A question of a command, and the answer to it that proves who answers at an address. */
export type Challenge = { readonly challenge: string; readonly proofFor: (address: string) => string }
/** A session as it is listed. */
export type ListedSession = { readonly session: Credential; readonly idleEndsAt: number }
/** Secrets that a request brings, as it brings them. */
export type BroughtSecrets = { readonly cookie?: string | undefined; readonly token?: string | undefined }

/** Credentials of the gateway, in a file of its own or shared with other gateways. */
export interface Access extends PageSettings, SignIns, IssuedCalls, Proofs {
  /** Looks up what a request brings, so that `bySession` and `byToken` can tell at once. Never fails: they do then. */
  prepare(brought: BroughtSecrets): Awaitable<void>
  /** Looks up whether these principals may still be served, so that `stillHolds` can tell at once. Never fails. */
  recheck(ids: readonly string[]): Awaitable<void>
  /** Interval at which open streams are rechecked, in ms. */
  readonly checkEveryMs: number
  /** False where the store lets this gateway look credentials up and end them, and make none: another one makes them. */
  readonly issues: boolean
  /** The session of a cookie, recorded as used from this address. @throws {StoreError} `STORE_UNREACHABLE` where nobody can tell */
  bySession(cookie: string, from?: string): Principal | undefined
  /** @throws {StoreError} `STORE_UNREACHABLE` where nobody can tell */
  byToken(token: string): Principal | undefined
  /**
   * True while a principal may be served: false once revoked, expired or idle, by this process or another. An open stream is use.
   * @throws {StoreError} `STORE_UNREACHABLE` where nobody can tell
   */
  stillHolds(principal: Principal): boolean
  /**
   * The same for an open stream: `changed` where its user has other roles than when it was opened.
   * @throws {StoreError} `STORE_UNREACHABLE` where nobody can tell
   */
  holdOf(principal: Principal): 'holds' | 'changed' | 'ended'
  /** The people who use the desk. */
  readonly users: Users
  /** Runs a change that ends credentials, and tells what was made with them: what ended too, and the users who are left. */
  readonly made: { readonly tell: TellMade }
  /** Ends the session; links that it made stay. */
  logOut(principal: Principal): Awaitable<void>
  /** Those in use, newest first. */
  sessions(): Awaitable<readonly ListedSession[]>
  /** Ends a session from elsewhere, with the links that it made and the streams that it opened. False where there is none. */
  endSession(id: string): Awaitable<boolean>
  /** The same for all but one. Returns how many there were. */
  endOtherSessions(kept: string): Awaitable<number>
  /** The access log. */
  readonly log: AccessLog
  /** Passkeys of the owner. */
  readonly passkeys: Passkeys
  records(): Awaitable<readonly AccessRecord[]>
  /** The audit log. */
  readonly audit: AuditStore
  /** Runs changes by commands, and records them in the audit log. */
  readonly commands: { readonly record: RecordCommand }
  /** Returns whether credentials can be looked up: false once the store is gone or broken. */
  isReadable(): Awaitable<boolean>
  maskIdOf(account: string): MaskId
  readonly cursors: CursorCipher
  /** Name of the desk that these gateways serve, for their cookies; absent where the store is this gateway's own. */
  readonly desk?: string | undefined
  close(): Awaitable<void>
}

/** Credentials in a file of this gateway alone, or in memory: every call is answered at once. */
export type LocalAccess = Local<Omit<Access, 'audit'>> & { readonly audit: Local<AuditStore> }

type CommonOptions = {
  readonly clock: Clock
  readonly random: Random
  /** Time after which an unused session ends, in ms; 7 days by default. */
  readonly sessionIdleMs?: number | undefined
  /** False where the store refuses new credentials; true by default. */
  readonly issues?: boolean | undefined
}
/** Parts of the access service on a store of its own. */
export type LocalAccessOptions = CommonOptions & { readonly store: LocalAccessStore; readonly known?: undefined }
/** Parts of the access service on a store that other gateways use, too. */
export type SharedAccessOptions = CommonOptions & { readonly store: AccessStore; readonly known: KnownCredentials }
/** Parts of the access service. */
export type AccessOptions = LocalAccessOptions | SharedAccessOptions

/**
 * Opens the access service and deletes credentials that ended long ago.
 * @throws {StoreError} `STORE_*`, where the store is shared
 */
export function createAccess(options: LocalAccessOptions): LocalAccess
/** The same on a store that other gateways use, too. */
export function createAccess(options: SharedAccessOptions): Promise<Access>
/** The same on either store. */
export function createAccess(options: AccessOptions): Awaitable<Access> {
  const { store, clock, random } = options
  attempt(() => store.sweep(clock.now() - KEPT_AFTER_END_MS))
  return after(
    store.secret('mask', () => newKey(random)),
    (maskKey) => accessWith(options, maskKey),
  )
}

function accessWith(options: AccessOptions, maskKey: string): Access {
  const { store, clock, random, sessionIdleMs } = options
  const known = options.known === undefined ? knownAtOnce(options.store) : options.known
  const masks = new Map<string, MaskId>()
  const log = createAccessLog(store, clock)
  const record = recordsOfCommands(store.audit, clock)
  const sessions = new Sessions(store, clock, sessionIdleMs ?? DEFAULT_SESSION_IDLE_MS)
  const make: Make = (prefix, given) => {
    const secret = newSecret(random, prefix)
    const credential = { ...given, id: newId(random), hash: hashSecret(secret), createdAt: clock.now() }
    return after(store.add(credential), () => ({ credential, secret }))
  }
  const byHash = (kind: 'session' | 'token', secret: string, from?: string): Principal | undefined => {
    const found = sessions.used(known.find(kind, hashSecret(secret), clock.now()), from)
    return found === undefined ? undefined : toPrincipal(found, kind)
  }
  const issued = tokensAndLinks({ store, clock, make, log })
  return {
    prepare: (brought) => known.prepare(wantedBy(brought)),
    recheck: (ids) => known.recheck(ids),
    checkEveryMs: known.checkEveryMs,
    issues: options.issues ?? true,
    ...signIns({ store, clock, make, sessions }),
    bySession: (cookie, from) => byHash('session', cookie, from),
    byToken: (token) => byHash('token', token),
    stillHolds: (principal) => sessions.used(known.byId(principal.id, clock.now())) !== undefined,
    holdOf(principal) {
      const found = sessions.used(known.byId(principal.id, clock.now()))
      if (found === undefined) return 'ended'
      const isSame = JSON.stringify(grantsOf(found)) === JSON.stringify(principal.grants)
      return principal.user === undefined || isSame ? 'holds' : 'changed'
    },
    users: createUsers(store.users, { clock, random }),
    logOut: (principal) => after(store.end('session', principal.id), () => undefined),
    sessions: () =>
      after(sessions.list(), (all) => all.map((session) => ({ session, idleEndsAt: sessions.idleEndsAt(session) }))),
    endSession: (id) => store.revoke('session', id),
    endOtherSessions: (kept) => store.revokeOthers('session', kept, clock.now()),
    made: { tell: tellingMade(store, clock) },
    ...proofs(store, clock, make),
    log,
    passkeys: new Passkeys({
      store: store.passkeys,
      key: () => store.secret('passkey', () => newKey(random)),
      clock,
      random,
    }),
    records: () => store.records(),
    ...issued,
    ...recordingTokens(issued, record),
    audit: store.audit,
    commands: { record },
    isReadable: () => isReadable(store, clock.now()),
    maskIdOf(account) {
      const found = masks.get(account) ?? maskIdWith(maskKey, account)
      masks.set(account, found)
      return found
    },
    cursors: cursorSeal(maskKey, random),
    desk: options.known === undefined ? undefined : hashSecret(`desk ${maskKey}`).slice(0, DESK_LETTERS),
    ...pageSettings(store),
    close: () => store.close(),
  }
}

/** Secrets as this gateway makes them; all others belong to nobody, and nobody is asked about them. */
const SECRET = /^sd[a-z]_[\w-]{43}$/

function wantedBy({ cookie = '', token = '' }: BroughtSecrets): readonly HashedSecret[] {
  const brought = [{ kind: 'session', secret: cookie } as const, { kind: 'token', secret: token } as const]
  return brought
    .filter(({ secret }) => SECRET.test(secret))
    .map(({ kind, secret }) => ({ kind, hash: hashSecret(secret) }))
}

/** Looks up in a store that answers at once. */
function knownAtOnce(store: LocalAccessStore): KnownCredentials {
  return {
    checkEveryMs: CHECK_FILE_EVERY_MS,
    prepare() {},
    recheck() {},
    find: (kind, hash, now) => store.find(kind, hash, now),
    byId: (id, now) => store.byId(id, now),
  }
}

function isReadable(store: AccessStore, now: number): Awaitable<boolean> {
  try {
    const found = store.byId('', now)
    if (!(found instanceof Promise)) return true
    return found.then(
      () => true,
      () => false,
    )
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

/** Tokens of programs and links of readers. */
interface IssuedCalls {
  createToken(wish: TokenRequest): Awaitable<CreatedCredential>
  /** A token that reads the metrics, which count all accounts together, and nothing else. */
  createMetricsToken(label: string): Awaitable<CreatedCredential>
  /** The credential of such a token; `undefined` for every other secret. */
  byMetricsToken(token: string): Awaitable<Credential | undefined>
  /** Those in use, newest first; tokens for metrics come last. */
  tokens(): Awaitable<readonly Credential[]>
  /** Ends the token; streams that it opened are ended within seconds, by whichever process serves them. */
  revokeToken(id: string): Awaitable<boolean>
  /** A link that ends with the credential that made it at the latest. */
  createLink(wish: LinkRequest, maker?: Pick<Principal, 'id' | 'expiresAt'>): Awaitable<CreatedCredential>
  links(): Awaitable<readonly Credential[]>
  /** Ends the link and every session opened with it. */
  revokeLink(id: string): Awaitable<boolean>
}

/** Tokens of programs and links of readers: made, listed, ended. */
function tokensAndLinks({ store, clock, make, log }: Issuing): IssuedCalls {
  const noted = (made: CreatedCredential): CreatedCredential => {
    log.happened('token-made', { door: 'command', from: '' }, whoOf(made.credential))
    return made
  }
  const tokens = (): Awaitable<readonly Credential[]> =>
    after(store.list('token', clock.now()), (programs) =>
      after(store.list('metrics', clock.now()), (scrapers) => [...programs, ...scrapers]),
    )
  return {
    createToken({ accounts, label = '', expiresAt = clock.now() + TOKEN_LASTS_MS, ...wish }) {
      const roled = 'role' in wish ? storedRole(wish.role) : { audience: wish.audience }
      return after(make('sdt', { kind: 'token', ...roled, accounts, label, expiresAt }), noted)
    },
    createMetricsToken: (label) =>
      after(
        make('sdm', {
          kind: 'metrics',
          audience: 'public',
          accounts: [],
          label,
          expiresAt: clock.now() + TOKEN_LASTS_MS,
        }),
        noted,
      ),
    byMetricsToken: (token) => store.find('metrics', hashSecret(token), clock.now()),
    tokens,
    revokeToken(id) {
      return after(tokens(), (all) => {
        const token = all.find((made) => made.id === id)
        if (token === undefined) return false
        return after(store.revoke(token.kind, id), (isRevoked) => {
          if (isRevoked) log.happened('token-revoked', { door: 'command', from: '' }, whoOf(token))
          return isRevoked
        })
      })
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

/** Questions of commands and a gateway's answers; a question is taken out of use by its answer. */
interface Proofs {
  /** Creates a challenge that only a gateway on this store can answer, once, within a minute. */
  newChallenge(): Awaitable<Challenge>
  /** The answer of the gateway that is reached at `address`; `undefined` for a question that was never asked here. */
  prove(challenge: string, address: string): Awaitable<string | undefined>
}

function proofs(store: AccessStore, clock: Clock, make: Make): Proofs {
  return {
    newChallenge() {
      const expiresAt = clock.now() + CHALLENGE_LASTS_MS
      const made = make('sdq', { kind: 'challenge', audience: 'public', accounts: [], label: '', expiresAt })
      return after(made, ({ credential: { id: challenge, hash } }) => ({
        challenge,
        proofFor: (address) => proofOf(hash, challenge, address),
      }))
    },
    prove(challenge, address) {
      return after(store.byId(challenge, clock.now()), (asked): Awaitable<string | undefined> => {
        if (asked?.kind !== 'challenge') return undefined
        return after(store.end('challenge', challenge), (isEnded) =>
          isEnded ? proofOf(asked.hash, challenge, address) : undefined,
        )
      })
    },
  }
}
