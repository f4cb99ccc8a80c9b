/** The sandbox's rules on a virtual network: the whole exchange without a port, for one seed and one line of time. */

import type { Random } from '@spotdeck/ports'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import type { VirtualNetwork, VirtualTime } from '@spotdeck/ports/virtual'
import { PERMISSIONS } from '@spotdeck/wire'
import { startMarket } from '../../../packages/sandbox/src/market/run.ts'
import { memoryMarketStore } from '../../../packages/sandbox/src/market/store.ts'
import { type FaultBoard, openFaultBoard } from '../../../packages/sandbox/src/faults/board.ts'
import { applyListenKeyFault } from '../../../packages/sandbox/src/faults/listen-key-faults.ts'
import { handleWithFaults } from '../../../packages/sandbox/src/faults/rest-faults.ts'
import { withStreamFaults } from '../../../packages/sandbox/src/faults/stream-faults.ts'
import { openExchangeServices } from '../../../packages/sandbox/src/exchange-services.ts'
import { createRestFront } from '../../../packages/sandbox/src/server/rest.ts'
import { openMemoryStore } from '../../../packages/sandbox/src/store/memory-store.ts'
import { openStreamFront } from '../../../packages/sandbox/src/streams/front.ts'
import { type Switches, openSwitchBoard } from '../../../packages/sandbox/src/switches.ts'
import { DEMO_ACCOUNT, DEMO_CREDENTIALS } from '../../../packages/sandbox/src/venue/keys.ts'
import { referencePrices, symbolsNamed } from '../../../packages/sandbox/src/venue/symbols.ts'

export const HOST = 'localhost:9090'
export const SYMBOLS = ['MXUSDT', 'BTCUSDT', 'ETHUSDT'] as const
/** Takes the other side of the account under test. */
export const OTHER = 'counterparty'

export type ExchangeOptions = {
  readonly time: VirtualTime
  readonly network: VirtualNetwork
  readonly random: Random
  readonly switches?: Partial<Switches>
}

export function serveExchange({ time, network, random, switches: chosen }: ExchangeOptions) {
  const { state: switches } = openSwitchBoard(chosen)
  const house = openExchangeServices({
    switches,
    store: openMemoryStore(),
    symbols: symbolsNamed(SYMBOLS),
    seed: 1,
    clock: time,
    timers: time,
    random,
    log: silentLog,
  })
  const common = { exchange: house.exchange, clock: time, timers: time, log: silentLog }
  const market = startMarket({
    ...common,
    seed: house.seed,
    store: memoryMarketStore(),
    bots: false,
    references: referencePrices,
  })
  const rest = createRestFront({
    ...common,
    ...house,
    market: market.data,
    sign: nodeSign,
    beforeCall: (now) => market.step(now),
    switches,
  })
  const faults: FaultBoard = openFaultBoard(time, random)
  faults.onAdded((fault) => applyListenKeyFault(faults, fault, house))
  const streams = withStreamFaults(
    openStreamFront({ ...common, data: market.data, listenKeys: house.listenKeys, switches }),
    {
      board: faults,
      clock: time,
      timers: time,
      random,
      apiKeysOf: (listenKey) =>
        house.keys
          .all()
          .filter(({ account }) => house.listenKeys.list(account).includes(listenKey))
          .map(({ apiKey }) => apiKey),
    },
  )
  for (const asset of ['USDT', 'BTC', 'ETH', 'MX'])
    house.exchange.adjust(OTHER, asset, '1000000' as never, 'DEPOSIT', time.now())
  network.serve(HOST, {
    http: async ({ method, url, headers = {}, body = '' }) => {
      const { pathname: path, search } = new URL(url)
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
      const request = { method, path, query: search.slice(1), body, ip: '127.0.0.1', headers: lower }
      const outcome = handleWithFaults(faults, request, (asked) => rest.handle(asked))
      if (outcome.kind === 'break') throw new Error('The connection broke.')
      if (outcome.kind === 'silence') return new Promise<never>(() => undefined)
      if (outcome.delayMs > 0) await new Promise<void>((resolve) => void time.after(outcome.delayMs, resolve))
      return outcome.answer
    },
    accept: (peer, url) => {
      const send = (data: string | Uint8Array): void => peer.send(data)
      const listenKey = new URL(url).searchParams.get('listenKey') ?? undefined
      const connection = streams.connect(
        { sendText: send, sendBinary: send, close: (code) => peer.close(code), ping: () => undefined },
        listenKey,
      )
      peer.onMessage((text) => connection.receive(text))
      peer.onClosed(() => connection.gone())
    },
  })
  return {
    exchange: house.exchange,
    wallet: house.wallet,
    account: DEMO_ACCOUNT,
    credentials: DEMO_CREDENTIALS,
    faults,
    /** Another person's account with a key of its own. */
    open(name: string) {
      const credentials = { apiKey: `mx0${name}`, secret: `secret-of-${name}` }
      const account = house.subAccounts.nextAccount()
      house.keys.put({
        ...credentials,
        account,
        permissions: PERMISSIONS,
        note: name,
        createdAt: time.now(),
        ipWhiteList: [],
        builtIn: false,
      })
      house.wallet.deposit(account, 'USDT', '20000' as never, time.now())
      house.wallet.deposit(account, 'MX', '500' as never, time.now())
      return { account, credentials }
    },
  }
}
