import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decimal } from '@spotdeck/exact'
import { ledgerPath, openSqliteStore } from '@spotdeck/store'
import { EMPTY_STATE, type Deal, record, touchedRows } from '@spotdeck/ledger'
import { afterEach, expect, test } from 'vitest'
import { runCommand, runUnread, temporaryFolder } from './support/command.ts'

const folder = temporaryFolder()
afterEach(() => folder.remove())

const deal = (side: Deal['side'], [quantity, worth]: readonly [string, string], time: number): Deal => ({
  tradeId: `${time}X1`,
  orderId: `o${time}`,
  symbol: 'MXUSDT',
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  side,
  price: decimal('1'),
  quantity: decimal(quantity),
  quoteQuantity: decimal(worth),
  fee: decimal('0'),
  feeAsset: 'USDT',
  isMaker: false,
  isSelfTrade: false,
  time,
})

/** A data folder whose account bought 10 MX for 20 and 10 for 50, and sold 5 for 30 at the turn of the year in Taipei. */
async function begun(): Promise<string> {
  const data = join(folder.path, 'data')
  mkdirSync(join(data, 'ledger'), { recursive: true })
  const identity = { account: 'main', host: 'api.mexc.com', user: '1' }
  const store = openSqliteStore({ path: ledgerPath(data, 'main'), identity, newEpoch: 'abcdef0123456789' })
  const turn = Date.parse('2025-12-31T16:00:00Z')
  const deals = [
    deal('BUY', ['10', '20'], turn - 9_000_000),
    deal('BUY', ['10', '50'], turn - 8_000_000),
    deal('SELL', ['5', '30'], turn),
  ]
  const { events, state } = record(
    EMPTY_STATE,
    deals.map((one) => ({ type: 'deal.added', deal: one, namedBy: 'stream', time: one.time, source: 'stream' })),
    turn + 1,
  )
  await store.commit({ events, rows: touchedRows(EMPTY_STATE, state, events) })
  await store.close()
  return data
}

test('spotdeck export lots writes the lots of a year where the person is, and says what is wrong with a question', async () => {
  const data = await begun()
  const lots = ['export', 'lots', '--data', data, '--zone', 'Asia/Taipei']
  for (const [method, cost, gain] of [
    ['fifo', '10', '20'],
    ['hifo', '25', '5'],
    ['average', '17.5', '12.5'],
  ] as const) {
    const to = join(folder.path, `${method}.csv`)
    const written = await runCommand([...lots, '--year', '2026', '--method', method, '--to', to])
    expect(written).toMatchObject({ code: 0, err: '' })
    expect(written.out).toMatch(/^main: lots in .*, \d+ bytes\n$/)
    const [head = '', row = '', ...rest] = readFileSync(to, 'utf8').split('\r\n')
    const cells = new Map(head.split(',').map((name, index) => [name, row.split(',')[index]]))
    expect([cells.get('disposedDay'), cells.get('cost'), cells.get('gain'), rest]).toEqual([
      '2026-01-01',
      cost,
      gain,
      [''],
    ])
  }
  const before = await runCommand([...lots, '--year', '2025'])
  expect(before.out.trim().split('\r\n')).toHaveLength(1)
  const year = ['--year', '2026']
  for (const wrong of [[], ['--year', '26'], [...year, '--zone', 'Mars'], [...year, '--method', 'lifo']]) {
    const refused = await runCommand([...lots, ...wrong])
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toContain('CONFIG_BAD_VALUE')
  }
})

test('spotdeck export writes the days of a span where the person is, the last day whole, and refuses what is no day', async () => {
  const data = await begun()
  const deals = ['export', 'deals', '--data', data, '--zone', 'Asia/Taipei']
  const times = async (...span: readonly string[]): Promise<readonly string[]> => {
    const { code, out } = await runCommand([...deals, ...span])
    expect(code).toBe(0)
    const [head = '', ...rows] = out.trim().split('\r\n')
    const column = head.split(',').indexOf('time')
    return rows.map((row) => row.split(',')[column] ?? '')
  }
  const turn = Date.parse('2026-01-01T00:00:00+08:00')
  const [bought, boughtMore, sold] = [turn - 9_000_000, turn - 8_000_000, turn].map(String)
  expect(await times('--from', '2026-01-01')).toEqual([sold])
  expect(await times('--from', '2025-12-31', '--to', '2025-12-31')).toEqual([boughtMore, bought])
  expect(await times('--to', boughtMore ?? '')).toEqual([bought])
  const file = join(folder.path, 'span.csv')
  const written = await runCommand([...deals, '--from', '2025-12-31', '--to', '2026-01-01', '--out', file])
  expect(written.code).toBe(0)
  expect(readFileSync(file, 'utf8').trim().split('\r\n')).toHaveLength(4)
  for (const wrong of ['2026-02-30', 'yesterday']) {
    const refused = await runCommand([...deals, '--from', wrong])
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toContain('CONFIG_BAD_VALUE')
  }
})

test('a command whose reader has gone, as head goes after its lines, ends without a word', async () => {
  const data = await begun()
  for (const args of [
    ['export', 'deals', '--data', data],
    ['config', 'schema'],
  ])
    expect(await runUnread(args)).toMatchObject({ code: 0, err: '' })
})
