/** One socket on a listen key: the three private channels, acknowledged together, and a heartbeat channel beside them. */

import { type Ack, buildChannel, type DecodedPush, decodePush, WireError } from '@spotdeck/wire'
import { redact, shorten } from '../rest/redact.ts'
import { Connection } from '../socket/connection.ts'
import type { DriftMonitor } from '../drift/drift-monitor.ts'
import { notePushDrift } from '../drift/push-drift.ts'
import type { MexcWorld } from '../world.ts'
import type { SessionTrouble } from './stream-state.ts'

/** Events of one session. */
export type SessionHandlers = {
  /** All three channels are acknowledged. */
  acknowledged(): void
  /** One push of a private channel. */
  push(push: DecodedPush, receivedAt: number): void
  undecodable(code: string): void
  /** The heartbeat channel brought something, or will not. */
  heartbeat(event: 'heartbeat' | 'heartbeat-refused', at: number): void
  /** The socket is over by itself, acknowledged or not; nothing follows. */
  ended(trouble: SessionTrouble): void
}

const PRIVATE_CHANNELS = (['privateAccount', 'privateDeals', 'privateOrders'] as const).map((kind) =>
  buildChannel({ kind }),
)

/** Everything needed to open a session. */
export type SessionPlan = {
  readonly wsUrl: string
  readonly listenKey: string
  readonly world: MexcWorld
  readonly handlers: SessionHandlers
  readonly drift: DriftMonitor
  /** Name of the heartbeat channel, if there is one. */
  readonly heartbeat: string | undefined
  readonly deadAfterMs: number | undefined
}

/** Connects and subscribes. Closing the connection ends the session without another word. */
export function openSession(plan: SessionPlan): Connection {
  const { world, handlers, heartbeat, deadAfterMs } = plan
  let acknowledged = false
  const cleanText = (text: string): string => shorten(redact(text, [plan.listenKey]))
  const over = ({ code, detail }: SessionTrouble): void => {
    connection.close()
    handlers.ended({ code, detail: cleanText(detail) })
  }
  const subscribe = async (): Promise<void> => {
    const asked = connection.subscribe(PRIVATE_CHANNELS)
    // A request of its own: whatever the exchange makes of it, the private channels are acknowledged as ever.
    const beats = heartbeat === undefined ? undefined : connection.subscribe([heartbeat])
    const trouble = refusalOf(await asked)
    if (!connection.isOpen) return
    if (trouble !== undefined) return over(trouble)
    acknowledged = true
    handlers.acknowledged()
    const ack = await beats
    if (heartbeat === undefined || ack === undefined || ack.accepted.includes(heartbeat)) return
    // A host may lack the busy market: the stream's health says that it goes on without a heartbeat.
    world.log.debug({ channel: heartbeat, reason: ack.reason }, 'heartbeat channel refused')
    handlers.heartbeat('heartbeat-refused', world.clock.now())
  }
  const connection: Connection = new Connection({
    url: withListenKey(plan.wsUrl, plan.listenKey),
    world,
    deadAfterMs,
    handlers: {
      opened: () => void subscribe(),
      frame: (bytes, receivedAt) => deliver(bytes, plan, receivedAt),
      said: (ack) => {
        if (ack.listenKeyRefused) {
          return over({ code: acknowledged ? 'LISTEN_KEY_LOST' : 'LISTEN_KEY_REFUSED', detail: ack.reason ?? '' })
        }
        world.log.warn({ said: cleanText(ack.reason ?? '') }, 'unexpected text on the private stream')
      },
      ended: over,
    },
  })
  return connection
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

function deliver(bytes: Uint8Array, { handlers, drift, heartbeat }: SessionPlan, receivedAt: number): void {
  let push: DecodedPush
  try {
    push = decodePush(bytes)
  } catch (error) {
    const code = error instanceof WireError ? error.code : 'WIRE_MALFORMED'
    drift.note({ kind: 'UNDECODABLE', where: 'private stream', path: '', found: code })
    return handlers.undecodable(code)
  }
  if (push.channel === heartbeat) return handlers.heartbeat('heartbeat', receivedAt)
  notePushDrift(push, drift)
  if (push.body.kind !== 'none') handlers.push(push, receivedAt)
}

function withListenKey(wsUrl: string, listenKey: string): string {
  return `${wsUrl}${wsUrl.includes('?') ? '&' : '?'}listenKey=${encodeURIComponent(listenKey)}`
}
