// Cost of having the SDK: installed size without dev dependencies, time to import (by the clock, and of the processor, which holds on a busy machine too), memory afterwards; ccxt beside it.
// `node bench/size.mjs` after `npm run build`. Each import runs in a process of its own, the contestants by turns.

import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brief } from './lib/interleave.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const ROUNDS = brief(9, 1)

/** The folder of a package as `from` would resolve it. */
function folderOf(name, from) {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name)
    try {
      return realpathSync(folder)
    } catch {
      if (at === dirname(at)) throw new Error(`${name} is not installed`)
    }
  }
}

/** The package and everything it needs, each once. */
function closure(name, from = here, found = new Map()) {
  const folder = folderOf(name, from)
  if (found.has(folder)) return found
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  found.set(folder, manifest)
  for (const dependency of Object.keys(manifest.dependencies ?? {})) closure(dependency, folder, found)
  return found
}

function bytesOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .reduce((sum, entry) => {
      const path = join(folder, entry.name)
      return sum + (entry.isDirectory() ? bytesOf(path) : lstatSync(path).size)
    }, 0)
}

/** Our own packages as npm packs them; others as they lie on the disk. */
function installedBytes(folder, manifest) {
  if (!manifest.name.startsWith('@spotdeck/')) return bytesOf(folder)
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(output)[0].unpackedSize
}

function importOnce(specifier) {
  const program = `
    const before = process.memoryUsage.rss()
    const processor = process.cpuUsage()
    const from = process.hrtime.bigint()
    await import(${JSON.stringify(specifier)})
    const ms = Number(process.hrtime.bigint() - from) / 1e6
    const { user, system } = process.cpuUsage(processor)
    globalThis.gc?.()
    console.log(JSON.stringify({ ms, processorMs: (user + system) / 1e3, rss: process.memoryUsage.rss() - before, heap: process.memoryUsage().heapUsed }))`
  const args = ['--expose-gc', '--input-type=module', '-e', program]
  return JSON.parse(execFileSync(process.execPath, args, { cwd: here, encoding: 'utf8' }))
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
const contestants = [
  { name: '@spotdeck/mexc', packages: closure('@spotdeck/mexc'), specifier: '@spotdeck/mexc/node', runs: [] },
  { name: 'ccxt', packages: closure('ccxt'), specifier: 'ccxt', runs: [] },
]
for (let round = 0; round <= ROUNDS; round++) {
  for (const contestant of contestants) {
    const run = importOnce(contestant.specifier)
    if (round > 0) contestant.runs.push(run)
  }
}
const rows = contestants.map(({ name, packages, runs }) => ({
  name,
  packages: packages.size,
  'installed MB': [...packages].reduce((sum, [folder, manifest]) => sum + installedBytes(folder, manifest), 0) / 1e6,
  'import ms': median(runs.map(({ ms }) => ms)),
  'of processor': median(runs.map(({ processorMs }) => processorMs)),
  'memory MB': median(runs.map(({ rss }) => rss)) / 1e6,
  'heap MB': median(runs.map(({ heap }) => heap)) / 1e6,
}))
const [ours, theirs] = rows
const ratios = Object.fromEntries(
  Object.keys(ours).map((key) => [key, key === 'name' ? 'ratio' : theirs[key] / ours[key]]),
)
const rounded = (row) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? Math.round(value * 10) / 10 : value]),
  )
console.table([...rows, ratios].map(rounded))
