/**
 * A network on a virtual time line: hosts that answer HTTP calls and accept sockets, with delays from a seed and with
 * the ways a real network fails. Bytes of one direction of one socket keep their order, as TCP keeps them.
 */

import { type Fetch, type HttpAnswer, type HttpRequest, NetworkFault, type OpenSocket } from '../network.ts'
import type { Random } from '../random.ts'
import type { Clock, Timers } from '../time.ts'
import { linkSocket, type LinkState, type SocketLink, type VirtualPeer } from './socket-link.ts'

/** Answers one HTTP call. What it throws reaches the caller as a broken connection after the work was done. */
export type HttpHandler = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>

/** Called for each socket that opens, before any message. */
export type AcceptSocket = (peer: VirtualPeer, url: string) => void

/** A simulated host: its HTTP handler, its socket handler, or both. */
export type VirtualHost = { readonly http?: HttpHandler; readonly accept?: AcceptSocket }

/** Time, randomness and delays of a virtual network. */
export type VirtualNetworkOptions = {
  readonly time: Clock & Timers
  readonly random: Random
  /** One way, ms, drawn evenly for each message; 1 to 5 by default. */
  readonly delayMs?: readonly [number, number]
}

/** Its `fetch` and `openSocket` fit a world; hosts are served by name, and links fail when told to. */
export class VirtualNetwork {
  readonly #time: Clock & Timers
  readonly #random: Random
  readonly #delayMs: readonly [number, number]
  readonly #hosts = new Map<string, VirtualHost>()
  readonly #states = new Map<string, LinkState>()
  readonly #links = new Map<string, Set<SocketLink>>()

  constructor(options: VirtualNetworkOptions) {
    this.#time = options.time
    this.#random = options.random
    this.#delayMs = options.delayMs ?? [1, 5]
  }

  /** Serves `host` (as in a URL: name and port). Serving it again replaces what served it before. */
  serve(host: string, handlers: VirtualHost): void {
    this.#hosts.set(host, handlers)
  }

  /** Changes the way to a host; sockets that are open stay open, and suffer it. */
  setLink(host: string, state: LinkState): void {
    this.#states.set(host, state)
  }

  /** Breaks every open socket of a host without a closing handshake: both ends see 1006. */
  cut(host: string): void {
    for (const link of [...(this.#links.get(host) ?? [])]) link.cut()
  }

  /** Number of open sockets of a host. */
  openSockets(host: string): number {
    return this.#links.get(host)?.size ?? 0
  }

  readonly fetch: Fetch = (request) =>
    new Promise((resolve, reject) => {
      const deadline = this.#time.after(request.timeoutMs, () => end('HTTP_TIMEOUT', 'No complete answer in time.'))
      const onAbort = (): void => end('HTTP_ABORTED', 'The call was aborted by its caller.')
      const settle = (finish: () => void): void => {
        deadline.cancel()
        request.signal?.removeEventListener('abort', onAbort)
        finish()
      }
      const end = (code: NetworkFault['code'], text: string): void => settle(() => reject(new NetworkFault(code, text)))
      if (request.signal?.aborted === true) return onAbort()
      request.signal?.addEventListener('abort', onAbort)
      this.#carry(request, { answered: (answer) => settle(() => resolve(answer)), failed: end })
    })

  readonly openSocket: OpenSocket = (url, handlers) => {
    const host = hostOf(url)
    const links = this.#links.get(host) ?? new Set<SocketLink>()
    this.#links.set(host, links)
    const link = linkSocket({
      timers: this.#time,
      clock: this.#time,
      delay: () => this.#delay(),
      state: () => this.#stateOf(host),
      accept: (peer) => this.#hosts.get(host)?.accept?.(peer, url),
      client: handlers,
      ended: () => void links.delete(link),
    })
    links.add(link)
    return link.socket
  }

  #carry(
    request: HttpRequest,
    on: { answered(answer: HttpAnswer): void; failed(code: NetworkFault['code'], text: string): void },
  ): void {
    const host = hostOf(request.url)
    const broken = (): void => on.failed('HTTP_BROKEN', 'The connection broke.')
    this.#time.after(this.#delay(), () => {
      const http = this.#hosts.get(host)?.http
      const state = this.#stateOf(host)
      if (state === 'silent') return
      if (state === 'refused' || http === undefined) return on.failed('HTTP_REFUSED', 'Could not connect.')
      const work = async (): Promise<HttpAnswer> => http(request)
      work().then((answer) => {
        this.#time.after(this.#delay(), () => {
          const now = this.#stateOf(host)
          if (now === 'up') on.answered(answer)
          else if (now === 'refused') broken()
        })
      }, broken)
    })
  }

  #stateOf(host: string): LinkState {
    return this.#states.get(host) ?? (this.#hosts.has(host) ? 'up' : 'refused')
  }

  #delay(): number {
    const [least, most] = this.#delayMs
    return least + Math.floor(this.#random.next() * (most - least + 1))
  }
}

function hostOf(url: string): string {
  const match = /^[a-z]+:\/\/([^/?#]+)/.exec(url)
  return match?.[1] ?? ''
}
