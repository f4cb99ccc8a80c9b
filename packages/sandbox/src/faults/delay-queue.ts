/** Pushes of one connection that leave later than they were made, each in its turn. */

import type { Clock, Timer, Timers } from '@spotdeck/ports'

/** Pushes that wait at once; past it the oldest leaves at once. */
const MAX_WAITING = 10_000

/** Opens an empty queue that sends each frame with `send` when its time comes. */
export function openDelayQueue(clock: Clock, timers: Timers, send: (bytes: Uint8Array) => void) {
  let waiting: { readonly bytes: Uint8Array; readonly due: number }[] = []
  let timer: Timer | undefined
  const arm = (): void => {
    const [first] = waiting
    timer = first === undefined ? undefined : timers.after(Math.max(0, first.due - clock.now()), leave)
  }
  const leave = (): void => {
    const now = clock.now()
    const next = waiting.findIndex(({ due }) => due > now)
    for (const { bytes } of waiting.splice(0, next < 0 ? waiting.length : next)) send(bytes)
    arm()
  }
  return {
    get isEmpty(): boolean {
      return waiting.length === 0
    },
    /** Sends `bytes` in `delayMs`, or as soon as what came before has left. */
    push(bytes: Uint8Array, delayMs: number): void {
      const due = Math.max(waiting.at(-1)?.due ?? 0, clock.now() + delayMs)
      waiting.push({ bytes, due })
      const over = waiting.length > MAX_WAITING ? waiting.shift() : undefined
      if (over !== undefined) send(over.bytes)
      if (timer === undefined) arm()
    },
    /** Drops the waiting frames. */
    clear(): void {
      timer?.cancel()
      timer = undefined
      waiting = []
    },
  }
}
