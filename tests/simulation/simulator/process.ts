/** The gateway's process on a simulated machine: it can be killed at any await, and sleep while time goes on. */

import { assertStep } from '@spotdeck/follow/testing'
import type { MexcWorld } from '@spotdeck/mexc'
import type { Clock, Socket, Timer } from '@spotdeck/ports'

/** The follower's machine is asserted after each step: what a gateway's world adds is passed on to it. */
const ASSERTED = { stepped: assertStep }

/** One process: nothing of it runs after its death, and nothing while it sleeps. */
export class SimulatedProcess {
  /** Ports of the process. */
  readonly world: MexcWorld
  readonly #sockets = new Set<Socket>()
  readonly #ends: (() => void)[] = []
  #isDead = false
  /** Work that fell due during sleep, in order; absent while awake. */
  #waiting: (() => void)[] | undefined
  #awaitsLeft = Infinity

  /** @param clock the machine's clock, which may differ from the exchange's */
  constructor(world: MexcWorld, clock: Clock) {
    this.world = {
      ...world,
      ...ASSERTED,
      clock,
      timers: { after: (ms, run) => this.#timer(world, ms, run) },
      fetch: (request) => this.#await(() => world.fetch(request)),
      openSocket: (url, handlers) => {
        const socket = world.openSocket(url, {
          opened: () => this.run(() => handlers.opened()),
          message: (data) => this.run(() => handlers.message(data)),
          closed: (code, reason) => {
            this.#sockets.delete(socket)
            this.run(() => handlers.closed(code, reason))
          },
        })
        this.#sockets.add(socket)
        return socket
      },
    }
  }

  get isDead(): boolean {
    return this.#isDead
  }

  get isAsleep(): boolean {
    return this.#waiting !== undefined
  }

  /** Runs `work` in the process: at once, when it wakes, or never once it is dead. */
  run(work: () => void): void {
    if (this.#isDead) return
    if (this.#waiting === undefined) work()
    else this.#waiting.push(work)
  }

  /** Waits for a disk: the process may die before the work is done, or after it and before it is seen. */
  async wait<T>(work: () => Promise<T>): Promise<T> {
    await this.#reach()
    const value = await work()
    await this.#reach()
    return value
  }

  /** Kills the process at its `count`-th await from now. */
  killAtAwait(count: number): void {
    this.#awaitsLeft = count
  }

  kill(): void {
    if (this.#isDead) return
    this.#isDead = true
    this.#waiting = undefined
    for (const socket of [...this.#sockets]) socket.close()
    for (const end of this.#ends.splice(0)) end()
  }

  /** Calls `end` when the process dies. */
  onEnd(end: () => void): void {
    this.#ends.push(end)
  }

  sleep(): void {
    this.#waiting ??= []
  }

  /** Runs what fell due meanwhile, in order. */
  wake(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const work of waiting) this.run(work)
  }

  #timer(world: MexcWorld, ms: number, run: () => void): Timer {
    let isCanceled = false
    const timer = world.timers.after(ms, () => this.run(() => void (isCanceled || run())))
    return {
      cancel: () => {
        isCanceled = true
        timer.cancel()
      },
    }
  }

  #await<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#count()
      if (this.#isDead) return
      const failed = (error: unknown): void => reject(error instanceof Error ? error : new Error(String(error)))
      const settled = (finish: () => void): void =>
        this.run(() => {
          this.#count()
          if (!this.#isDead) finish()
        })
      work().then(
        (value) => settled(() => resolve(value)),
        (error: unknown) => settled(() => failed(error)),
      )
    })
  }

  async #reach(): Promise<void> {
    this.#count()
    if (this.#isDead) await new Promise(() => undefined)
  }

  #count(): void {
    if (!this.#isDead && --this.#awaitsLeft === 0) this.kill()
  }
}
