// Imports of hostile and of large files into a running gateway: how long its event loop stood still, what `/healthz` took meanwhile,
// and how much memory it came to hold. Sandbox and gateway are processes of their own; each file has a new gateway.
// node scripts/build.mjs && node bench/imports.mjs

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { files } from './lib/import-files.mjs'

const MAIN = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url))
const PROBE = fileURLToPath(new URL('./lib/loop-probe.mjs', import.meta.url))
const ANSWER_MS = 180_000
const HEALTH_EVERY_MS = 20

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-bench-'))
const rows = []
const sandbox = await start(['sandbox', '--port', '0', '--no-bots'], {})
const host = /http:\/\/127\.0\.0\.1:\d+/.exec(sandbox.line)[0]
try {
  for (const file of files) rows.push(await measure(file))
} finally {
  await sandbox.end()
  rmSync(folder, { recursive: true, force: true })
}
console.table(rows)

async function measure({ name, fileName, bytes, apply = false }) {
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
  )
  try {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(gateway.line)[0]
    const token = (await run(['token', 'create', '--audience', 'owner', '--data', data])).match(/[\w-]{20,}/g).at(-1)
    const send = sender(url, token)
    await settled(send)
    const idle = await read(gateway, probe)
    const health = watchHealth(url)
    const began = performance.now()
    const shown = await send('POST', 'import', { fileName, content: bytes.toString('base64') })
    const previewMs = performance.now() - began
    const applied =
      apply && shown.status === 200 ? await send('POST', `import/${shown.body.importId}/apply`, {}) : undefined
    const applyMs = performance.now() - began - previewMs
    const healthMs = await health.stop()
    const after = gateway.ended() ? undefined : await read(gateway, probe)
    return {
      file: name,
      bytes: bytes.length,
      answer: shown.body?.code ?? (shown.status === 200 ? `${shown.body.added} rows` : `none (${shown.status})`),
      'preview ms': Math.round(previewMs),
      ...(applied === undefined
        ? {}
        : { 'apply ms': Math.round(applyMs), applied: applied.body?.added ?? applied.body?.code }),
      'longest block ms': after === undefined ? 'the process ended' : Math.round(after.longestMs),
      'healthz ms': Math.round(healthMs),
      'MiB before': Math.round(idle.peakMiB),
      'MiB peak': after === undefined ? 'the process ended' : Math.round(after.peakMiB),
    }
  } finally {
    await gateway.end()
  }
}

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
  for (let tries = 0; !existsSync(file) && tries < 600; tries++) await new Promise((resolve) => setTimeout(resolve, 50))
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** A command that says one line when it is ready. */
async function start(args, env) {
  const child = spawn(process.execPath, [MAIN, ...args], {
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
