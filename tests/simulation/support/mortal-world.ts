/** A process in the simulation: once it is killed, no timer of it fires, no call of it returns, and its sockets break. */

import type { Socket } from '@spotdeck/ports'
import type { MexcWorld } from '@spotdeck/mexc'

export function mortal(world: MexcWorld): { readonly world: MexcWorld; readonly isDead: () => boolean; kill(): void } {
  let dead = false
  const sockets = new Set<Socket>()
  return {
    isDead: () => dead,
    kill() {
      dead = true
      for (const socket of sockets) socket.close()
    },
    world: {
      ...world,
      timers: { after: (ms, run) => world.timers.after(ms, () => void (dead || run())) },
      fetch: (request) =>
        new Promise((resolve, reject) => {
          if (dead) return
          world.fetch(request).then(
            (answer) => void (dead || resolve(answer)),
            (error: unknown) => void (dead || reject(error instanceof Error ? error : new Error(String(error)))),
          )
        }),
      openSocket: (url, handlers) => {
        const socket = world.openSocket(url, {
          opened: () => void (dead || handlers.opened()),
          message: (data) => void (dead || handlers.message(data)),
          closed: (code, reason) => {
            sockets.delete(socket)
            if (!dead) handlers.closed(code, reason)
          },
        })
        sockets.add(socket)
        return socket
      },
    },
  }
}
