/** A stream server for tests: it answers as MEXC does until told to do otherwise, and keeps what it was asked. */

import type { VirtualPeer } from '@spotdeck/ports/virtual'
import { ackFrame, ackText, encodePush, parseRequest, type Push } from '@spotdeck/wire'

export class ScriptedSocket {
  readonly url: string
  readonly listenKey: string | undefined
  readonly peer: VirtualPeer
  readonly channels = new Set<string>()
  readonly requests: { readonly at: number; readonly text: string }[] = []
  closedWith: number | undefined

  constructor(url: string, peer: VirtualPeer) {
    this.url = url
    this.peer = peer
    this.listenKey = new URL(url).searchParams.get('listenKey') ?? undefined
  }
}

export class ScriptedStream {
  readonly sockets: ScriptedSocket[] = []
  /** Channels that are answered with `Blocked!`. */
  readonly refused = new Set<string>()
  /** Answers no PING and nothing else. */
  mute = false
  /** Answers subscriptions with this text instead of an acknowledgement; undefined again: as MEXC does. */
  ackInstead: string | undefined
  /** Listen keys whose sockets are closed, without a word, when they subscribe. */
  readonly closedOnKeys = new Set<string>()
  /** Swallows the acknowledgement. */
  ackLost = false
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  accept = (peer: VirtualPeer, url: string): void => {
    const socket = new ScriptedSocket(url, peer)
    this.sockets.push(socket)
    peer.onClosed((code) => {
      socket.closedWith = code
    })
    peer.onMessage((text) => this.#answer(socket, text))
  }

  get open(): readonly ScriptedSocket[] {
    return this.sockets.filter((socket) => socket.closedWith === undefined)
  }

  /** Sends a push to every open socket that is subscribed to its channel. */
  push(push: Push): void {
    const frame = encodePush(push)
    for (const socket of this.open) if (socket.channels.has(push.channel)) socket.peer.send(frame)
  }

  closeAll(code = 1005): void {
    for (const socket of this.open) socket.peer.close(code)
  }

  #answer(socket: ScriptedSocket, text: string): void {
    socket.requests.push({ at: this.#now(), text })
    const request = parseRequest(text)
    if (this.mute) return
    if (request.kind === 'ping') return socket.peer.send(ackFrame(0, 'PONG'))
    if (request.kind !== 'subscribe' && request.kind !== 'unsubscribe') return
    if (socket.listenKey !== undefined && this.closedOnKeys.has(socket.listenKey)) return socket.peer.close(1005)
    const accepted = request.channels.filter((channel) => !this.refused.has(channel))
    const refused = request.channels.filter((channel) => this.refused.has(channel))
    for (const channel of accepted) {
      if (request.kind === 'subscribe') socket.channels.add(channel)
      else socket.channels.delete(channel)
    }
    if (!this.ackLost) socket.peer.send(ackFrame(request.id, this.ackInstead ?? ackText(accepted, refused)))
  }
}
