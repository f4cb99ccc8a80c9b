/**
 * One Redis and all accounts that go there. A loop of its own, woken by what is committed: whatever Redis does, the ledger
 * and every other reader go on.
 */

import type { RedisTargetStats } from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import type { SharedEvents } from '../bus/shared-event.ts'
import type { FollowedAccount } from '../desk.ts'
import type { OpenLink, RedisLink } from './link.ts'
import { type LoopWorld, RedisLoop, inTime, troubleOf } from './loop.ts'
import { StreamWriter } from './stream-writer.ts'
import type { CheckedTarget } from './target.ts'

/** Parts of a publisher. */
export type PublisherOptions = {
  readonly target: CheckedTarget
  readonly hub: SharedEvents
  readonly world: LoopWorld
  readonly openLink: OpenLink
}

const CALL_DEADLINE_MS = 5_000
/** A call and the reading of the store before it. */
const STEP_DEADLINE_MS = 30_000
/** The longest wait between two rounds: streams are looked at, and accounts come back after a refusal. */
const WAKE_MS = 1_000

/** Publishes all accounts' events to one Redis target and reconnects with backoff. */
export class Publisher {
  readonly #options: PublisherOptions
  readonly #writers: readonly StreamWriter[]
  readonly #leave: () => void
  readonly #loop: RedisLoop<RedisLink>
  #state: RedisTargetStats['state'] = 'connecting'
  #since: number
  #failures = 0
  #trouble: string | undefined

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
    this.#loop = new RedisLoop({
      open: () => this.#open(),
      world,
      round: (link) => this.#round(link),
      connected: () => this.#connected(),
      lost: (error, isNews) => this.#lost(error, isNews),
    })
    // Later than the hub, which then holds what is to be written.
    this.#leave = hub.desk.subscribe((batch) => {
      if (batch.kind === 'durable') this.#loop.wake()
    })
    this.#loop.start()
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
    this.#leave()
    this.#loop.close()
  }

  async #open(): Promise<RedisLink> {
    const { openLink, target, world } = this.#options
    const link = await openLink(target.url)
    for (const writer of this.#writers) writer.reconnected()
    return {
      append: (batch) => inTime(link.append(batch), world.timers, CALL_DEADLINE_MS),
      close: () => link.close(),
    }
  }

  async #round(link: RedisLink): Promise<number> {
    let more = false
    for (const writer of this.#writers) {
      more = (await inTime(writer.step(link), this.#options.world.timers, STEP_DEADLINE_MS)) || more
    }
    return more ? 0 : WAKE_MS
  }

  #connected(): void {
    const { log } = this.#options.world
    log.info(this.#named(), this.#state === 'away' ? 'redis reconnected' : 'redis connected')
    this.#become('connected', undefined)
  }

  #lost(error: unknown, isNews: boolean): void {
    this.#failures += 1
    const trouble = troubleOf(error)
    if (isNews)
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
