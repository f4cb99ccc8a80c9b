import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NewAccount, type StartedSandbox, startSandbox } from '@spotdeck/sandbox'
import { MexcClient } from '@spotdeck/mexc'
import { type Fetch, NetworkFault, type OpenSocket } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { lockDirectory } from '@spotdeck/store'
import { STREAM_LIMITS, createListenKey } from '@spotdeck/wire'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { readSettings } from '../config/settings.ts'
import { diagnose } from '../doctor/diagnose.ts'
import { FINDINGS, type Finding } from '../doctor/finding.ts'
import { openWorld } from '../world.ts'
import { doctorCommand } from './doctor.ts'

/** A key as a careful owner makes it: it reads, trades, cannot withdraw, and works from this machine alone. */
const GOOD: NewAccount = {
  apiKey: 'mx0doctor',
  secret: 'doctor-secret-text',
  balances: { USDT: '1000', MX: '5' },
  permissions: ['SPOT_ACCOUNT_READ', 'SPOT_DEAL_READ', 'SPOT_DEAL_WRITE', 'SPOT_TRANSFER_READ', 'SPOT_WITHDRAW_READ'],
  ipWhiteList: ['127.0.0.1'],
}
const folder = mkdtempSync(join(tmpdir(), 'spotdeck-doctor-'))
const NO_SERVERS = { database: undefined, bus: undefined, redis: undefined }
let sandbox: StartedSandbox
let named = 0

beforeAll(async () => {
  sandbox = await startSandbox()
  sandbox.createAccount(GOOD)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

type Setup = {
  readonly config?: object
  readonly key?: NewAccount
  readonly venue?: StartedSandbox
  readonly json?: boolean
  readonly symbols?: string
}

/** Runs the command on a set-up that is right but for what is given; returns its output and exit code. */
async function doctor({ config = {}, key = GOOD, venue = sandbox, json = true, symbols }: Setup = {}) {
  const place = join(folder, String(named++))
  mkdirSync(place, { mode: 0o700 })
  const file = join(place, 'spotdeck.json')
  const addresses = { rest: venue.restUrl, ws: venue.wsUrl }
  writeFileSync(file, JSON.stringify({ ...addresses, port: 0, data: join(place, 'data'), ...config }), { mode: 0o600 })
  vi.stubEnv('SPOTDECK_API_KEY', key.apiKey)
  vi.stubEnv('SPOTDECK_API_SECRET', key.secret)
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  await doctorCommand({ config: file, json, symbols })
  return { text: written.join(''), exitCode: process.exitCode, place }
}

/** Findings that are not ok, as `status check code`. */
async function troubles(setup: Setup) {
  const { text, exitCode } = await doctor(setup)
  const { findings } = JSON.parse(text) as { readonly findings: readonly Finding[] }
  // The line of Node that runs the tests is a matter of its own.
  const wrong = findings.filter(({ status, check }) => status !== 'ok' && check !== 'node' && check !== 'disk')
  return { found: wrong.map(({ status, check, code }) => `${status} ${check} ${code}`), wrong, exitCode, text }
}

it('finds nothing wrong with a good set-up, and says for each check what was seen', async () => {
  const { found, text } = await troubles({})
  expect(found).toEqual([])
  const { findings } = JSON.parse(text) as { readonly findings: readonly Finding[] }
  expect([...new Set(findings.map(({ check }) => check))]).toEqual([
    ...['node', 'configuration', 'data', 'disk', 'port', 'endpoints', 'rest', 'streams', 'clock'],
    ...['key', 'permissions', 'addresses', 'listen-keys', 'pairs'],
  ])
  expect(findings.filter(({ seen }) => seen === '')).toEqual([])
})

it('prints a row for each check, with the next step below one that is not well', async () => {
  const { text } = await doctor({ key: { ...GOOD, secret: 'another-secret-text' }, json: false })
  expect(text).toMatch(/ok +streams +ws:.*answers in \d+ ms/)
  expect(text).toMatch(
    /error +key \(main\) +MEXC refuses the key: the signature does not fit.*\(700002\)\.\n +Check API key/,
  )
  expect(text).toMatch(/\d+ ok, (0 warnings|1 warning|\d warnings), 1 error\n$/)
  expect(text).not.toMatch(/another-secret|mx0doctor|[0-9a-f]{64}/)
})

describe('a broken set-up', () => {
  const keyWith = (change: NewAccount) => {
    const key = { ...GOOD, apiKey: `mx0doctor${named}`, ...change }
    sandbox.createAccount(key)
    return key
  }

  it('wrong secret', async () => {
    const { found, exitCode } = await troubles({ key: { ...GOOD, secret: 'another-secret-text' } })
    expect([found, exitCode]).toEqual([['error key AUTH_REFUSED'], 2])
  })

  it('clock 40 s off, behind or ahead', async () => {
    for (const offset of [40_000, -40_000]) {
      await using venue = await startSandbox({ world: { clock: { now: () => Date.now() + offset } } })
      venue.createAccount(GOOD)
      const { found, wrong, exitCode } = await troubles({ venue })
      expect([found, exitCode]).toEqual([['error clock CLOCK_OFF'], 2])
      expect(wrong[0]?.seen).toMatch(offset > 0 ? /\d s behind the exchange/ : /\d s ahead of the exchange/)
    }
  })

  it('port taken by another program', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await vi.waitUntil(() => server.listening)
    const { port } = server.address() as AddressInfo
    expect((await troubles({ config: { port } })).found).toEqual(['error port PORT_IN_USE'])
    server.close()
  })

  it('data folder that cannot be written, or that others can read', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    expect((await troubles({ config: { data: join(file, 'data') } })).found).toEqual(['error data DATA_UNWRITABLE'])
    const open = join(folder, 'open')
    mkdirSync(open)
    chmodSync(open, 0o755)
    expect(await troubles({ config: { data: open } })).toMatchObject({ found: ['warning data DATA_OPEN'], exitCode: 1 })
  })

  it('configuration with an unknown member', async () => {
    const { found, wrong, exitCode } = await troubles({ config: { sandboxPrt: 1 } })
    expect([found, exitCode]).toEqual([['error configuration CONFIG_INVALID'], 2])
    expect(wrong[0]?.seen).toContain('Did you mean sandboxPort?')
  })

  it('host that refuses connections', async () => {
    const gone = await startSandbox()
    await gone.close()
    const { found } = await troubles({ venue: gone })
    expect(found).toEqual(['error rest NETWORK_REFUSED', 'error streams STREAMS_UNREACHABLE'])
  })

  it('address that the key is not bound to', async () => {
    const key = keyWith({ ipWhiteList: ['192.0.2.1'] })
    expect((await troubles({ key })).found).toEqual(['error addresses IP_NOT_ALLOWED'])
  })

  it('key that cannot trade where trading is on, that may withdraw, or that cannot read', async () => {
    vi.stubEnv('SPOTDECK_TRADING', 'true')
    const reads = GOOD.permissions?.filter((one) => one !== 'SPOT_DEAL_WRITE') ?? []
    expect((await troubles({ key: keyWith({ permissions: reads }) })).found).toEqual([
      'error permissions KEY_CANNOT_TRADE',
    ])
    const all = [...(GOOD.permissions ?? []), 'SPOT_WITHDRAW_WRITE']
    const withdraws = await troubles({ key: keyWith({ permissions: all, ipWhiteList: [] }) })
    expect(withdraws).toMatchObject({
      found: ['warning permissions KEY_CAN_WITHDRAW', 'warning addresses KEY_NOT_BOUND'],
      exitCode: 1,
    })
    const blind = await troubles({ key: keyWith({ permissions: ['SPOT_DEAL_WRITE'] }) })
    expect(blind.found).toEqual(['error permissions KEY_CANNOT_READ', 'warning permissions KEY_CANNOT_READ_FLOWS'])
  })

  it('listen keys used up', async () => {
    const key = keyWith({ balances: { USDT: '1' } })
    const world = { ...openWorld('error'), parseLarge: undefined }
    const credentials = { apiKey: key.apiKey, secret: GOOD.secret ?? '' }
    await using client = new MexcClient({
      ...{ preset: 'custom', restUrl: sandbox.restUrl, wsUrl: sandbox.wsUrl, credentials, world },
    })
    for (let n = 0; n < STREAM_LIMITS.listenKeysPerUser; n++) await client.call(createListenKey, {})
    expect((await troubles({ key })).found).toEqual(['error listen-keys LISTEN_KEYS_USED_UP'])
  })

  it('symbol that is not open to the API, that is misspelt, and an asset that no program can sell', async () => {
    const asked = async (symbols: string) => (await troubles({ symbols })).wrong
    expect(await asked('MXUSDT,FROPUSDT')).toMatchObject([
      { code: 'SYMBOL_NOT_TRADABLE_VIA_API', seen: 'FROPUSDT: closed to orders of this key.', account: 'main' },
    ])
    expect(await asked('MXUDST')).toMatchObject([
      { code: 'UNKNOWN_SYMBOL', seen: 'MXUDST is not listed. Did you mean MXUSDT?' },
    ])
    const key = keyWith({ balances: { FROP: '10', MX: '1' } })
    expect((await troubles({ key })).wrong).toMatchObject([
      { status: 'warning', code: 'PAIRS_CLOSED', seen: 'No pair is open to this key of FROP.' },
    ])
  })

  it('data folder that another command writes to', async () => {
    const data = mkdtempSync(join(folder, 'locked-'))
    const lock = lockDirectory(data)
    expect((await troubles({ config: { data } })).found).toEqual(['warning data DATA_LOCKED'])
    lock.release()
    expect((await troubles({ config: { data } })).found).toEqual([])
  })

  it('retired address, plain address of another machine, key file that is missing', async () => {
    expect((await troubles({ config: { ws: 'wss://wbs.mexc.com/ws' } })).wrong).toMatchObject([
      {
        code: 'ENDPOINT_RETIRED',
        seen: 'wbs.mexc.com was retired on 2025-08-04; wss://wbs-api.mexc.com/ws is current.',
      },
    ])
    expect((await troubles({ config: { rest: 'http://mexc.example' } })).found).toEqual([
      'error configuration PLAIN_EXCHANGE',
    ])
    const accounts = [{ id: 'second', keyFile: join(folder, 'no-key.json') }]
    expect((await troubles({ config: { accounts } })).wrong).toMatchObject([
      { check: 'key', account: 'second', code: 'CREDENTIALS_MISSING' },
    ])
  })
})

it('ends within seconds where the host takes connections and never answers', async () => {
  const time = new VirtualTime(Date.UTC(2026, 10, 25))
  const never: Fetch = ({ timeoutMs }) =>
    new Promise((_, reject) => {
      time.after(timeoutMs, () => reject(new NetworkFault('HTTP_TIMEOUT', 'No answer in time.')))
    })
  const openSocket: OpenSocket = () => ({ send: () => undefined, close: () => undefined, bufferedBytes: 0 })
  const world = { ...openWorld('error'), parseLarge: undefined, clock: time, timers: time, fetch: never, openSocket }
  const settings = readSettings({ data: join(folder, 'none'), port: '0' }, {})
  const diagnosing = diagnose({ settings, accounts: [], symbols: [], node: 'v20.18.0', servers: NO_SERVERS }, world)
  for (let passed = 0; passed < 20_000; passed += 250) await time.advance(250)
  const found = (await diagnosing).filter(({ status, check }) => status === 'error' && check !== 'disk')
  expect(found).toMatchObject([
    { code: 'NODE_TOO_OLD' },
    { check: 'rest', code: 'NETWORK_TIMEOUT' },
    { code: 'STREAMS_UNREACHABLE', seen: 'wss://wbs-api.mexc.com/ws did not answer within 6 s.' },
  ])
})

it('has every code of its own in the documentation', () => {
  const page = readFileSync(new URL('../../../../docs/command.md', import.meta.url), 'utf8')
  expect(Object.keys(FINDINGS).filter((code) => !page.includes(`\`${code}\``))).toEqual([])
})
