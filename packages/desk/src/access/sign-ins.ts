/** Login codes, and sessions for them, for links and for users. */

import { type Clock, MINUTE_MS, defined } from '@spotdeck/ports'
import { type Principal, audienceOf } from './principal.ts'
import { type Awaitable, after, inTurn } from './awaitable.ts'
import { grantsOf } from './roles.ts'
import { type newSecret, hashSecret } from './secrets.ts'
import { SESSION_LASTS_MS, type Sessions, type SignIn } from './sessions.ts'
import type { AccessStore, Credential } from './store.ts'

const CODE_LASTS_MS = 10 * MINUTE_MS

/** Rights that a login code or a link's token grants. */
export type Grant = Pick<Credential, 'audience' | 'accounts' | 'label'>
/** A session that was just opened, and the value of its cookie. */
export type SignedIn = { readonly principal: Principal; readonly cookie: string }
/** A code that signs a user in once, told once. */
export type UserLink = { readonly code: string; readonly expiresAt: number }
/** A credential with its secret, which is told once and never again. */
export type CreatedCredential = { readonly credential: Credential; readonly secret: string }
/** Makes and stores a credential. */
export type Make = (
  prefix: Parameters<typeof newSecret>[1],
  given: Omit<Credential, 'id' | 'hash' | 'createdAt'>,
) => Awaitable<CreatedCredential>

/** Rights of the owner's own session. */
const OWNER: Grant = { audience: 'owner', accounts: 'all', label: '' }
/** Rights that a version without users reads in a user's session: none. */
const NOTHING: Grant = { audience: 'public', accounts: [], label: '' }

type SigningIn = {
  readonly store: AccessStore
  readonly clock: Clock
  readonly make: Make
  readonly sessions: Sessions
}

/** Ways to sign in. */
export interface SignIns {
  /** A code that logs the owner in once, within 10 minutes. */
  newLoginCode(): Awaitable<string>
  /** A code that signs a user in once, within 10 minutes, and ends the one before it; `undefined` for one who may not. */
  newUserLink(id: string, maker?: Pick<Principal, 'id'>): Awaitable<UserLink | undefined>
  /** Rights that a login code or a link's token would grant, without using it; `undefined` if it is neither. */
  grantOf(codeOrToken: string): Awaitable<Grant | undefined>
  /** A session for a login code (which is then used up) or for a link's token; `undefined` for neither. */
  logIn(codeOrToken: string, by?: SignIn): Awaitable<SignedIn | undefined>
  /** A session for the owner, who proved to be there by a passkey. */
  signInOwner(by: SignIn): Awaitable<SignedIn>
}

/** Login codes, and sessions for them, for links and for users. */
export function signIns({ store, clock, make, sessions }: SigningIn): SignIns {
  const newSession = (
    given: Grant & Pick<Credential, 'parent' | 'user' | 'madeBy'>,
    until: number,
    by: SignIn,
  ): Awaitable<SignedIn> => {
    const expiresAt = Math.min(until, clock.now() + SESSION_LASTS_MS)
    const made = make('sds', { ...given, ...sessions.opened(by), kind: 'session', expiresAt })
    return after(made, ({ credential, secret }) => ({ principal: toPrincipal(credential, 'session'), cookie: secret }))
  }
  const forLink = (hash: string, by: SignIn): Awaitable<SignedIn | undefined> =>
    after(store.find('link', hash, clock.now()), (link): Awaitable<SignedIn | undefined> => {
      if (link === undefined) return undefined
      const { audience, accounts, label, id, expiresAt } = link
      return newSession({ audience, accounts, label, parent: id }, expiresAt, by)
    })
  /** A user has one sign-in link: of two that are made at once none may be left, and never both. */
  const endOlder = (made: Credential): Awaitable<void> =>
    after(store.list('user-code', clock.now()), (codes) =>
      after(
        inTurn(
          codes.filter(({ id, user }) => id !== made.id && user?.id === made.user?.id),
          ({ id }) => store.end('user-code', id),
        ),
        () => undefined,
      ),
    )
  return {
    newLoginCode() {
      const expiresAt = clock.now() + CODE_LASTS_MS
      return after(make('sdc', { kind: 'code', ...OWNER, expiresAt }), ({ secret }) => secret)
    },
    newUserLink: (id, maker) =>
      after(store.users.byId(id), (user): Awaitable<UserLink | undefined> => {
        if (user === undefined || user.disabledAt !== undefined) return undefined
        const expiresAt = clock.now() + CODE_LASTS_MS
        const given = { kind: 'user-code', ...NOTHING, user, expiresAt, ...defined({ madeBy: maker?.id }) } as const
        return after(make('sdu', given), ({ credential, secret: code }) =>
          after(endOlder(credential), () => ({ code, expiresAt })),
        )
      }),
    grantOf: (given) => grantOfSecret(store, hashSecret(given), clock.now()),
    signInOwner: (by) => newSession(OWNER, Infinity, by),
    logIn(given, by = { from: '' }) {
      const hash = hashSecret(given)
      return after(store.consume('code', hash, clock.now()), (code): Awaitable<SignedIn | undefined> => {
        if (code !== undefined) return newSession(OWNER, Infinity, by)
        return after(store.consume('user-code', hash, clock.now()), (own): Awaitable<SignedIn | undefined> =>
          own?.user === undefined ? forLink(hash, by) : newSession(sessionOf(own), Infinity, by),
        )
      })
    },
  }
}

/** Fields that a session has of the user's code that opened it. */
const sessionOf = ({ user, madeBy }: Credential) => ({ ...NOTHING, ...defined({ user, madeBy }) })

function grantOfSecret(store: AccessStore, hash: string, now: number): Awaitable<Grant | undefined> {
  return after(store.find('code', hash, now), (code): Awaitable<Grant | undefined> => {
    if (code !== undefined) return code
    return after(store.find('user-code', hash, now), (own): Awaitable<Grant | undefined> =>
      own === undefined ? store.find('link', hash, now) : grantOfUser(own),
    )
  })
}

/** All that a user's roles reach together. */
function grantOfUser(code: Credential): Grant {
  const grants = grantsOf(code)
  const isAll = grants.some(({ accounts }) => accounts === 'all')
  const named = grants.flatMap(({ accounts }) => (accounts === 'all' ? [] : accounts))
  return {
    audience: audienceOf({ grants }),
    accounts: isAll ? 'all' : [...new Set(named)],
    label: code.user?.name ?? '',
  }
}

/** The caller that a credential names. */
export function toPrincipal(credential: Credential, kind: Principal['kind']): Principal {
  const { id, expiresAt, label, parent, user } = credential
  return {
    id,
    kind,
    grants: grantsOf(credential),
    label,
    expiresAt,
    parent,
    user: user && { id: user.id, name: user.name },
  }
}
