// The parts that every strategy of this folder gets, and the way in which one runs when its file is started beside a
// sandbox: `node examples/strategies/grid.mjs [port]`. With your own key: `new MexcClient({ credentials })`.

import { setTimeout } from 'node:timers/promises'
import { MexcClient } from '@spotdeck/mexc/node'

/**
 * @typedef {object} Bot
 * @property {import('@spotdeck/mexc').MexcClient} client
 * @property {AbortSignal} signal Ends the strategy.
 * @property {(ms: number) => Promise<unknown>} wait
 * @property {() => number} now ms since the epoch
 * @property {(...words: unknown[]) => void} say
 */

/**
 * Runs a strategy until Ctrl-C, where its file is the one that was started.
 * @template Options
 * @param {string} file `import.meta.filename`
 * @param {(bot: Bot, options: Options) => Promise<void>} strategy
 * @param {Options | ((client: MexcClient) => Promise<Options>)} options
 */
export async function main(file, strategy, options) {
  if (process.argv[1] !== file) return
  const ended = new AbortController()
  const { signal } = ended
  process.once('SIGINT', () => ended.abort())
  const log = { debug() {}, info() {}, warn: console.warn, error: console.error }
  const client = new MexcClient({ preset: 'sandbox', port: Number(process.argv[2] ?? 9090), log })
  const wait = (/** @type {number} */ ms) => setTimeout(ms, undefined, { signal }).catch(() => undefined)
  try {
    const given = typeof options === 'function' ? await /** @type {Function} */ (options)(client) : options
    await strategy({ client, signal, wait, now: Date.now, say: console.log }, given)
  } finally {
    await client.close()
  }
}
