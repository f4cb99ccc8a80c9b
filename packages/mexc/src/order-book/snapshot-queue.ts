/** Spreads the snapshots of many books over time, so that a hiccup of all of them at once is no burst of calls. */

import type { Clock, Timers } from '@spotdeck/ports'
import { depth } from '@spotdeck/wire'
import { CallAborted } from '../errors/mexc-error.ts'
import { Pacer } from '../market-stream/pacer.ts'
import { type LimitRules, safestLimits } from '../rest/limits.ts'
import type { FetchSnapshot } from './follow-book.ts'

/** Time between two snapshots, in ms: in no second more than a tenth of the weight that ten seconds allow. */
const everyMs = ({ ipWeight }: LimitRules): number => (ipWeight.perMs * (depth.weight.ip ?? 1)) / ipWeight.capacity

type Waiting = { readonly levelsRead: number; leave(): void }

/** Fetches snapshots one after the other, the most deeply read book first. Bounded: each book waits for one. */
export class SnapshotQueue {
  readonly #fetch: FetchSnapshot
  readonly #pacer: Pacer
  #waiting: readonly Waiting[] = []

  constructor(
    fetch: FetchSnapshot,
    world: { readonly clock: Clock; readonly timers: Timers; readonly limits?: LimitRules | undefined },
  ) {
    this.#fetch = fetch
    this.#pacer = new Pacer(world, everyMs(world.limits ?? safestLimits))
  }

  /** Rejects with `CallAborted` when the signal aborts before its turn. */
  readonly snapshot: FetchSnapshot = (symbol, signal, levelsRead = 0) =>
    new Promise((resolve, reject) => {
      const give = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting)
        signal.removeEventListener('abort', onAbort)
      }
      const onAbort = (): void => {
        give()
        reject(new CallAborted({ endpoint: depth.name }))
      }
      const leave = (): void => {
        give()
        this.#fetch(symbol, signal, levelsRead).then(resolve, reject)
      }
      const waiting: Waiting = { levelsRead, leave }
      if (signal.aborted) return onAbort()
      signal.addEventListener('abort', onAbort)
      this.#waiting = [...this.#waiting, waiting]
      this.#pacer.run(() => this.#next())
    })

  /** Drops the turns of what waits. */
  close(): void {
    this.#pacer.stop()
  }

  #next(): void {
    const [first, ...others] = this.#waiting
    if (first !== undefined)
      others.reduce((deep, one) => (one.levelsRead > deep.levelsRead ? one : deep), first).leave()
  }
}
