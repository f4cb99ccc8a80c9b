/** The shell of one reader of the bus: it runs what `bus-step.ts` decides. */

import type { Clock, Log } from '@spotdeck/ports'
import type { BusReader, SharedBus } from './shared-bus.ts'
import { type BusInput, type VerifiedEvent, busReadingFrom, isHeard, silentSince, step } from './bus-step.ts'

/** Parts of a feed. */
export type BusFeedOptions = {
  readonly account: string
  readonly epoch: string
  /** Last event that was given on before. */
  readonly n: number
  /** Last event that the store contradicted. */
  readonly contradictedTo?: number
  /** Without it, the feed brings nothing and is never silent. */
  readonly bus: SharedBus | undefined
  /** A clock that is never set, by which silence is measured: ms since any moment. */
  readonly clock: Clock
  /** Time at which a silence is told to begin, in ms since the epoch. */
  readonly now: () => number
  /** Gives events on, which follow the last one; all or none of them. */
  readonly apply: (events: readonly VerifiedEvent[]) => void
  /** Reads the store, telling `reading` and `read`. */
  readonly read: () => void
}

/** Events of one ledger from the bus, each once and in order, between reads of the store. */
export class BusFeed {
  readonly #options: BusFeedOptions
  #state
  #leave: () => void = () => undefined
  #isSilenceTold = false
  #silentSince: number | undefined
  readonly #counts = { bus: 0, database: 0 }

  constructor(options: BusFeedOptions) {
    this.#options = options
    this.#state = busReadingFrom(options, options.clock.now())
  }

  start(): void {
    const { bus, account } = this.#options
    const reader: BusReader = {
      account,
      position: () => this.#state,
      entries: (entries) => this.#take({ type: 'entries', entries }),
      beat: (beat) => this.#take({ type: 'beat', beat, at: this.#options.clock.now() }),
      lost: () => this.#take({ type: 'lost' }),
    }
    this.#leave = bus?.read(reader) ?? this.#leave
  }

  /** Idempotent. */
  close(): void {
    this.#leave()
  }

  /** True while the bus brings this ledger's events. */
  get isHeard(): boolean {
    return isHeard(this.#state, this.#options.clock.now())
  }

  /** Time since which the bus is silent about this ledger; `undefined` while it is not, or where there is none. */
  get silentSince(): number | undefined {
    const { bus, clock, now } = this.#options
    const since = bus === undefined ? undefined : silentSince(this.#state, clock.now())
    this.#silentSince = since === undefined ? undefined : (this.#silentSince ?? now() - (clock.now() - since))
    return this.#silentSince
  }

  /** Tells once that the bus is silent, and when that is over. */
  tellSilence(log: Pick<Log, 'info' | 'warn'>): void {
    const isSilent = this.silentSince !== undefined
    if (isSilent === this.#isSilenceTold) return
    this.#isSilenceTold = isSilent
    const { account } = this.#options
    if (isSilent) log.warn({ account }, 'bus silent, events are read from the database')
    else log.info({ account }, 'bus heard again')
  }

  /** Events that were given on, by where they came from. */
  get counts(): { readonly bus: number; readonly database: number } {
    return this.#counts
  }

  /** Tells that the store is about to be read. */
  reading(): void {
    this.#take({ type: 'reading' })
  }

  /** Tells that everything up to `n` was given on, and the chain hash of event `n` where it is known. */
  read(read: { readonly n: number; readonly hash?: string | undefined; readonly ok: boolean }): void {
    this.#counts.database += Math.max(0, read.n - this.#state.n)
    this.#take({ type: 'read', ...read })
  }

  #take(input: BusInput): void {
    const { state, effects } = step(this.#state, input)
    this.#state = state
    for (const effect of effects) {
      if (effect.type === 'apply') this.#apply(effect.events)
      else this.#options.read()
    }
  }

  /** Events that cannot be applied were given to nobody: the store decides, from the last event that was. */
  #apply(events: readonly VerifiedEvent[]): void {
    try {
      this.#options.apply(events)
      this.#counts.bus += events.length
    } catch {
      this.#options.read()
    }
  }
}
