// Times contestants that keep state, each in a process of its own as its users have it: what one leaves in the memory is not
// swept in another's time, and nothing that one task taught the engine slows the next. They take turns, round after round, and
// the medians count, as in interleave.mjs.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { brief, median, timed } from './interleave.mjs'

/** Contestant and task of this process; undefined in the process that compares them. */
export const turn = process.send === undefined ? undefined : { contestant: process.argv[2], task: process.argv[3] }

/**
 * In a contestant's process: passes over its work whenever it is told to.
 * @param {(() => unknown) | { before: () => void, passes: number, pass: () => unknown }} work
 */
export function serve(work) {
  process.on('message', ({ roundMs }) => process.send({ ms: timed(work, roundMs) }))
  process.once('disconnect', () => process.exit(0))
  process.send('ready')
}

/**
 * @param {string} url of the script that calls `serve` when it has a `turn`
 * @param {string[]} contestants
 * @param {string} task
 * @returns {Promise<Record<string, number>>} ms of processor time a pass, by contestant
 */
export async function apart(url, contestants, task, { rounds: asked = 7, roundMs: askedMs = 100 } = {}) {
  const [rounds, roundMs] = [brief(asked, 3), brief(askedMs, 30)]
  const children = []
  const samples = Object.fromEntries(contestants.map((name) => [name, []]))
  for (const name of contestants) {
    const child = fork(fileURLToPath(url), [name, task])
    await once(child, 'message')
    children.push([name, child])
  }
  for (let round = -2; round < rounds; round++) {
    for (const [name, child] of children) {
      child.send({ roundMs })
      const [{ ms }] = await once(child, 'message')
      if (round >= 0) samples[name].push(ms)
    }
  }
  for (const [, child] of children) child.disconnect()
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, median(list)]))
}
