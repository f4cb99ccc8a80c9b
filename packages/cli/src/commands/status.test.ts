import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decimal } from '@spotdeck/exact'
import type { RunningGateway } from '@spotdeck/gateway'
import { MexcClient } from '@spotdeck/mexc'
import { type RunningSandbox, openSandbox } from '@spotdeck/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { explainError } from '../command-error.ts'
import { readSettings } from '../config/settings.ts'
import { buildProgram } from '../program.ts'
import { VERSION } from '../version.ts'
import { openWorld } from '../world.ts'
import { startGateway } from './gateway.ts'

const SPEED = 20
let sandbox: RunningSandbox
let gateway: RunningGateway
let client: MexcClient
const data = mkdtempSync(join(tmpdir(), 'spotdeck-status-'))
const written: string[] = []

beforeAll(async () => {
  const edge = { ...openWorld('error'), tracing: undefined, hooks: undefined }
  const config = {
    host: '127.0.0.1',
    port: 0,
    seed: 'status',
    bots: true,
    demo: false,
    panel: false,
    symbols: ['MXUSDT'],
  }
  // The exchange waits for its own lag before it calls an account live: its time passes faster here.
  sandbox = await openSandbox({ ...config, speed: SPEED }, edge)
  const world = { ...edge, ...sandbox.time, edge }
  const [restUrl, wsUrl, credentials] = [sandbox.url, sandbox.wsUrl, sandbox.demo]
  client = new MexcClient({ preset: 'custom', restUrl, wsUrl, credentials, world })
  const settings = readSettings({ data, port: '0', rest: restUrl, ws: wsUrl }, {})
  const account = { id: 'main', label: 'Main', credentials, trading: false }
  gateway = await startGateway(settings, [account], { sandbox: true }, world)
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})
afterAll(async () => {
  await client.close()
  await gateway.close()
  await sandbox.close()
  rmSync(data, { recursive: true })
})

/** Starts a line; `written` gets its lines. Returns the error's line, or an empty one. */
function run(...line: readonly string[]): Promise<string> {
  written.splice(0)
  process.exitCode = undefined
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  return buildProgram()
    .parseAsync(['node', 'spotdeck', ...line])
    .then(() => '', explainError)
}
const order = () =>
  client.placeOrder({ symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: decimal('2'), quantity: decimal('5') })

describe('a running gateway', () => {
  it('is reported with its accounts, ages and versions, and the token is gone afterwards', async () => {
    await vi.waitFor(
      async () => {
        expect(await run('status', '--data', data, '--json')).toBe('')
        expect(process.exitCode).toBeUndefined()
      },
      { timeout: 30_000 },
    )
    const { url, versions, accounts } = JSON.parse(written.join('')) as Record<string, unknown>
    expect(url).toBe(gateway.localUrl)
    expect(versions).toEqual({ command: VERSION, gateway: VERSION, node: process.version })
    expect(accounts).toMatchObject([
      { id: 'main', label: 'Main', trading: false, status: { state: 'live' }, openOrders: 0 },
    ])
    await run('token', 'list', '--data', data)
    expect(written).toEqual([])
    await vi.waitFor(
      async () => {
        await run('status', '--data', data)
        expect(written.join('')).toMatch(/account +status +for[^]*main +live +\d+ (s|min) /)
      },
      { timeout: 30_000 },
    )
  })

  it('is followed event by event, and again from a position', async () => {
    const first = run('tail', '--data', data, '--topics', 'orders', '--count', '2', '--json')
    // Events are told from the head on: an order may be placed before the stream is open.
    await vi.waitFor(
      async () => {
        await order()
        expect(written.length).toBeGreaterThan(0)
      },
      { timeout: 30_000, interval: 200 },
    )
    expect(await first).toBe('')
    const [one, two] = written.map((line) => JSON.parse(line) as { epoch: string; seq: number; data: object })
    expect(one).toMatchObject({ account: 'main', topic: 'orders', data: { symbol: 'MXUSDT', side: 'BUY', price: '2' } })
    const since = `${one?.epoch}:${one?.seq}`
    expect(await run('tail', '--data', data, '--topics', 'orders', '--since', since, '--count', '1')).toBe('')
    expect(written.join('')).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} main order\.updated symbol MXUSDT side BUY type LIMIT .*\n$/,
    )
    expect(await run('tail', '--data', data, '--topics', 'orders', '--since', since, '--count', '1', '--json')).toBe('')
    expect(JSON.parse(written.join(''))).toEqual(two)
  })

  it('says where a stream that cannot go on ends, and which account or topic is wrong', async () => {
    const tail = (...more: readonly string[]) => run('tail', '--data', data, ...more)
    const notices = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const past = run('tail', '--data', data, '--since', '0123456789abcdef:5', '--count', '1', '--json')
    await vi.waitFor(() => expect(written.length).toBeGreaterThan(0), { timeout: 30_000 })
    await order()
    expect(await past).toBe('')
    expect(notices.mock.calls.join('')).toMatch(/gap: events after 0123456789abcdef:5 up to [\da-f]+:\d+/)
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ gap: { after: '0123456789abcdef:5' } })
    expect(await tail('--account', 'other')).toMatch(/\(UNKNOWN_ACCOUNT\)$/)
    expect(await tail('--topics', 'order')).toMatch(/\(UNKNOWN_TOPIC\)$/)
    expect(await tail('--count', '0')).toMatch(/\(CONFIG_BAD_VALUE\)$/)
    expect(await tail('--for', '1y')).toMatch(/\(CONFIG_BAD_VALUE\)$/)
    expect(await tail('--for', '1s', '--topics', 'deals')).toBe('')
  })
})

describe('public channels', () => {
  const tail = (...line: readonly string[]) => run('tail', '--ws', sandbox.wsUrl, ...line)

  it('are printed as JSON or for a person, by their short or full names', async () => {
    expect(await tail('aggre.bookTicker@100ms@MXUSDT', '--count', '2', '--json')).toBe('')
    expect(written.map((line) => JSON.parse(line) as object)).toMatchObject(
      Array(2).fill({ symbol: 'MXUSDT', body: { kind: 'publicAggreBookTicker' } }),
    )
    expect(await tail('spot@public.limit.depth.v3.api.pb@MXUSDT@5', '--count', '1')).toBe('')
    expect(written.join('')).toMatch(/^\d\d:\d\d:\d\d\.\d{3} MXUSDT publicLimitDepths {"asks":/)
  })

  it('are refused where MEXC has no such channel, or it is private', async () => {
    expect(await tail('agre.deals@100ms@MXUSDT')).toMatch(/is no public channel.*aggre\.deals.*\(CONFIG_BAD_VALUE\)$/)
    expect(await tail('spot@private.orders.v3.api.pb')).toMatch(/\(CONFIG_BAD_VALUE\)$/)
    expect(await tail('aggre.deals@100ms@NOSUCHUSDT', '--for', '20s')).toMatch(/\(CHANNEL_BLOCKED\)$/)
  })
})
