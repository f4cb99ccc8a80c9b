/** TCP relay of the loopback between a gateway and what it uses: it passes bytes, cuts connections, or lets none of their bytes pass. */

import { once } from 'node:events'
import { type Server, type Socket, connect, createServer } from 'node:net'

/** Behaviour of a relay: bytes pass; connections are closed and refused; connections stay, and no byte passes. */
export type RelayMode = 'open' | 'cut' | 'hung'

/** Port that a relay leads to; `from`: address of the loopback that its connections come from, such as 127.0.0.2. */
export type RelayTarget = { readonly port: number; readonly from?: string | undefined }

/** A relay on a port of its own. */
export class Relay {
  readonly #target: RelayTarget
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #mode: RelayMode = 'open'

  private constructor(target: RelayTarget) {
    this.#target = target
    this.#server = createServer({ pauseOnConnect: true }, (socket) => this.#join(socket))
  }

  static async start(target: RelayTarget): Promise<Relay> {
    const relay = new Relay(target)
    relay.#server.listen(0, '127.0.0.1')
    await once(relay.#server, 'listening')
    return relay
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  become(mode: RelayMode): void {
    this.#mode = mode
    for (const [near, far] of this.#pairs) {
      if (mode === 'cut') {
        near.destroy()
        far.destroy()
      } else if (mode === 'hung') {
        near.unpipe(far).pause()
        far.unpipe(near).pause()
      } else join(near, far)
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.become('cut')
    await closed
  }

  #join(near: Socket): void {
    if (this.#mode === 'cut') return void near.destroy()
    const { port, from } = this.#target
    const far = connect({ port, host: '127.0.0.1', ...(from === undefined ? {} : { localAddress: from }) })
    const pair = [near, far] as const
    this.#pairs.add(pair)
    const end = (): void => {
      this.#pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    for (const socket of pair) {
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    if (this.#mode === 'open') join(near, far)
  }
}

function join(near: Socket, far: Socket): void {
  near.pipe(far)
  far.pipe(near)
}
