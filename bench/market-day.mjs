// A day of the market, run through as fast as it goes: every symbol, makers, takers and the demo account, nobody listening.
// Prints the time that it takes, and the memory: resident at its peak, and live after a collection where node has --expose-gc.
// node --expose-gc bench/market-day.mjs [hours]

import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { openSandboxHandler } from '@spotdeck/sandbox'

const hours = Number(process.argv[2] ?? 24)
const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
const rules = openSandboxHandler({ seed: 7, bots: true, panel: false }, world)
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
console.log(`${peak} MB resident at most, ${live} MB live at the end`)
