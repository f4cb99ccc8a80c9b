import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decimal } from '@spotdeck/exact'
import type { RunningGateway } from '@spotdeck/gateway'
import { type RunningSandbox, openSandbox } from '@spotdeck/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { explainError } from '../command-error.ts'
import { readSettings } from '../config/settings.ts'
import { categoryOf } from '../failures.ts'
import { buildProgram } from '../program.ts'
import { openWorld } from '../world.ts'
import { startGateway } from './gateway.ts'

/** The exchange waits for its own lag before it calls an account live: its time passes faster here. */
const SPEED = 20
const data = mkdtempSync(join(tmpdir(), 'spotdeck-desk-'))
let sandbox: RunningSandbox
let gateway: RunningGateway
const written: string[] = []
const noticed: string[] = []

beforeAll(async () => {
  const edge = { ...openWorld('error'), tracing: undefined, hooks: undefined }
  const config = { host: '127.0.0.1', port: 0, seed: 'desk', bots: true, demo: false, panel: false }
  sandbox = await openSandbox({ ...config, symbols: ['MXUSDT'], speed: SPEED }, edge)
  const world = { ...edge, ...sandbox.time, edge }
  const settings = readSettings({ data, port: '0', rest: sandbox.url, ws: sandbox.wsUrl }, {})
  const usdt = (amount: string) => decimal<'USDT'>(amount)
  const limits = { maxOrderNotional: usdt('1000'), maxDailyNotional: usdt('5000'), zone: 'UTC' }
  const accounts = [{ id: 'main', label: 'Main', credentials: sandbox.demo, trading: true, limits }]
  gateway = await startGateway(settings, accounts, { sandbox: true }, world)
  await vi.waitFor(
    async () => expect(await run('status')).toMatchObject({ accounts: [{ status: { state: 'live' } }] }),
    {
      timeout: 30_000,
    },
  )
})
afterEach(() => vi.restoreAllMocks())
afterAll(async () => {
  await gateway.close()
  await sandbox.close()
  rmSync(data, { recursive: true })
})

/** Runs a line with `--json`. Returns its document, or the error's line. */
async function run(...line: readonly string[]): Promise<unknown> {
  const trouble = await said(...line, '--json')
  return trouble === '' ? (JSON.parse(written.at(-1) ?? 'null') as unknown) : trouble
}

/** Runs a line; `written` and `noticed` get its lines. Returns the error's line, or an empty one. */
function said(...line: readonly string[]): Promise<string> {
  written.splice(0)
  noticed.splice(0)
  process.exitCode = undefined
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => noticed.push(String(text)) > 0)
  return buildProgram()
    .parseAsync(['node', 'spotdeck', ...line, '--data', data])
    .then(() => '', explainError)
    .finally(() => (process.exitCode = undefined))
}

const openOrders = async (): Promise<unknown> =>
  ((await run('status')) as { readonly accounts: readonly { openOrders: number }[] }).accounts[0]?.openOrders

describe('order', () => {
  const buy = ['order', 'buy', 'mxusdt', '--quantity', '5', '--price', '2'] as const

  it('is shown with its worth and not sent', async () => {
    expect(await said(...buy)).toBe('')
    expect(written.join('')).toMatch(/BUY MXUSDT LIMIT[^]*quantity +5 MX[^]*worth +10 USDT[^]*Nothing was sent/)
    expect(await run(...buy)).toMatchObject({ account: 'main', sent: false, order: { side: 'BUY', price: '2' } })
    expect(await openOrders()).toBe(0)
  })

  it('is placed with --yes, once under one key, and canceled', async () => {
    const placed = (await run(...buy, '--yes', '--key', 'the-key')) as { readonly orderId: string }
    expect(placed).toMatchObject({ outcome: 'placed', key: 'the-key' })
    expect(noticed.join('')).toContain('--key the-key')
    expect(await run(...buy, '--yes', '--key', 'the-key')).toMatchObject({ orderId: placed.orderId })
    await vi.waitFor(async () => expect(await openOrders()).toBe(1))
    expect(await run('cancel', placed.orderId)).toMatchObject({ sent: false, order: { symbol: 'MXUSDT' } })
    expect(await openOrders()).toBe(1)
    expect(await run('cancel', placed.orderId, '--yes')).toEqual({ outcome: 'canceled', orderId: placed.orderId })
    await vi.waitFor(async () => expect(await openOrders()).toBe(0))
    expect(await run('cancel', placed.orderId, '--yes')).toMatch(/is CANCELED: .*\(ORDER_CLOSED\)$/)
  })

  it('is refused with what is wrong, and with the text of the exchange', async () => {
    expect(await run('order', 'by', 'MXUSDT', '--quantity', '5')).toMatch(/Did you mean BUY\?/)
    expect(await run('order', 'buy', 'MXUSTD', '--quantity', '5')).toMatch(/Did you mean MXUSDT\? \(UNKNOWN_SYMBOL\)$/)
    expect(await run('order', 'buy', 'MXUSDT', '--quantity', '-5')).toMatch(/--quantity .*\(CONFIG_BAD_VALUE\)$/)
    expect(await run('order', 'buy', 'MXUSDT', '--price', '2')).toMatch(/takes --price and --quantity/)
    expect(await run(...buy.slice(0, 3), '--quantity', '900', '--price', '2', '--yes')).toMatch(/\(NOTIONAL_LIMIT\)$/)
    expect(await run('order', 'sell', 'MXUSDT', '--quantity', '400', '--price', '2', '--yes')).toMatch(
      /In full: A SELL may stand at at least .* \(ORDER_RULE_BROKEN\)$/,
    )
  })

  it('without a clear answer is unclear, and one that never left is not', async () => {
    const real = globalThis.fetch
    const failing = (error: Error) =>
      vi
        .spyOn(globalThis, 'fetch')
        .mockImplementation((url, init) =>
          init?.method === 'POST' && typeof url === 'string' && url.endsWith('/orders')
            ? Promise.reject(error)
            : real(url, init),
        )
    failing(new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }))
    const unclear = await run(...buy, '--yes', '--key', 'other-key')
    expect(unclear).toMatch(/may have happened or not.* --key other-key .*\(ORDER_OUTCOME_UNKNOWN\)$/)
    expect(categoryOf('ORDER_OUTCOME_UNKNOWN')).toBe('unclear')
    failing(new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) }))
    expect(await run(...buy, '--yes')).toMatch(/\(GATEWAY_NOT_RUNNING\)$/)
  })
})

describe('top', () => {
  it('is plain text once where it goes to a file or pipe, and a document for programs', async () => {
    expect(await said('top')).toBe('')
    const text = written.join('')
    expect(text).toMatch(
      /^main \(Main\): live for \d+ \S+, current \d+ s ago, event \d+, trading on\nequity [\d.]+ USDT/,
    )
    expect(text).toMatch(/\nBalances \(\d+\)\n +asset +free +locked +total\n[^]* MX /)
    expect(text).toContain('Open orders: none')
    expect(text).not.toContain('\u001b')
    expect(await run('top')).toMatchObject({ account: { id: 'main' }, snapshot: { openOrders: [] }, deals: [] })
    expect(await said('top', '--account', 'mian')).toMatch(/Did you mean main\? \(UNKNOWN_ACCOUNT\)$/)
  })

  it('is drawn over itself on a terminal, within it, until a signal, and gives the screen back', async () => {
    const terminal = { isTTY: true, columns: 40, rows: 5 }
    const before = Object.fromEntries(Object.keys(terminal).map((name) => [name, Reflect.get(process.stdout, name)]))
    Object.assign(process.stdout, terminal)
    const ended = said('top')
    const frames = () => written.filter((text) => text.startsWith('\u001b[H'))
    await vi.waitFor(() => expect(frames().length).toBeGreaterThan(1), { timeout: 10_000 })
    process.emit('SIGINT')
    expect(await ended).toBe('')
    Object.assign(process.stdout, before)
    expect(written[0]).toBe('\u001b[?1049h\u001b[?25l')
    expect(written.at(-1)).toBe('\u001b[?25h\u001b[?1049l')
    const lines = (frames()[0] ?? '').split('\n').slice(0, -1)
    expect(lines).toHaveLength(4)
    // The first line begins with the way home, each ends by clearing what stood behind it.
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40 + 2 * '\u001b[K'.length)
  })
})
