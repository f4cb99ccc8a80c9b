/**
 * The faults that are on, and the decision whether one applies; random numbers come from the seeded source that is
 * passed in.
 */

import { type Clock, defined, type Random } from '@spotdeck/ports'
import { type Fault, type FaultKind, type FaultOrder, type FaultTarget, isEndpoint } from './fault.ts'

/** Faults kept at once; more is a mistake of the caller. */
export const MAX_FAULTS = 200

/** The call, connection or push that a fault may apply to. */
export type Place = {
  /** The caller's API key; on a stream all keys of the account behind it. */
  readonly apiKeys?: readonly string[]
  readonly connection?: string
  /** Method and path, such as `POST /api/v3/order`. */
  readonly endpoint?: string
  readonly channel?: string | undefined
}

/** The faults that are on. */
export interface FaultBoard {
  /** True if no fault is on. */
  readonly quiet: boolean
  /** Turns a fault on; `undefined` when the board is full. */
  add(order: FaultOrder): Fault | undefined
  remove(id: string): boolean
  clear(): void
  /** Those still on, oldest first. */
  list(): readonly Fault[]
  /** Returns the first fault of these kinds that applies here now, and counts the application. */
  strike(kinds: readonly FaultKind[], place: Place): Fault | undefined
  /** A random time of at most `ms`, in whole ms. */
  spread(ms: number): number
  /** Called with each fault as it is turned on. Answers the way to stop. */
  onAdded(listener: (fault: Fault) => void): () => void
}

/** Opens a board without faults. */
export function openFaultBoard(clock: Clock, random: Random): FaultBoard {
  const faults = new Map<string, Fault>()
  const listeners = new Set<(fault: Fault) => void>()
  let made = 0

  const sweep = (): void => {
    const now = clock.now()
    for (const fault of faults.values()) if (fault.endsAt !== undefined && fault.endsAt <= now) faults.delete(fault.id)
  }
  const count = (fault: Fault): void => {
    if (fault.times === undefined) return
    if (fault.times <= 1) faults.delete(fault.id)
    else faults.set(fault.id, { ...fault, times: fault.times - 1 })
  }

  return {
    get quiet() {
      return faults.size === 0
    },
    add({ durationMs, ...order }) {
      sweep()
      if (faults.size >= MAX_FAULTS) return undefined
      const fault: Fault = {
        ...order,
        id: `f${++made}`,
        ...defined({ endsAt: durationMs === undefined ? undefined : clock.now() + durationMs }),
      }
      faults.set(fault.id, fault)
      for (const listener of [...listeners]) listener(fault)
      return fault
    },
    remove: (id) => faults.delete(id),
    clear: () => faults.clear(),
    list() {
      sweep()
      return [...faults.values()]
    },
    strike(kinds, place) {
      if (faults.size === 0) return undefined
      sweep()
      for (const fault of faults.values()) {
        if (!kinds.includes(fault.kind) || !hits(fault.target, place)) continue
        if (fault.probability < 1 && random.next() >= fault.probability) continue
        count(fault)
        return fault
      }
      return undefined
    },
    spread: (ms) => Math.floor(random.next() * (ms + 1)),
    onAdded(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Returns whether a place matches a target. */
export function hits(target: FaultTarget, place: Place): boolean {
  if (target.apiKey !== undefined && !(place.apiKeys ?? []).includes(target.apiKey)) return false
  if (target.connection !== undefined && target.connection !== place.connection) return false
  if (target.channel !== undefined && !(place.channel ?? '').includes(target.channel)) return false
  return target.endpoint === undefined || isEndpoint(target.endpoint, place.endpoint ?? '')
}
