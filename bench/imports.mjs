// Imports of hostile and of large files into a running gateway: the longest block of its event loop in each phase as a share of the
// 50 ms that are allowed, how long each phase took, what `/healthz` took meanwhile, and how much memory it came to hold. Sandbox and
// gateway are processes of their own; each file has a new gateway.
// node scripts/build.mjs && node bench/imports.mjs [--only NAME] [--profile FOLDER]

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { files } from './lib/import-files.mjs'

const MAIN = process.env.BENCH_MAIN ?? fileURLToPath(new URL('../packages/cli/bundle/spotdeck.js', import.meta.url))
const PROBE = fileURLToPath(new URL('./lib/loop-probe.mjs', import.meta.url))
const ANSWER_MS = 60_000
const HEALTH_EVERY_MS = 20
const PROGRESS_EVERY_MS = 50
const ALLOWED_MS = 50
/** An import that takes longer than this is given up and said so. */
const MAX_IMPORT_MS = 240_000
const RUNNING = new Set(['reading', 'matching', 'applying'])
/** Time after an import in which reports that it changed are worked out anew. */
const AFTER_MS = 5_000

const { only = '', profile } = parseArgs({ options: { only: { type: 'string' }, profile: { type: 'string' } } }).values
const folder = mkdtempSync(join(tmpdir(), 'spotdeck-bench-'))
async function measure({ name, fileName, bytes, apply = false, cancel = false }) {
  const data = join(folder, name.replaceAll(/\W+/g, '-'))
  const probe = `${data}.json`
  const gateway = await start(
    ['gateway', '--port', '0', '--data', data, '--rest', host, '--ws', `${host.replace('http', 'ws')}/ws`],
    {
      NODE_OPTIONS: `--import ${PROBE}`,
      LOOP_PROBE_FILE: probe,
      SPOTDECK_API_KEY: 'mx0sandboxdemo',
      SPOTDECK_API_SECRET: 'sandbox-demo-secret',
    },
    profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile],
  )
  try {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(gateway.line)[0]
    const token = (await run(['token', 'create', '--audience', 'owner', '--data', data])).match(/[\w-]{20,}/g).at(-1)
    const send = sender(url, token)
    await settled(send)
    const phases = new Phases(gateway, probe)
    const idle = await phases.begin('upload')
    const health = watchHealth(url)
    const shown = await send('POST', 'import?wait=false', { fileName, content: bytes.toString('base64') })
    const read = await followed({ send, phases, importId: shown.body?.importId, phase: shown.body?.phase })
    const ready = read?.phase === 'ready' && apply
    if (ready) await send('POST', `import/${read.importId}/apply?wait=false`, {})
    const written = ready
      ? await followed({ send, phases, importId: read.importId, phase: 'applying', cancel })
      : undefined
    if (ready) {
      await phases.begin('after')
      await new Promise((resolve) => setTimeout(resolve, AFTER_MS))
    }
    const { blocks, times, peaks, peakMiB } = await phases.end()
    return {
      overview: {
        file: name,
        bytes: bytes.length,
        answer: answerOf(shown, read),
        ...(written === undefined ? {} : { applied: appliedOf(written) }),
        'healthz ms': Math.round(await health.stop()),
        'MiB before': Math.round(idle.peakMiB),
        'MiB peak': Math.round(peakMiB),
      },
      blocks: { file: name, ...blocks },
      times: { file: name, ...times },
      peaks: { file: name, ...peaks },
    }
  } finally {
    await gateway.end()
  }
}

/** Blocks and time of each phase of one import. */
class Phases {
  blocks = {}
  times = {}
  peaks = {}
  #gateway
  #file
  #name
  #began = 0
  #peakMiB = 0

  constructor(gateway, file) {
    this.#gateway = gateway
    this.#file = file
  }

  /** Ends the phase before, and begins another. */
  async begin(name) {
    if (this.#gateway.ended()) throw new Error('The gateway ended.')
    const seen = await read(this.#gateway, this.#file)
    this.#peakMiB = seen.peakMiB
    if (this.#name !== undefined) {
      const over = seen.over > 1 ? `, ${seen.over} above` : ''
      this.blocks[this.#name] = `${Math.round(seen.ownMs)} (${(seen.ownMs / ALLOWED_MS).toFixed(2)}${over})`
      this.peaks[this.#name] = Math.round(seen.peakMiB)
      this.times[this.#name] = `${Math.round(performance.now() - this.#began)} (${Math.round(seen.busyMs)})`
    }
    this.#name = name
    this.#began = performance.now()
    return seen
  }

  async end() {
    await this.begin(undefined)
    return { blocks: this.blocks, times: this.times, peaks: this.peaks, peakMiB: this.#peakMiB }
  }
}

/** Follows an import until it rests, and counts each of its phases apart; `cancel`: cancels it when half is written. */
async function followed({ send, phases, importId, phase, cancel = false }) {
  if (importId === undefined) return undefined
  await phases.begin(phase)
  let known = phase
  for (const began = performance.now(); performance.now() - began < MAX_IMPORT_MS;) {
    const { body } = await send('GET', `import/${importId}`)
    if (body?.phase !== known && RUNNING.has(body?.phase)) await phases.begin((known = body.phase))
    if (!RUNNING.has(body?.phase)) return body
    if (cancel && body.total !== null && body.done > body.total / 2) await send('DELETE', `import/${importId}`)
    await new Promise((resolve) => setTimeout(resolve, PROGRESS_EVERY_MS))
  }
  return { phase: known, problem: { code: 'not finished in time' } }
}

function answerOf(shown, read) {
  if (read === undefined) return shown.body?.code ?? `none (${shown.status})`
  return read.problem?.code ?? `${read.preview?.added} rows`
}

const appliedOf = ({ phase, applied, problem, done }) =>
  applied?.added ?? problem?.code ?? (phase === 'canceled' ? `canceled after ${done}` : phase)

function sender(url, token) {
  return async (method, path, body) => {
    try {
      const answer = await fetch(`${url}/api/v1/accounts/main/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ANSWER_MS),
      })
      return { status: answer.status, body: await answer.json() }
    } catch (error) {
      return { status: error.cause?.code ?? error.name }
    }
  }
}

/** Past the first reading of the exchange, so that nothing but the import is measured. */
async function settled(send) {
  for (let tries = 0; tries < 600; tries++) {
    const { body } = await send('GET', 'snapshot')
    if (body?.coverage?.length > 0 && body.coverage.every(({ state }) => state !== 'repairing')) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The gateway did not come to rest within a minute.')
}

/** The longest answer of `/healthz` until it is stopped. */
function watchHealth(url) {
  let stopped = false
  const watching = (async () => {
    let longest = 0
    while (!stopped) {
      const began = performance.now()
      await fetch(`${url}/healthz`)
        .then((answer) => answer.text())
        .catch(() => undefined)
      longest = Math.max(longest, performance.now() - began)
      await new Promise((resolve) => setTimeout(resolve, HEALTH_EVERY_MS))
    }
    return longest
  })()
  return { stop: () => ((stopped = true), watching) }
}

async function read(gateway, file) {
  rmSync(file, { force: true })
  process.kill(gateway.pid, 'SIGUSR2')
  for (let tries = 0; !existsSync(file) && tries < 6_000; tries++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** A command that says one line when it is ready. */
async function start(args, env, options = []) {
  const child = spawn(process.execPath, [...options, MAIN, ...args], {
    env: { ...process.env, SPOTDECK_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const lines = createInterface({ input: child.stdout })
  const line = await Promise.race([new Promise((resolve) => lines.once('line', resolve)), ended.then(() => undefined)])
  if (line === undefined) throw new Error(`spotdeck ${args[0]} ended before it was ready.`)
  return {
    pid: child.pid,
    line,
    ended: () => child.exitCode !== null || child.signalCode !== null,
    end: () => (child.kill('SIGTERM'), ended),
  }
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { env: process.env, stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (bytes) => (text += bytes))
    child.once('exit', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`spotdeck ${args[0]} ended with ${code}.`)),
    )
  })
}

const results = []
const sandbox = await start(['sandbox', '--port', '0', '--no-bots'], {})
const host = /http:\/\/127\.0\.0\.1:\d+/.exec(sandbox.line)[0]
try {
  for (const file of files.filter(({ name }) => name.includes(only))) results.push(await measure(file))
} finally {
  await sandbox.end()
  rmSync(folder, { recursive: true, force: true })
}
console.table(results.map(({ overview }) => overview))
console.log(`\nLongest block of the event loop by phase: ms, and its share of the ${ALLOWED_MS} ms that are allowed`)
console.table(results.map(({ blocks }) => blocks))
console.log('\nTime of each phase in ms, and how much of it the main thread had a processor')
console.table(results.map(({ times }) => times))
console.log('\nMost memory of the process until the end of each phase, in MiB')
console.table(results.map(({ peaks }) => peaks))
