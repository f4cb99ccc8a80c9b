// Many accounts behind one address: a sandbox whose accounts share one budget (rateLimits=shared), and one gateway that follows
// them all, as processes of their own. Prints when each account is live, refusals, weight while idle, memory and processor time;
// the same for a second start on the same ledgers. A key that the exchange refuses stands among them.
// node bench/accounts.mjs [accounts] [idle minutes] [minutes for the backfills]

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { openAccess } from '@spotdeck/desk/access'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { openAddress } from './lib/address.mjs'
import { freePort } from './lib/product.mjs'

const main = fileURLToPath(new URL('../packages/cli/bundle/spotdeck.js', import.meta.url))
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'MXUSDT']
const ORDERS = 4
const POLL_MS = 250
const LIVE_WITHIN_MS = 600_000
const MINUTE_MS = 60_000
const LIMITS = { liveMs: 60_000, idleWeight: 10 }
/** Of this many accounts on, one more has a key that the exchange refuses. */
const WITH_BAD_KEY = 10

const out = (line) => process.stdout.write(`${line}\n`)
const s = (ms) => `${(ms / 1_000).toFixed(1)} s`

async function measure(count, idleMinutes, backfillMinutes) {
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-accounts-'))
  const port = await freePort()
  const sandbox = run(
    ['sandbox', '--port', String(port), '--data', join(folder, 'exchange'), '--symbols', SYMBOLS.join()],
    {
      SPOTDECK_SWITCHES: 'rateLimits=shared',
    },
  )
  try {
    await sandbox.ready
    const exchange = `http://127.0.0.1:${port}`
    const address = await openAddress(exchange)
    try {
      const keys = await makeAccounts(exchange, count)
      const desk = writeConfig(folder, keys, { rest: address.url, ws: `ws://127.0.0.1:${port}/ws` })
      await start('first start', desk, address, { idleMinutes, backfillMinutes })
      await start('second start', desk, address, { idleMinutes: 0, backfillMinutes: 0 })
    } finally {
      await address.close()
    }
  } finally {
    await sandbox.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts a command of the product; `ready` resolves with its first line. */
function run(args, env = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SPOTDECK_LOG_LEVEL: 'error', ...env },
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const ready = new Promise((resolve, reject) => {
    let text = ''
    void ended.then(() => reject(new Error(`Ended: ${args[0]} ${text}`)))
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      if (text.includes('ready: ')) resolve(text)
    })
  })
  const end = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { pid: child.pid, ready, end }
}

async function post(exchange, path, body) {
  const answer = await fetch(`${exchange}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
}

/** Accounts with balances, finished orders and open ones. */
async function makeAccounts(exchange, count) {
  const keys = []
  for (let n = 1; n <= count; n++) {
    const apiKey = `mx0account${n}`
    const secret = `secret-of-account-${n}`
    await post(exchange, '/sandbox/accounts', { apiKey, secret, balances: { USDT: '5000', MX: '500', BTC: '0.5' } })
    const placing = `/sandbox/accounts/${apiKey}/orders`
    await post(exchange, placing, { symbol: 'MXUSDT', count: ORDERS, side: 'BUY', cross: true })
    await post(exchange, placing, { symbol: 'BTCUSDT', count: 2, side: 'BUY' })
    keys.push({ id: `account-${n}`, apiKey, secret })
  }
  if (count >= WITH_BAD_KEY) keys.splice(2, 0, { id: 'refused', apiKey: 'mx0unknown', secret: 'secret-of-nobody' })
  return keys
}

function writeConfig(folder, keys, hosts) {
  const data = join(folder, 'data')
  mkdirSync(data)
  const accounts = keys.map(({ id, apiKey, secret }) => {
    const keyFile = join(folder, `${id}.json`)
    writeFileSync(keyFile, JSON.stringify({ apiKey, secret }), { mode: 0o600 })
    return { id, keyFile }
  })
  const file = join(folder, 'spotdeck.json')
  writeFileSync(file, JSON.stringify({ ...hosts, data, accounts }))
  const access = openAccess(data, { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog })
  const token = access.createToken({ audience: 'owner', accounts: 'all' }).secret
  access.close()
  return { file, token, keys }
}

async function start(name, { file, token, keys }, address, { idleMinutes, backfillMinutes }) {
  address.calls.length = 0
  const port = await freePort()
  const begun = performance.now()
  const gateway = run(['gateway', '--config', file, '--port', String(port)])
  const get = async (path) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return answer.json()
  }
  try {
    await gateway.ready
    const readyMs = performance.now() - begun
    const live = await untilLive(get, keys, begun)
    report(name, { keys, live, readyMs, calls: address.calls, memory: memoryOf(gateway.pid) })
    if (backfillMinutes > 0) await untilBackfilled(get, keys, backfillMinutes * MINUTE_MS)
    if (idleMinutes > 0) await idle(gateway, keys, address, idleMinutes)
  } finally {
    await gateway.end()
  }
}

/** ms from `begun` on at which each account was first seen live. */
async function untilLive(get, keys, begun) {
  const live = new Map()
  const good = keys.filter(({ id }) => id !== 'refused').length
  while (live.size < good && performance.now() - begun < LIVE_WITHIN_MS) {
    for (const { id, status } of (await get('accounts')).items)
      if (status.state === 'live' && !live.has(id)) live.set(id, performance.now() - begun)
    await sleep(POLL_MS)
  }
  return live
}

function report(name, { keys, live, readyMs, calls, memory }) {
  const times = [...live.values()].sort((a, b) => a - b)
  const good = keys.filter(({ id }) => id !== 'refused').length
  out(`${name}: ${good} accounts, ready for subscribers after ${s(readyMs)}`)
  out(
    `  live: ${live.size} of ${good}; first ${s(times[0] ?? NaN)}, median ${s(times[times.length >> 1] ?? NaN)}, last ${s(times.at(-1) ?? NaN)} (limit ${s(LIMITS.liveMs)})`,
  )
  out(`  each: ${[...live].map(([id, ms]) => `${id} ${(ms / 1_000).toFixed(1)}`).join(', ')}`)
  const refused = calls.filter(({ status }) => status === 429 || status === 418).length
  out(`  refused by limits (429, 418): ${refused} of ${calls.length} calls (limit 0)`)
  out(`  weight until then: ${weightsOf(calls)}`)
  out(`  memory: ${memory} MB`)
}

/** Weights of calls by endpoint, the largest first. */
function weightsOf(calls) {
  const sums = new Map()
  for (const { name, weight } of calls) sums.set(name, (sums.get(name) ?? 0) + weight)
  const total = [...sums.values()].reduce((sum, weight) => sum + weight, 0)
  const parts = [...sums].sort((a, b) => b[1] - a[1]).map(([name, weight]) => `${name} ${weight}`)
  return `${total} (${parts.join(', ')})`
}

async function untilBackfilled(get, keys, longestMs) {
  const begun = performance.now()
  const left = new Set(keys.map(({ id }) => id).filter((id) => id !== 'refused'))
  while (left.size > 0 && performance.now() - begun < longestMs) {
    for (const id of left) {
      const { items } = await get(`accounts/${id}/coverage`)
      if (!items.some(({ state }) => state === 'repairing')) left.delete(id)
    }
    await sleep(5_000)
  }
  out(`  backfills: ${left.size} under way after ${s(performance.now() - begun)} more`)
}

async function idle({ pid }, keys, address, minutes) {
  const from = address.calls.length
  const cpu = cpuOf(pid)
  const begun = performance.now()
  await sleep(minutes * MINUTE_MS)
  const seconds = (performance.now() - begun) / 1_000
  const calls = address.calls.slice(from)
  const own = calls.filter(({ key }) => key !== '' && key !== 'mx0unknown')
  const each =
    own.reduce((sum, { weight }) => sum + weight, 0) / minutes / (keys.length - (keys.length > WITH_BAD_KEY ? 1 : 0))
  out(`  idle for ${minutes} min: ${each.toFixed(1)} weight a minute an account (limit ${LIMITS.idleWeight})`)
  out(`  weight while idle: ${weightsOf(calls)}`)
  out(`  refused by limits while idle: ${calls.filter(({ status }) => status === 429 || status === 418).length}`)
  out(
    `  processor while idle: ${((100 * (cpuOf(pid) - cpu)) / seconds).toFixed(1)} % of one core; memory ${memoryOf(pid)} MB`,
  )
}

/** Resident memory of a process, MB. */
function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024)
}

/** Processor time of a process, s. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const [count = 50, idleMinutes = 0, backfillMinutes = 0] = process.argv.slice(2).map(Number)
await measure(count, idleMinutes, backfillMinutes)
