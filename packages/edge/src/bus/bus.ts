/** In-process bus: committed batches go to every listener in order; an error of one does not affect the others. */

import type { Log } from '@spotdeck/ports'
import type { DeskBatch } from '../desk.ts'

/** Bus of committed batches. */
export interface Bus {
  publish(batch: DeskBatch): void
  /** Adds a listener. Returns the function that removes it. */
  subscribe(listener: (batch: DeskBatch) => void): () => void
}

/** Creates a bus. */
export function createBus(log: Log): Bus {
  const listeners = new Set<(batch: DeskBatch) => void>()
  return {
    publish(batch) {
      for (const listener of [...listeners]) {
        try {
          listener(batch)
        } catch (error) {
          log.error({ message: error instanceof Error ? error.message : String(error) }, 'bus listener failed')
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
