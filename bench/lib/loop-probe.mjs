// Preloaded into a process under test: writes its longest event-loop block and its peak memory whenever it gets SIGUSR2, and starts
// to count anew. Where the system counts it (Linux), the time in which the thread was ready and had no processor is left out: what
// is left is the process's own, with what waited for the disk and for threads of the collector. `processorMs` is the most processor time
// of one turn, which other load lengthens least.
// LOOP_PROBE_FILE=/tmp/probe.json node --import ./bench/lib/loop-probe.mjs …

import { openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const EVERY_MS = 5
const OVER_MS = 50

function watch(file) {
  const thread = threadTimes()
  let before = { at: performance.now(), ...thread() }
  let seen = nothing()
  const look = () => {
    const now = { at: performance.now(), ...thread() }
    const wallMs = Math.max(0, now.at - before.at - EVERY_MS)
    const ownMs = Math.max(0, wallMs - (now.waitedMs - before.waitedMs))
    seen = {
      longestMs: Math.max(seen.longestMs, wallMs),
      ownMs: Math.max(seen.ownMs, ownMs),
      over: seen.over + (ownMs > OVER_MS ? 1 : 0),
      processorMs: Math.max(seen.processorMs, now.busyMs - before.busyMs),
      busyMs: seen.busyMs + now.busyMs - before.busyMs,
    }
    before = now
  }
  setInterval(look, EVERY_MS).unref()
  process.on('SIGUSR2', () => {
    look()
    writeFileSync(`${file}.part`, JSON.stringify({ ...seen, peakMiB: peakMiB() }))
    renameSync(`${file}.part`, file)
    seen = nothing()
  })
}

const nothing = () => ({ longestMs: 0, ownMs: 0, over: 0, processorMs: 0, busyMs: 0 })

/** Reads for how long the main thread has had a processor and has waited for one, in ms; zero where the system does not tell. */
function threadTimes() {
  try {
    const file = openSync('/proc/self/schedstat', 'r')
    const bytes = Buffer.alloc(128)
    return () => {
      const [busy, waited] = bytes.toString('latin1', 0, readSync(file, bytes, 0, 128, 0)).split(' ')
      return { busyMs: Number(busy) / 1e6, waitedMs: Number(waited) / 1e6 }
    }
  } catch {
    return () => ({ busyMs: 0, waitedMs: 0 })
  }
}

/** The most that was resident since the process began; where the system does not tell, what is resident now. */
function peakMiB() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return process.memoryUsage.rss() / 1024 / 1024
  }
}

if (isMainThread && process.env.LOOP_PROBE_FILE !== undefined) watch(process.env.LOOP_PROBE_FILE)
