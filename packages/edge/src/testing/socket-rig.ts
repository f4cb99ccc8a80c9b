/** Opens a WebSocket connection of the edge's rules on a fake account, without a network. */

import { type Log, silentLog } from '@spotdeck/ports'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { maskIdWith } from '@spotdeck/desk/testing'
import { Hub } from '../stream/hub.ts'
import type { Principal } from '@spotdeck/desk'
import { FakeDesk, fakeMarket } from './fake-desk.ts'
import { SocketConnection } from '../stream/websocket.ts'
import { grantsOf } from './grants.ts'

/** One message that the connection sent, parsed. */
export type Message = Record<string, unknown>

/** Opens a connection under virtual time; `taken` returns and removes what was sent so far. */
export function connection(given: Partial<Principal> = {}, coins = 0, replayLimit?: number) {
  const time = new VirtualTime()
  const markets = [fakeMarket, ...Array.from({ length: coins }, (_, n) => ({ ...fakeMarket, symbol: `COIN${n}USDT` }))]
  const desk = new FakeDesk({ accounts: ['main', 'other'], markets })
  const hub = new Hub({
    desk,
    viewOf: (account, audience) => ({ audience, maskId: maskIdWith('aa', account) }),
    world: { clock: time, timers: time, log: silentLog },
    replayLimit,
  })
  const principal: Principal = {
    id: 'p',
    kind: 'token',
    grants: grantsOf('owner'),
    expiresAt: Infinity,
    ...given,
  }
  const frames: string[] = []
  const closes: (readonly [number, string])[] = []
  const network = { bufferedBytes: 0 }
  const sink = {
    send: (text: string) => void frames.push(text),
    share: ({ text }: { text: string }) => frames.push(text) > 0 && network.bufferedBytes === 0,
    close: (code: number, reason: string) => void closes.push([code, reason]),
    get bufferedBytes() {
      return network.bufferedBytes
    },
  }
  const errors: Parameters<Log['error']>[] = []
  const log: Log = { ...silentLog, error: (...line) => void errors.push(line) }
  const world = { clock: time, timers: time, log, random: seededRandom('socket') }
  const socket = new SocketConnection({ hub, principal, world, sink })
  const taken = (): Message[] =>
    frames.splice(0).flatMap((text) => {
      const json = JSON.parse(text) as Message | Message[]
      return Array.isArray(json) ? json : [json]
    })
  return {
    time,
    desk,
    hub,
    socket,
    frames,
    closes,
    errors,
    network,
    taken,
    say: (message: unknown) => socket.receive(JSON.stringify(message)),
  }
}
