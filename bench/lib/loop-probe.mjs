// Preloaded into a process under test: writes the longest delay of its event loop and its peak memory whenever it gets SIGUSR2, and
// starts to count anew.
// LOOP_PROBE_FILE=/tmp/probe.json node --import ./bench/lib/loop-probe.mjs …

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

const RESOLUTION_MS = 5

if (isMainThread && process.env.LOOP_PROBE_FILE !== undefined) watch(process.env.LOOP_PROBE_FILE)

function watch(file) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  process.on('SIGUSR2', () => {
    const longestMs = Math.max(0, delay.max / 1e6 - RESOLUTION_MS)
    writeFileSync(`${file}.part`, JSON.stringify({ longestMs, peakMiB: peakMiB() }))
    renameSync(`${file}.part`, file)
    delay.reset()
  })
}

/** The most that was resident since the process began; where the system does not tell, what is resident now. */
function peakMiB() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return process.memoryUsage.rss() / 1024 / 1024
  }
}
