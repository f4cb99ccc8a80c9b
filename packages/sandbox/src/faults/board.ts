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
export type FaultBoard = ReturnType<typeof openFaultBoard>

/** Opens a board without faults. */
export function openFaultBoard(clock: Clock, random: Random) {
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
    /** True if no fault is on. */
    get quiet(): boolean {
      return faults.size === 0
    },
    /** Turns a fault on; `undefined` when the board is full. */
    add({ durationMs, ...order }: FaultOrder): Fault | undefined {
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
    remove: (id: string): boolean => faults.delete(id),
    clear: (): void => faults.clear(),
    /** Those still on, oldest first. */
    list(): readonly Fault[] {
      sweep()
      return [...faults.values()]
    },
    /** Returns the first fault of these kinds that applies here now, and counts the application. */
    strike(kinds: readonly FaultKind[], place: Place): Fault | undefined {
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
    /** A random time of at most `ms`, in whole ms. */
    spread: (ms: number): number => Math.floor(random.next() * (ms + 1)),
    /** Called with each fault as it is turned on. Answers the way to stop. */
    onAdded(listener: (fault: Fault) => void): () => void {
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
