/**
 * The listen keys of one account: which one to use, whose it is, until when it is good. MEXC: POST makes a key or hands out
 * one that is valid, and does not say which. A key is closed only when it was made here AND MEXC has shown that it gives
 * every program a key of its own; in doubt it is left to run out, since closing it could end another program's stream.
 */

import { STREAM_LIMITS } from '@spotdeck/wire'
import type { Clock } from '@spotdeck/ports'
import { MexcError, OutcomeUnknown } from '../errors/mexc-error.ts'
import type { ListenKeyCalls } from './listen-key-calls.ts'
import type { Keyring } from './user-stream.ts'

/** A listen key in use. */
export type HeldKey = {
  readonly listenKey: string
  /** Made by this ledger: it may be closed. */
  readonly own: boolean
  /** ms since the epoch; counted from when the last successful call was sent. */
  goodUntil: number
}

/** MEXC: the code of a listen key that it does not know or that has expired. */
const LISTEN_KEY_UNKNOWN = 730708

/** True if an error means that MEXC no longer knows the listen key. */
export function isListenKeyExpired(error: unknown): boolean {
  return error instanceof MexcError && error.exchangeCode === LISTEN_KEY_UNKNOWN
}

/** All of the account's keys are in use and none of them may be closed by us. */
export class KeyQuotaReached extends Error {
  override readonly name = 'KeyQuotaReached'
}

/** Observed answer of POST while another key was valid; once keys in use were returned, this is assumed from then on. */
type Handing = 'not known' | 'a key for each' | 'keys in use'

/** The account's listen keys: creates, reuses and closes them, and never closes one that another program made. */
export class ListenKeys {
  readonly #calls: ListenKeyCalls
  readonly #keyring: Keyring
  readonly #clock: Clock
  readonly #held = new Map<string, HeldKey>()
  #handing: Handing = 'not known'
  /** The keys that were in use before one was asked for and the answer was lost: a further one may be what was made. */
  #beforeLost: readonly string[] | undefined

  constructor(calls: ListenKeyCalls, keyring: Keyring, clock: Clock) {
    this.#calls = calls
    this.#keyring = keyring
    this.#clock = clock
  }

  /** Those that are kept alive now: one, or two while one succeeds another. The newest comes last. */
  get held(): readonly HeldKey[] {
    return [...this.#held.values()]
  }

  /**
   * Asks MEXC for a key; it may answer with one that is in use, perhaps the one that we hold.
   * @throws {MexcError} what the call met
   * @throws {KeyQuotaReached}
   */
  async obtain(signal: AbortSignal): Promise<HeldKey> {
    const inUse = await this.#list(signal)
    const lost = await this.#findLost(inUse, signal)
    if (lost !== undefined) return lost
    const asked = this.#clock.now()
    const listenKey = await this.#create(inUse, signal)
    const fresh = inUse !== undefined && !inUse.includes(listenKey)
    if (inUse !== undefined && inUse.length > 0) this.#learn(fresh ? 'a key for each' : 'keys in use')
    const known = this.#held.get(listenKey) ?? {
      listenKey,
      own: fresh || this.#keyring.load().includes(listenKey),
      goodUntil: asked + STREAM_LIMITS.listenKeyLifeMs,
    }
    if (fresh && !this.#keyring.load().includes(listenKey)) this.#keyring.add(listenKey)
    if (!fresh) await this.extend(known, signal)
    this.#held.delete(listenKey)
    this.#held.set(listenKey, known)
    return known
  }

  /**
   * Finds a key that a call with a lost answer may have created, or another program since: it is used, and never
   * closed.
   */
  async #findLost(inUse: readonly string[] = [], signal: AbortSignal): Promise<HeldKey | undefined> {
    const before = this.#beforeLost
    const listenKey = inUse.find((key) => before?.includes(key) === false && !this.#held.has(key))
    if (listenKey === undefined) return undefined
    const key = { listenKey, own: false, goodUntil: this.#clock.now() }
    await this.extend(key, signal)
    this.#beforeLost = undefined
    this.#held.set(listenKey, key)
    return key
  }

  /** @throws {MexcError} what the call met; `exchangeCode` 730708 means that the key is dead */
  async extend(key: HeldKey, signal: AbortSignal): Promise<void> {
    const asked = this.#clock.now()
    await this.#calls.extend(key.listenKey, signal)
    key.goodUntil = asked + STREAM_LIMITS.listenKeyLifeMs
  }

  /** The key is not to be used again; one that is ours alone is closed too, as far as MEXC can be asked. Never throws. */
  async release(key: HeldKey, signal: AbortSignal): Promise<void> {
    this.#held.delete(key.listenKey)
    if (!key.own) return
    if (this.#handing === 'not known') await this.#tryHanding(key.listenKey, signal).catch(() => undefined)
    await this.#close(key.listenKey, signal)
  }

  #learn(seen: Handing): void {
    if (this.#handing !== 'keys in use') this.#handing = seen
  }

  /** Asks for one more key beside a valid one: the answer says whether anybody else may have been given that one. */
  async #tryHanding(valid: string, signal: AbortSignal): Promise<void> {
    const another = await this.#calls.create(signal)
    if (another === valid) return this.#learn('keys in use')
    // Both must be valid at once, or the first had run out and this one may be somebody else's.
    const inUse = await this.#calls.list(signal)
    if (!inUse.includes(valid) || !inUse.includes(another)) return
    this.#learn('a key for each')
    this.#keyring.add(another)
    await this.#close(another, signal)
  }

  /** Closes what an earlier run of this ledger left behind, and forgets what is gone by itself. How many were closed. */
  async tidy(signal: AbortSignal): Promise<number> {
    const left = this.#keyring.load().filter((listenKey) => !this.#held.has(listenKey))
    const inUse = left.length === 0 ? undefined : await this.#list(signal)
    if (inUse === undefined) return 0
    let closed = 0
    for (const listenKey of left) {
      if (!inUse.includes(listenKey)) this.#keyring.remove(listenKey)
      else if (await this.#close(listenKey, signal)) closed++
    }
    return closed
  }

  /** `undefined` when MEXC does not say: then no key can be told to be new, and none is taken for our own. */
  async #list(signal: AbortSignal): Promise<readonly string[] | undefined> {
    try {
      return await this.#calls.list(signal)
    } catch (error) {
      if (signal.aborted) throw error
      return undefined
    }
  }

  async #create(inUse: readonly string[] | undefined, signal: AbortSignal): Promise<string> {
    try {
      return await this.#calls.create(signal)
    } catch (error) {
      if (error instanceof OutcomeUnknown) this.#beforeLost ??= inUse
      const full = inUse !== undefined && inUse.length >= STREAM_LIMITS.listenKeysPerUser
      if (!full || !(error instanceof MexcError) || error.exchangeCode === undefined) throw error
      // It would rather refuse than hand out one of so many.
      this.#learn('a key for each')
      if ((await this.tidy(signal)) > 0) return this.#calls.create(signal)
      throw new KeyQuotaReached(`${inUse.length} listen keys are in use.`, { cause: error })
    }
  }

  /** True when the key is gone: closed now, or unknown to MEXC already. */
  async #close(listenKey: string, signal: AbortSignal): Promise<boolean> {
    if (this.#handing !== 'a key for each') return false
    try {
      await this.#calls.close(listenKey, signal)
    } catch (error) {
      if (!isListenKeyExpired(error)) return false
    }
    this.#keyring.remove(listenKey)
    return true
  }
}
