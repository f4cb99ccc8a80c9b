/** One socket on a listen key with the three private channels acknowledged, or the reason why there is none. */

import { type Ack, buildChannel, type DecodedPush, decodePush, WireError } from '@spotdeck/wire'
import { redact, shorten } from '../rest/redact.ts'
import { Connection } from '../socket/connection.ts'
import type { DriftMonitor } from '../drift/drift-monitor.ts'
import { notePushDrift } from '../drift/push-drift.ts'
import type { MexcWorld } from '../world.ts'
import type { StreamTrouble } from './user-stream.ts'

/** Reason for the end of a session. */
export type SessionTrouble = Pick<StreamTrouble, 'code' | 'detail'>

/** Events of one session. */
export type SessionHandlers = {
  push(push: DecodedPush, receivedAt: number): void
  undecodable(code: string): void
  /** The acknowledged socket is over, by itself. */
  ended(trouble: SessionTrouble): void
}

const PRIVATE_CHANNELS = (['privateAccount', 'privateDeals', 'privateOrders'] as const).map((kind) =>
  buildChannel({ kind }),
)

/** One socket of the private stream on one listen key, with all three channels acknowledged. */
export class Session {
  /** Tells the sockets of one account apart. */
  readonly id: number
  readonly listenKey: string
  readonly openedAt: number
  readonly connection: Connection
  /** The server is known to send nothing on it any more, although it is open: its listen key is dead. */
  mute = false

  constructor(id: number, listenKey: string, connection: Connection, openedAt: number) {
    this.id = id
    this.listenKey = listenKey
    this.connection = connection
    this.openedAt = openedAt
  }
}

/** Everything needed to open a session. */
export type SessionPlan = {
  readonly id: number
  readonly wsUrl: string
  readonly listenKey: string
  readonly world: MexcWorld
  readonly handlers: SessionHandlers
  readonly drift: DriftMonitor
  readonly signal: AbortSignal
}

/** Connects, subscribes all three channels at once, and waits for the acknowledgement. Bounded by the connection's deadlines. */
export function openSession(plan: SessionPlan): Promise<Session | SessionTrouble> {
  const { world, handlers, signal } = plan
  return new Promise((resolve) => {
    let acknowledged = false
    const settle = (result: Session | SessionTrouble): void => {
      signal.removeEventListener('abort', onAbort)
      if (result instanceof Session) return resolve(result)
      connection.close()
      resolve(clean(result))
    }
    const cleanText = (text: string): string => shorten(redact(text, [plan.listenKey]))
    const clean = ({ code, detail }: SessionTrouble): SessionTrouble => ({ code, detail: cleanText(detail) })
    const onAbort = (): void => settle({ code: 'SOCKET_CLOSED', detail: 'closed by us' })
    const over = (trouble: SessionTrouble): void => (acknowledged ? handlers.ended(clean(trouble)) : settle(trouble))
    const connection = new Connection(withListenKey(plan.wsUrl, plan.listenKey), world, {
      opened: () => {
        void connection.subscribe(PRIVATE_CHANNELS).then((ack) => {
          const trouble = refusalOf(ack)
          if (trouble !== undefined || !connection.isOpen) return settle(trouble ?? NO_ACK)
          acknowledged = true
          settle(new Session(plan.id, plan.listenKey, connection, world.clock.now()))
        })
      },
      frame: (bytes, receivedAt) => deliver(bytes, plan, receivedAt),
      said: (ack) => {
        if (!ack.listenKeyRefused) {
          return world.log.warn({ said: cleanText(ack.reason ?? '') }, 'unexpected text on the private stream')
        }
        connection.close()
        over({ code: acknowledged ? 'LISTEN_KEY_LOST' : 'LISTEN_KEY_REFUSED', detail: ack.reason ?? '' })
      },
      ended: over,
    })
    signal.addEventListener('abort', onAbort)
  })
}

const NO_ACK: SessionTrouble = { code: 'SOCKET_SILENT', detail: 'the subscription was not acknowledged in time' }

/** Why an acknowledgement is none. MEXC: an empty message means that the listen key is not usable, whatever else it says. */
function refusalOf(ack: Ack | undefined): SessionTrouble | undefined {
  if (ack === undefined) return NO_ACK
  if (ack.listenKeyRefused) return { code: 'LISTEN_KEY_REFUSED', detail: ack.reason ?? '' }
  if (ack.empty) return { code: 'LISTEN_KEY_REFUSED', detail: 'the subscription was answered by nothing' }
  const missing = PRIVATE_CHANNELS.filter((channel) => !ack.accepted.includes(channel))
  if (missing.length === 0) return undefined
  return { code: 'SUBSCRIPTION_REFUSED', detail: ack.reason ?? `not acknowledged: ${missing.join(', ')}` }
}

function deliver(bytes: Uint8Array, { handlers, drift }: SessionPlan, receivedAt: number): void {
  let push: DecodedPush
  try {
    push = decodePush(bytes)
  } catch (error) {
    const code = error instanceof WireError ? error.code : 'WIRE_MALFORMED'
    drift.note({ kind: 'UNDECODABLE', where: 'private stream', path: '', found: code })
    return handlers.undecodable(code)
  }
  notePushDrift(push, drift)
  if (push.body.kind !== 'none') handlers.push(push, receivedAt)
}

function withListenKey(wsUrl: string, listenKey: string): string {
  return `${wsUrl}${wsUrl.includes('?') ? '&' : '?'}listenKey=${encodeURIComponent(listenKey)}`
}
