// A day of the market, run through as fast as it goes: every symbol, makers, takers and the demo account. Nobody listens, or so many
// clients do: each to the prints, the book at 100 ms, the best prices, the candle and the day's figures of one symbol, all of them to
// BTCUSDT or, with `apart`, each to the next symbol.
// Prints the time that it takes, and the memory: resident at its peak, and live after a collection where node has --expose-gc.
// node --expose-gc bench/market-day.mjs [hours] [clients] [apart]

import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { openSandboxHandler } from '@spotdeck/sandbox'

const hours = Number(process.argv[2] ?? 24)
const clients = Number(process.argv[3] ?? 0)
const apart = process.argv[4] === 'apart'
const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
const rules = openSandboxHandler({ seed: 7, bots: true, panel: false }, world)
let frames = 0
const peer = { sendText() {}, sendBinary: () => void (frames += 1), close() {}, ping() {} }
const open = [...rules.exchange.rules.values()].filter(({ status, apiTrading }) => status === 'online' && apiTrading)
for (let n = 0; n < clients; n++) {
  const { symbol } = apart ? open[n % open.length] : { symbol: 'BTCUSDT' }
  const channels = ['aggre.deals.v3.api.pb@100ms', 'aggre.depth.v3.api.pb@100ms', 'aggre.bookTicker.v3.api.pb@100ms']
  const params = [
    ...channels.map((channel) => `spot@public.${channel}@${symbol}`),
    `spot@public.kline.v3.api.pb@${symbol}@Min1`,
    `spot@public.miniTicker.v3.api.pb@${symbol}@UTC+8`,
  ]
  rules.streams.connect(peer).receive(JSON.stringify({ method: 'SUBSCRIPTION', params }))
}
const started = performance.now()
const before = process.cpuUsage()
await rules.time.advance(hours * 3_600_000)
const seconds = (performance.now() - started) / 1_000
const { user, system } = process.cpuUsage(before)
const processor = ((user + system) / 1_000_000).toFixed(1)
const symbols = rules.exchange.rules.size
const peak = Math.round(process.resourceUsage().maxRSS / 1_024)
globalThis.gc?.()
const { heapUsed, external } = process.memoryUsage()
const live = Math.round((heapUsed + external) / 1_048_576)
rules.close()
const ratio = Math.round((hours * 3_600) / seconds)
console.log(
  `${hours} h of ${symbols} symbols in ${seconds.toFixed(1)} s (${processor} s of processor): ${ratio} times as fast as it happens`,
)
if (clients > 0) console.log(`${clients} clients: ${frames} frames`)
console.log(`${peak} MB resident at most, ${live} MB live at the end`)
