/** The streams that are open now: found again when their access ends, and told when the gateway does. */

import type { Timer, Timers } from '@spotdeck/ports'
import type { Access } from './access/access.ts'
import type { Door } from '../metrics/gateway-metrics.ts'
import type { Principal } from './principal.ts'
import { ProblemError } from './rest/problem.ts'

/** An open WebSocket or SSE stream. */
export interface Connection {
  readonly principal: Principal
  readonly door: Door
  restart(): void
  revoke(): void
}

export interface Connections {
  readonly size: number
  readonly byDoor: Readonly<Record<Door, number>>
  /** No more readers are taken: the gateway is closing. */
  readonly closed: boolean
  /** False when there are as many as may be. */
  readonly hasRoom: boolean
  /** Answers the way to leave. */
  add(connection: Connection): () => void
  /** Ends those whose access was revoked or has expired. */
  check(): void
  /** Ends all of them, and no more are checked. */
  close(): void
}

/** How soon a revocation by another process, or the end of a link's time, is noticed. */
const CHECK_EVERY_MS = 10_000
const MOST = 10_000

/** @throws {ProblemError} `RESTARTING` while the gateway closes, `RATE_LIMITED` when there are as many streams as may be */
export function refuseWithoutRoom({ closed, hasRoom }: Connections): void {
  if (closed) throw new ProblemError('RESTARTING')
  if (!hasRoom) throw new ProblemError('RATE_LIMITED', { retryAfter: 5 })
}

export function createConnections(access: Access, timers: Timers): Connections {
  const open = new Set<Connection>()
  let timer: Timer | undefined
  let closed = false
  const check = (): void => {
    const holds = new Map<string, boolean>()
    for (const connection of [...open]) {
      const { principal } = connection
      const known = holds.get(principal.id) ?? access.stillHolds(principal)
      holds.set(principal.id, known)
      if (known) continue
      open.delete(connection)
      connection.revoke()
    }
  }
  const arm = (): void => {
    timer = timers.after(CHECK_EVERY_MS, () => {
      check()
      arm()
    })
  }
  arm()
  return {
    get size() {
      return open.size
    },
    get byDoor() {
      const sockets = [...open].filter(({ door }) => door === 'websocket').length
      return { websocket: sockets, sse: open.size - sockets }
    },
    get closed() {
      return closed
    },
    get hasRoom() {
      return !closed && open.size < MOST
    },
    add(connection) {
      open.add(connection)
      return () => void open.delete(connection)
    },
    check,
    close() {
      closed = true
      timer?.cancel()
      for (const connection of [...open]) connection.restart()
      open.clear()
    },
  }
}
