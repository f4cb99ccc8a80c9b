/**
 * One Redis and all accounts that go there. A loop of its own, woken by what is committed: whatever Redis does, the ledger
 * and every other reader go on.
 */

import type { RedisTargetStats } from '@spotdeck/api'
import { backoffMs, type Clock, defined, type Log, type Random, type Timers } from '@spotdeck/ports'
import type { SharedEvents } from '../bus/shared-event.ts'
import type { FollowedAccount } from '../desk.ts'
import type { OpenLink, RedisLink } from './link.ts'
import { troubleOf } from './loop.ts'
import { StreamWriter } from './stream-writer.ts'
import type { CheckedTarget } from './target.ts'

/** Clock, timers, randomness and log of a publisher. */
export type PublisherWorld = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
}

/** Parts of a publisher. */
export type PublisherOptions = {
  readonly target: CheckedTarget
  readonly hub: SharedEvents
  readonly world: PublisherWorld
  readonly openLink: OpenLink
}

const CALL_DEADLINE_MS = 5_000
const OPEN_DEADLINE_MS = 6_000
/** A call and the reading of the store before it. */
const STEP_DEADLINE_MS = 30_000
/** The longest the loop sleeps: streams are looked at, and accounts come back after a refusal. */
const WAKE_MS = 1_000

/** Publishes all accounts' events to one Redis target and reconnects with backoff. */
export class Publisher {
  readonly #options: PublisherOptions
  readonly #writers: readonly StreamWriter[]
  readonly #leave: () => void
  #state: RedisTargetStats['state'] = 'connecting'
  #since: number
  #failures = 0
  #attempt = 0
  #trouble: string | undefined
  #link: RedisLink | undefined
  #closed = false
  #wake: () => void = () => {}
  #woken = false

  constructor(options: PublisherOptions) {
    this.#options = options
    const { target, hub, world } = options
    this.#since = world.clock.now()
    this.#writers = hub.desk.accounts().flatMap(({ id }) => {
      const account = hub.desk.account(id)
      if (account === undefined) return []
      const now = (): FollowedAccount => hub.desk.account(id) ?? account
      return [new StreamWriter({ ...target, id, account: now, hub, ...world })]
    })
    // Later than the hub, which then holds what is to be written.
    this.#leave = hub.desk.subscribe((batch) => {
      if (batch.kind === 'durable') this.#ring()
    })
    void this.#run()
  }

  get stats(): RedisTargetStats {
    const { host, prefix, audience } = this.#options.target
    return {
      host,
      prefix,
      audience,
      state: this.#state,
      since: this.#since,
      failures: this.#failures,
      ...defined({ trouble: this.#trouble }),
      accounts: this.#writers.map(({ stats }) => stats),
    }
  }

  /** Idempotent. The next start publishes the remaining events from the ledger. */
  close(): void {
    this.#closed = true
    this.#leave()
    this.#link?.close()
    this.#ring()
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      try {
        this.#link = await this.#open()
        for (const writer of this.#writers) writer.reconnected()
        await this.#follow(this.#link)
      } catch (error) {
        if (!this.#closed) this.#lost(error)
      }
      this.#link?.close()
      this.#link = undefined
      if (!this.#closed) await this.#sleep(backoffMs(this.#attempt++, this.#options.world.random))
    }
  }

  /** Until the link breaks, by which it throws, or all is closed. */
  async #follow(link: RedisLink): Promise<void> {
    const guarded: RedisLink = {
      append: (batch) => this.#within(CALL_DEADLINE_MS, link.append(batch)),
      close: () => link.close(),
    }
    while (!this.#closed) {
      this.#woken = false
      let more = false
      for (const writer of this.#writers) {
        more = (await this.#within(STEP_DEADLINE_MS, writer.step(guarded))) || more
      }
      this.#connected()
      if (!more && !this.#woken && !this.#closed) await this.#sleep(WAKE_MS)
    }
  }

  /** A connection that comes after it was given up is closed. */
  async #open(): Promise<RedisLink> {
    let givenUp = false
    const opening = this.#options.openLink(this.#options.target.url).then((link) => {
      if (givenUp || this.#closed) link.close()
      return link
    })
    return this.#within(OPEN_DEADLINE_MS, opening).finally(() => (givenUp = true))
  }

  #within<T>(ms: number, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = this.#options.world.timers.after(ms, () => reject(new SlowRedis(ms)))
      work.then(resolve, reject).finally(() => timer.cancel())
    })
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.world.timers.after(ms, resolve)
      this.#wake = () => {
        timer.cancel()
        resolve()
      }
    })
  }

  /** While Redis is away there is nothing to do sooner: only the end of all wakes it then. */
  #ring(): void {
    this.#woken = true
    if (this.#closed || this.#state === 'connected') this.#wake()
  }

  #connected(): void {
    this.#attempt = 0
    if (this.#state === 'connected') return
    const { log } = this.#options.world
    log.info(this.#named(), this.#state === 'away' ? 'redis reconnected' : 'redis connected')
    this.#become('connected', undefined)
  }

  #lost(error: unknown): void {
    this.#failures += 1
    const trouble = troubleOf(error)
    if (this.#state !== 'away')
      this.#options.world.log.warn(
        { ...this.#named(), trouble },
        'redis unreachable, its streams are filled from the ledger after reconnecting',
      )
    this.#become('away', trouble)
  }

  #become(state: RedisTargetStats['state'], trouble: string | undefined): void {
    if (state !== this.#state) this.#since = this.#options.world.clock.now()
    this.#state = state
    this.#trouble = trouble
  }

  #named() {
    const { host, prefix } = this.#options.target
    return { redis: host, prefix }
  }
}

class SlowRedis extends Error {
  override readonly name = 'SlowRedis'
  readonly code = 'TIMEOUT'
  constructor(ms: number) {
    super(`Redis has not answered within ${ms} ms: it is connected to again.`)
  }
}
