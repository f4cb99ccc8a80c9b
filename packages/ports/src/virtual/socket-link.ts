/** One socket of the virtual network: two ends, a delay between them, order kept in each direction. */

import type { Socket, SocketHandlers } from '../network.ts'
import type { Clock, Timer, Timers } from '../time.ts'

/**
 * State of the link to a host. `up`: everything arrives. `refused`: nothing can connect. `silent`: nothing
 * arrives in either direction and nobody is told (a half-open connection). `deaf`: requests arrive, answers are lost.
 */
export type LinkState = 'up' | 'refused' | 'silent' | 'deaf'

/** The server's end of a socket. */
export interface VirtualPeer {
  /** One message to the client: text, or bytes as a binary one. */
  send(data: string | Uint8Array): void
  /** Starts the closing handshake with this code. */
  close(code?: number, reason?: string): void
  /** One listener each; set them while accepting. */
  onMessage(listener: (text: string) => void): void
  /** Called once, with the code, when the socket is over by whomever. */
  onClosed(listener: (code: number) => void): void
}

/** The client's end of a simulated socket, and a way to cut it. */
export type SocketLink = { readonly socket: Socket; cut(): void }

/** Everything that a simulated socket needs. */
export type LinkParts = {
  readonly timers: Timers
  readonly clock: Clock
  /** ms, one way */
  readonly delay: () => number
  readonly state: () => LinkState
  readonly accept: (peer: VirtualPeer) => void
  readonly client: SocketHandlers
  /** Both ends know that it is over, or the client gave up. */
  readonly ended: () => void
}

/** Maximum wait of a closing side for the other's answer, in ms. */
const CLOSE_TIMEOUT_MS = 3_000

/** Connects a client and a handler by a simulated socket. */
export function linkSocket(parts: LinkParts): SocketLink {
  let phase: 'opening' | 'open' | 'closed' = 'opening'
  let serverMessage: (text: string) => void = () => undefined
  let serverClosed: (code: number) => void = () => undefined
  let serverGone = false
  let giveUp: Timer | undefined
  const toClient = lane(parts)
  const toServer = lane(parts)

  const endClient = (code: number, reason: string): void => {
    if (phase === 'closed') return
    phase = 'closed'
    giveUp?.cancel()
    parts.ended()
    parts.client.closed(code, reason)
  }
  const endServer = (code: number): void => {
    if (serverGone) return
    serverGone = true
    serverClosed(code)
  }
  const up = (): boolean => parts.state() === 'up'
  const peer: VirtualPeer = {
    send: (data) => {
      if (!serverGone) toClient(() => up() && phase === 'open' && parts.client.message(data))
    },
    close: (code = 1005, reason = '') => {
      endServer(code)
      toClient(() => up() && endClient(code, reason))
    },
    onMessage: (listener) => void (serverMessage = listener),
    onClosed: (listener) => void (serverClosed = listener),
  }
  toServer(() => {
    const state = parts.state()
    if (phase === 'closed' || state === 'silent' || state === 'deaf') return
    if (state === 'refused') return endClient(1006, 'Could not connect.')
    toClient(() => {
      if (phase !== 'opening') return
      phase = 'open'
      parts.client.opened()
    })
    parts.accept(peer)
  })
  return {
    socket: {
      bufferedBytes: 0,
      send: (text) => {
        if (phase === 'open') toServer(() => parts.state() !== 'silent' && !serverGone && serverMessage(text))
      },
      close: (code = 1000, reason = '') => {
        if (phase === 'closed' || giveUp !== undefined) return
        giveUp = parts.timers.after(CLOSE_TIMEOUT_MS, () => endClient(1006, 'The other side did not answer the close.'))
        toServer(() => {
          if (parts.state() === 'silent') return
          endServer(code)
          toClient(() => up() && endClient(code, reason))
        })
      },
    },
    cut: () => {
      endServer(1006)
      endClient(1006, 'The connection was cut.')
    },
  }
}

/** One direction: nothing overtakes what was sent before it. */
function lane(parts: Pick<LinkParts, 'clock' | 'timers' | 'delay'>): (deliver: () => unknown) => void {
  let lastAt = 0
  return (deliver) => {
    lastAt = Math.max(lastAt, parts.clock.now() + parts.delay())
    parts.timers.after(lastAt - parts.clock.now(), () => void deliver())
  }
}
