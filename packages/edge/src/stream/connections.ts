/** Registry of open streams: closes those whose credential ends, and notifies all when the gateway closes. */

import { codeOf, type Clock, type Timer, type Timers } from '@spotdeck/ports'
import type { Access } from '@spotdeck/desk/access'
import type { Door } from '../metrics/gateway-metrics.ts'
import { PLACES } from '../limits/budgets.ts'
import { Places } from '../limits/places.ts'
import { type Principal, holderOf } from '@spotdeck/desk'
import { ProblemError } from '../answer/problem.ts'

/** An open WebSocket or SSE stream. */
export interface Connection {
  readonly principal: Principal
  readonly door: Door
  /** Bytes written to the socket and not sent yet. */
  bufferedBytes(): number
  restart(): void
  revoke(): void
}

/** Open streams, closed when their credential ends. */
export interface Connections {
  readonly size: number
  readonly byDoor: Readonly<Record<Door, number>>
  /** Bytes that wait for the reader for whom most do. */
  readonly mostBufferedBytes: number
  /** No more readers are taken: the gateway is closing. */
  readonly closed: boolean
  /** @throws {ProblemError} `TOO_MANY_STREAMS` when the caller has as many as may be; some are kept for the owner */
  checkRoom(principal: Principal): void
  /** Returns whether `checkRoom` would pass. */
  hasRoom(principal: Principal): boolean
  /** Answers the way to leave. */
  add(connection: Connection): () => void
  /** Ends those whose access was revoked or has expired. */
  check(): void
  /** Ends all of them, and no more are checked. */
  close(): void
}

/** Seconds until a program may retry: a stream that ended may have freed a place. */
const RETRY_AFTER_S = 5

/** Tells whether a principal may still be served. */
type Hold = ReturnType<Access['holdOf']> | 'unknown'

function holdOf(access: Access, principal: Principal): Hold {
  try {
    return access.holdOf(principal)
  } catch (error) {
    if (codeOf(error) === 'STORE_UNREACHABLE') return 'unknown'
    throw error
  }
}

/** Streams of one session may have been opened with different roles of its user. */
const holdKey = ({ id, user, grants }: Principal): string =>
  user === undefined ? id : `${id} ${JSON.stringify(grants)}`

/** Ends the connections of those who may no longer be served. */
function endOthers(access: Access, open: readonly Connection[], leave: (connection: Connection) => void): void {
  const holds = new Map<string, Hold>()
  for (const connection of open) {
    const { principal } = connection
    const key = holdKey(principal)
    const hold = holds.get(key) ?? holdOf(access, principal)
    holds.set(key, hold)
    if (hold === 'holds') continue
    leave(connection)
    if (hold === 'ended') connection.revoke()
    // Its user has other roles now, or nobody can tell whether it was revoked: the reader comes back and asks again.
    else connection.restart()
  }
}

/** @throws {ProblemError} `RESTARTING` while the gateway closes, `TOO_MANY_STREAMS` where there is no place */
export function rejectAtCapacity(connections: Connections, principal: Principal): void {
  if (connections.closed) throw new ProblemError('RESTARTING')
  connections.checkRoom(principal)
}

/**
 * Opens the registry of streams. Revocations by other processes are noticed every `access.checkEveryMs`; those of this
 * process and a link's expiry apply at once.
 */
export function createConnections(
  access: Access,
  { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
): Connections {
  const open = new Map<Connection, () => void>()
  const places = new Places(PLACES.streams)
  const leave = (connection: Connection): void => {
    open.get(connection)?.()
    open.delete(connection)
  }
  let timer: Timer | undefined
  let closed = false
  const check = (): void => {
    const principals = [...open.keys()].map(({ principal }) => principal)
    const checked = access.recheck([...new Set(principals.map(({ id }) => id))])
    const end = (): void => endOthers(access, [...open.keys()], leave)
    if (checked instanceof Promise) void checked.then(end)
    else end()
  }
  let dueAt = Infinity
  const arm = (expiresAt: number): void => {
    const now = clock.now()
    const next = Math.min(now + access.checkEveryMs, Math.max(expiresAt, now + 1))
    if (closed || next >= dueAt) return
    timer?.cancel()
    dueAt = next
    timer = timers.after(next - now, () => {
      dueAt = Infinity
      check()
      arm([...open.keys()].reduce((soonest, { principal }) => Math.min(soonest, principal.expiresAt), Infinity))
    })
  }
  arm(Infinity)
  return {
    get size() {
      return open.size
    },
    get byDoor() {
      const sockets = [...open.keys()].filter(({ door }) => door === 'websocket').length
      return { websocket: sockets, sse: open.size - sockets }
    },
    get mostBufferedBytes() {
      return [...open.keys()].reduce((most, connection) => Math.max(most, connection.bufferedBytes()), 0)
    },
    get closed() {
      return closed
    },
    checkRoom(principal) {
      const full = places.full(holderOf(principal))
      if (full !== undefined) throw new ProblemError('TOO_MANY_STREAMS', { ...full, retryAfter: RETRY_AFTER_S })
    },
    hasRoom: (principal) => places.full(holderOf(principal)) === undefined,
    add(connection) {
      open.set(connection, places.take(holderOf(connection.principal)))
      arm(connection.principal.expiresAt)
      return () => leave(connection)
    },
    check,
    close() {
      closed = true
      timer?.cancel()
      for (const connection of [...open.keys()]) connection.restart()
      open.clear()
    },
  }
}
