/**
 * Credentials of a shared store as this gateway saw them a moment ago. A credential that another gateway ends is refused here within
 * a second; while the store cannot be asked, those that it named last are served for some seconds more, and nobody else.
 */

import { BoundedMap, type Clock, CodedError, SECOND_MS } from '@spotdeck/ports'
import type { Awaitable } from './awaitable.ts'
import type { Credential, CredentialKind, HashedSecret, KnownCredentials, SharedAccessStore } from './store.ts'

/** Time for which a look counts while the store answers, in ms: an end by another gateway is noticed this much later at most. */
export const FRESH_MS = SECOND_MS
/** Time for which a credential is served after the store named it last, in ms. */
export const GRACE_MS = 10 * SECOND_MS
/** Pause after a look that failed, in ms: while the store is away, a request does not wait for it to fail again. */
const PAUSE_MS = SECOND_MS
/** Credentials that are remembered, by hash and by id. */
const MAX_REMEMBERED = 20_000
/** Looks for secrets that nobody knows yet, at one time: a flood of them keeps out nobody who is known. */
const MAX_STRANGERS = 32
/** Looks in a row that an end by this gateway overtakes. */
const MAX_LOOKS = 3

/** Parts of the cache. */
export type CachedCredentialsOptions = {
  readonly store: SharedAccessStore
  readonly clock: Clock
  /** A clock that is never set: ms since any moment. */
  readonly monotonic: Clock
}

/** Answer of the store, and the time when it was asked. */
type Seen = { readonly credential: Credential | undefined; readonly at: number }

/** Remembers credentials for a short time, and forgets them when this gateway ends one. */
export class CachedCredentials implements KnownCredentials {
  readonly checkEveryMs = FRESH_MS
  /** The store, whose calls that end a credential are noticed here. */
  readonly store: SharedAccessStore
  readonly #store: SharedAccessStore
  readonly #clock: Clock
  readonly #monotonic: Clock
  readonly #byHash = remembered()
  readonly #byId = remembered()
  readonly #looking = new Map<string, Promise<void>>()
  #strangers = 0
  /** Grows with every end by this gateway: what was read before it counts no more. */
  #ends = 0
  #failedAt = Number.NEGATIVE_INFINITY

  constructor({ store, clock, monotonic }: CachedCredentialsOptions) {
    this.#store = store
    this.#clock = clock
    this.#monotonic = monotonic
    this.store = {
      ...store,
      touch: (id, at, from) => this.#touch(id, at, from),
      consume: (...asked) => this.#ending(() => store.consume(...asked)),
      revoke: (...asked) => this.#ending(() => store.revoke(...asked)),
      revokeOthers: (...asked) => this.#ending(() => store.revokeOthers(...asked)),
      end: (...asked) => this.#ending(() => store.end(...asked)),
      users: {
        ...store.users,
        change: (...asked) => this.#ending(() => store.users.change(...asked)),
        remove: (...asked) => this.#ending(() => store.users.remove(...asked)),
        signOut: (...asked) => this.#ending(() => store.users.signOut(...asked)),
      },
    }
  }

  prepare(wanted: readonly HashedSecret[]): Awaitable<void> {
    const looks = wanted.flatMap((one) => this.#lookFor(one) ?? [])
    return looks.length === 0 ? undefined : Promise.all(looks).then(() => undefined)
  }

  recheck(ids: readonly string[]): Awaitable<void> {
    if (ids.length === 0 || this.#isPausing()) return undefined
    return this.#look(async (at) => {
      const found = new Map((await this.#store.byIds(ids, this.#clock.now())).map((one) => [one.id, one]))
      return () => {
        for (const id of ids) this.#keep({ credential: found.get(id), at }, { id })
      }
    })
  }

  find(kind: CredentialKind, hash: string, now: number): Credential | undefined {
    return this.#known(this.#byHash.get(keyOf({ kind, hash })), now)
  }

  byId(id: string, now: number): Credential | undefined {
    return this.#known(this.#byId.get(id), now)
  }

  #known(seen: Seen | undefined, now: number): Credential | undefined {
    const lastsMs = seen?.credential === undefined ? FRESH_MS : GRACE_MS
    if (seen === undefined || this.#monotonic.now() - seen.at > lastsMs) throw new StoreUnreachable()
    return seen.credential !== undefined && seen.credential.expiresAt > now ? seen.credential : undefined
  }

  /** A look at one secret; `undefined` where none is needed or possible. */
  #lookFor(wanted: HashedSecret): Promise<void> | undefined {
    const key = keyOf(wanted)
    const seen = this.#byHash.get(key)
    if ((seen !== undefined && this.#monotonic.now() - seen.at < FRESH_MS) || this.#isPausing()) return undefined
    const running = this.#looking.get(key)
    if (running !== undefined) return running
    const isStranger = seen?.credential === undefined
    if (isStranger && this.#strangers >= MAX_STRANGERS) return undefined
    if (isStranger) this.#strangers += 1
    const look = this.#look(async (at) => {
      const credential = await this.#store.find(wanted.kind, wanted.hash, this.#clock.now())
      return () => this.#keep({ credential, at }, { key })
    }).finally(() => {
      this.#looking.delete(key)
      if (isStranger) this.#strangers -= 1
    })
    this.#looking.set(key, look)
    return look
  }

  /** Reads, and keeps what was read unless a credential was ended here meanwhile: then it reads again. */
  async #look(read: (at: number) => Promise<() => void>): Promise<void> {
    for (let looks = 0; looks < MAX_LOOKS; looks++) {
      const ends = this.#ends
      try {
        const keep = await read(this.#monotonic.now())
        if (ends === this.#ends) return keep()
      } catch {
        this.#failedAt = this.#monotonic.now()
        return
      }
    }
  }

  #keep(seen: Seen, { id = seen.credential?.id, key }: { readonly id?: string; readonly key?: string }): void {
    const { credential } = seen
    if (id !== undefined) this.#byId.set(id, seen)
    const hashed = credential === undefined ? key : keyOf(credential)
    if (hashed !== undefined) this.#byHash.set(hashed, seen)
  }

  #isPausing(): boolean {
    return this.#monotonic.now() - this.#failedAt < PAUSE_MS
  }

  /** Forgets everything before and after: an answer that is lost may have ended it, too. */
  async #ending<T>(end: () => Awaitable<T>): Promise<T> {
    this.#forget()
    try {
      return await end()
    } finally {
      this.#forget()
    }
  }

  #forget(): void {
    this.#ends += 1
    this.#byHash.clear()
    this.#byId.clear()
  }

  /** Requests that follow at once do not write the same use again. */
  #touch(id: string, lastUsedAt: number, lastUsedFrom: string): Awaitable<void> {
    const seen = this.#byId.get(id)
    if (seen?.credential !== undefined)
      this.#keep({ at: seen.at, credential: { ...seen.credential, lastUsedAt, lastUsedFrom } }, {})
    return this.#store.touch(id, lastUsedAt, lastUsedFrom)
  }
}

/** Nobody can tell whether a credential is in use. */
export class StoreUnreachable extends CodedError<'STORE_UNREACHABLE'> {
  constructor() {
    super('STORE_UNREACHABLE', 'The store of credentials did not answer: try again in a few seconds.')
  }
}

const keyOf = ({ kind, hash }: HashedSecret): string => `${kind} ${hash}`
const remembered = () => new BoundedMap<string, Seen>({ maxSize: MAX_REMEMBERED, order: 'use' })
