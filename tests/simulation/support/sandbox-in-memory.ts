/** The whole sandbox, faults included, on a virtual network: for the SDK under one seed and one line of time. */

import type { MexcWorld } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { seededRandom, VirtualNetwork, VirtualTime } from '@spotdeck/ports/virtual'
import {
  DEFAULT_LIMITS,
  DEMO_CREDENTIALS,
  openSandboxHandler,
  type SandboxHandler,
  type VenueFile,
} from '@spotdeck/sandbox'

const HOST = 'localhost:9090'
export const REST_URL = `http://${HOST}`
export const WS_URL = `ws://${HOST}/ws`
/** The demo account's id. */
export const DEMO = '10000001'
export const CREDENTIALS = DEMO_CREDENTIALS
const START = 1_790_300_000_000

export type SandboxScene = {
  readonly time: VirtualTime
  readonly network: VirtualNetwork
  readonly rules: SandboxHandler
  /** World of an SDK on the same virtual time. */
  readonly world: MexcWorld
  /** Every REST call that reached the exchange: `POST /api/v3/order` and when. */
  readonly calls: { readonly call: string; readonly at: number }[]
}

export function sandboxInMemory(options: {
  readonly seed: number
  readonly bots: boolean
  readonly symbols: readonly string[]
  /** Absent: the built-in venue. */
  readonly venue?: VenueFile
  /** Paths that the exchange answers with 500 while they are in it. */
  readonly broken?: ReadonlySet<string>
}): SandboxScene {
  const { broken, ...opening } = options
  const { seed } = opening
  const time = new VirtualTime(START)
  const network = new VirtualNetwork({ time, random: seededRandom(`network ${seed}`) })
  const limits = { ...DEFAULT_LIMITS, pools: false }
  const common = { clock: time, timers: time, sign: nodeSign, log: silentLog }
  const rules = openSandboxHandler(
    { ...opening, demo: false, panel: false, limits },
    { ...common, random: seededRandom(`venue ${seed}`) },
  )
  const calls: { call: string; at: number }[] = []
  network.serve(HOST, {
    http: ({ method, url, headers = {}, body = '' }) => {
      const { pathname: path, search } = new URL(url)
      calls.push({ call: `${method} ${path}`, at: time.now() })
      if (broken?.has(path) === true) return { status: 500, headers: {}, body: '' }
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
      const outcome = rules.handle({ method, path, query: search.slice(1), body, ip: '127.0.0.1', headers: lower })
      if (outcome instanceof Promise || outcome.kind === 'silence') return new Promise(() => undefined)
      if (outcome.kind === 'break') throw new Error('The connection broke.')
      return outcome.answer
    },
    accept: (peer, url) => {
      const send = (data: string | Uint8Array): void => peer.send(data)
      const listenKey = new URL(url).searchParams.get('listenKey') ?? undefined
      const connection = rules.streams.connect(
        { sendText: send, sendBinary: send, close: (code) => peer.close(code), ping: () => undefined },
        listenKey,
      )
      peer.onMessage((text) => connection.receive(text))
      peer.onClosed(() => connection.gone())
    },
  })
  const { fetch, openSocket } = network
  return { time, network, rules, calls, world: { ...common, random: seededRandom(`sdk ${seed}`), fetch, openSocket } }
}
