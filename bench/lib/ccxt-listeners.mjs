// A ccxt user who listens: one `for (;;) await exchange.watch…()` for each channel, as ccxt's manual has it, on sockets that
// are open and carry nothing but the frames that are given to them. Nothing of ccxt itself is replaced.

import { setFlagsFromString } from 'node:v8'

const LISTEN_KEY = 'key'

/** Runs what promises have let go of, as Node does after each frame of a socket; nothing while a promise's own work runs. */
export const settle = promisesRun()

/** Does the work where `settle` works. */
export function asFromASocket(work) {
  return new Promise((resolve) => setImmediate(() => resolve(work())))
}

/**
 * Logged in and connected, with a loop that waits on each channel of the mix.
 * @returns {Promise<{ receive: (frame: Buffer, isPrivate: boolean) => void, heard: () => number }>} `receive` is a frame's way as
 *   the socket takes it; `heard` is how often a loop was given something
 */
export async function listen(exchange, symbols) {
  exchange.options.listenKey = LISTEN_KEY
  const url = exchange.urls.api.ws.spot
  const clients = {
    public: connected(exchange.client(url)),
    private: connected(exchange.client(`${url}?listenKey=${LISTEN_KEY}`)),
  }
  let heard = 0
  const loop = async (watch) => {
    for (;;) {
      await watch()
      heard++
    }
  }
  const watched = [
    ...symbols.flatMap((symbol) => [
      () => exchange.watchOrderBook(symbol),
      () => exchange.watchTrades(symbol),
      () => exchange.watchTicker(symbol),
      () => exchange.watchOHLCV(symbol, '1m'),
    ]),
    () => exchange.watchOrders(),
    () => exchange.watchMyTrades(),
    () => exchange.watchBalance(),
  ]
  for (const watch of watched) void loop(watch)
  await new Promise((resolve) => setImmediate(resolve))
  return {
    receive: (frame, isPrivate) => (isPrivate ? clients.private : clients.public).onMessage({ data: frame }),
    heard: () => heard,
  }
}

function connected(client) {
  client.startedConnecting = true
  client.connection = { send: (_text, _options, sent) => sent() }
  client.connected.resolve(client.url)
  return client
}

function promisesRun() {
  setFlagsFromString('--allow-natives-syntax')
  return new Function('%PerformMicrotaskCheckpoint()')
}
