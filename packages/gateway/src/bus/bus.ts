/** The in-process bus: what is durable goes to every listener, in order; one that throws does not keep it from the others. */

import type { Log } from '@spotdeck/ports'
import type { DeskBatch } from '../desk.ts'

export interface Bus {
  publish(batch: DeskBatch): void
  /** Answers the way to stop. */
  subscribe(listener: (batch: DeskBatch) => void): () => void
}

export function createBus(log: Log): Bus {
  const listeners = new Set<(batch: DeskBatch) => void>()
  return {
    publish(batch) {
      for (const listener of [...listeners]) {
        try {
          listener(batch)
        } catch (error) {
          log.error({ message: error instanceof Error ? error.message : String(error) }, 'A reader of the bus failed.')
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
