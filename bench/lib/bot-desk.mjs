// A gateway over a ledger of the bot, beside a sandbox whose account has the same balances: processes of their own, the gateway
// under the probe of its event loop.

import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { BOT } from './bot-ledger.mjs'

const MAIN = process.env.BENCH_MAIN ?? fileURLToPath(new URL('../../packages/cli/bundle/spotdeck.js', import.meta.url))
const PROBE = fileURLToPath(new URL('./loop-probe.mjs', import.meta.url))
const HEALTH_EVERY_MS = 20
const ANSWER_MS = 600_000

/** Starts both on a data folder and waits until the account is live. */
export async function startDesk(data, { balances, profile, options = [] }) {
  const sandbox = await start(['sandbox', '--port', '0', '--no-bots', '--data', join(data, 'exchange')])
  const host = /http:\/\/127\.0\.0\.1:\d+/.exec(sandbox.line)[0]
  const account = {
    ...BOT,
    balances: Object.fromEntries(Object.entries(balances).map(([asset, amount]) => [asset, String(amount)])),
  }
  // The exchange of a folder that was served before has it.
  await post(`${host}/sandbox/accounts`, account).catch((error) => {
    if (!error.message.startsWith('409')) throw error
  })
  const probe = join(data, 'probe.json')
  const gateway = await start(
    ['gateway', '--port', '0', '--data', data, '--rest', host, '--ws', `${host.replace('http', 'ws')}/ws`, ...options],
    {
      NODE_OPTIONS: `--import ${PROBE}`,
      LOOP_PROBE_FILE: probe,
      SPOTDECK_API_KEY: BOT.apiKey,
      SPOTDECK_API_SECRET: BOT.secret,
    },
    profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profile],
  )
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(gateway.line)[0]
  const link = /http:\S+/.exec(gateway.line)[0]
  const said = await run(['token', 'create', '--audience', 'owner', '--data', data])
  const headers = { authorization: `Bearer ${said.match(/[\w-]{20,}/g).at(-1)}` }
  const text = async (path) => {
    const answer = await fetch(url + path, { headers, signal: AbortSignal.timeout(ANSWER_MS) })
    const body = await answer.text()
    if (!answer.ok) throw new Error(`${answer.status} ${JSON.parse(body).code}`)
    return body
  }
  const health = watchHealth(url)
  await live(text)
  return {
    url,
    link,
    host,
    headers,
    text,
    probe: () => read(gateway.pid, probe),
    residentMiB: () => residentMiB(gateway.pid),
    longestHealth: () => health.take(),
    async end() {
      await health.stop()
      await gateway.end()
      await sandbox.end()
    },
  }
}

async function live(text) {
  for (let tries = 0; tries < 1_200; tries++) {
    const { status } = JSON.parse(await text('/api/v1/accounts/main/snapshot'))
    if (status.state === 'live') return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('The account was not live within five minutes.')
}

/** Asks `/healthz` again and again; `take`: the longest answer since the call before. */
function watchHealth(url) {
  let [stopped, longest] = [false, 0]
  const watching = (async () => {
    while (!stopped) {
      const began = performance.now()
      await fetch(`${url}/healthz`).then(
        (answer) => answer.text(),
        () => undefined,
      )
      longest = Math.max(longest, performance.now() - began)
      await new Promise((resolve) => setTimeout(resolve, HEALTH_EVERY_MS))
    }
  })()
  const take = () => {
    const told = longest
    longest = 0
    return told
  }
  return { take, stop: () => ((stopped = true), watching) }
}

async function read(pid, file) {
  rmSync(file, { force: true })
  process.kill(pid, 'SIGUSR2')
  for (let tries = 0; !existsSync(file) && tries < 12_000; tries++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Memory of a process now (Linux). */
function residentMiB(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
}

/** Sends JSON; answers JSON. */
export async function post(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return answer.json()
}

/** A command that says one line when it is ready. */
async function start(args, env = {}, options = []) {
  const child = spawn(process.execPath, [...options, MAIN, ...args], {
    env: { ...process.env, SPOTDECK_LOG_LEVEL: process.env.BENCH_LOG ?? 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const lines = createInterface({ input: child.stdout })
  const line = await Promise.race([new Promise((resolve) => lines.once('line', resolve)), ended.then(() => undefined)])
  if (line === undefined) throw new Error(`spotdeck ${args[0]} ended before it was ready.`)
  return { pid: child.pid, line, end: () => (child.kill('SIGTERM'), ended) }
}

/** A command until it ends; answers what it said. */
export function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (bytes) => (text += bytes))
    child.once('exit', (code) => (code === 0 ? resolve(text) : reject(new Error(`spotdeck ${args[0]}: ${code}`))))
  })
}
