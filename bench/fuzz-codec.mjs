// Random and damaged frames through the decoder: each is read, or refused with a typed error, and nothing is held on to.
// npm run build && node bench/fuzz-codec.mjs [frames, 10 million by default] [seed]

import { seededRandom } from '@spotdeck/ports/virtual'
import { decodePush, WireError } from '@spotdeck/wire'
import { damaged } from './lib/damage.mjs'
import { recordMix } from './lib/mix.mjs'

const count = Number(process.argv[2] ?? 10_000_000)
const seed = Number(process.argv[3] ?? 1)
/** Largest growth of the heap at the end, in bytes: far less than a byte a frame. */
const MOST_GROWTH = 16 * 1024 * 1024

const { frames } = await recordMix((frame) => decodePush(frame).body.kind)
const random = seededRandom(seed)
const outcomes = new Map()
const started = performance.now()
let heapBefore = 0
for (let n = 0; n < count; n++) {
  if (n === Math.floor(count / 10)) heapBefore = heap()
  const frame = damaged(frames, random)
  const outcome = outcomeOf(frame, n)
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
}
const seconds = (performance.now() - started) / 1_000
const growth = heap() - heapBefore

console.log(`${count} frames of seed ${seed} in ${seconds.toFixed(0)} s, ${Math.round(count / seconds)} a second`)
for (const [outcome, times] of [...outcomes].sort((a, b) => b[1] - a[1])) console.log(`${outcome}: ${times}`)
console.log(`heap after the last nine tenths: ${(growth / 1024).toFixed(0)} KiB more than before them`)
if (growth > MOST_GROWTH) throw new Error('The decoder holds on to what it read.')

function outcomeOf(frame, n) {
  try {
    const push = decodePush(frame)
    return push.unknown.length > 0 ? 'read, with unknown fields' : 'read'
  } catch (error) {
    if (error instanceof WireError) return `refused, ${error.code}`
    console.error(`frame ${n} of seed ${seed}: ${Buffer.from(frame).toString('hex')}`)
    throw error
  }
}

function heap() {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
