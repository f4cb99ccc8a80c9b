import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COLUMNS, csvLine } from '@spotdeck/reports'
import { recognise } from '../rows/columns.ts'
import { readFile } from './read-file.ts'
import { request } from '../testing/files.ts'
import { readTable } from '../workbook/table.ts'
import { isFormula, readNumber, readSide, readStatus, readTransfer } from '../rows/values.ts'
import { readTime, zoneOf } from '../rows/zone.ts'

const utc = zoneOf('UTC')
if (utc === undefined) throw new Error('UTC is a zone.')

describe('numbers', () => {
  it('keep every digit, with thousands separators, exponents and units', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.integer({ min: 0, max: 12 }), (coefficient, scale) => {
        const digits = coefficient.toString().padStart(scale + 1, '0')
        const whole = digits.slice(0, digits.length - scale)
        const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`
        const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
        const exact = readNumber(`${whole}${fraction}`)?.value
        expect(exact).toBeDefined()
        expect(readNumber(`${grouped}${fraction} USDT`)).toEqual({ value: exact, unit: 'USDT' })
        expect(readNumber(`${coefficient}e-${scale}`)?.value).toBe(exact)
      }),
    )
  })
  it('are rejected if a comma may be a decimal point, or for any other character', () => {
    for (const text of ['1,5', '1,23,456', '1.2.3', 'abc', '', '0x10', 'NaN', 'Infinity', '1e400', '--1'])
      expect(readNumber(text)).toBeUndefined()
  })
})

describe('times', () => {
  it('come back to the second from any zone', () => {
    const zones = fc.constantFrom(
      'UTC',
      '+08:00',
      '-0330',
      'UTC+8',
      'Asia/Taipei',
      'America/New_York',
      'Asia/Kathmandu',
    )
    const times = fc.integer({ min: Date.UTC(2018, 1) / 1_000, max: Date.UTC(2035, 1) / 1_000 })
    fc.assert(
      fc.property(zones, times, (name, second) => {
        const zone = zoneOf(name)
        if (zone === undefined) throw new Error(name)
        const offset = wallOffset(name, second * 1_000)
        const wall = new Date(second * 1_000 + offset * 60_000).toISOString().slice(0, 19)
        const back = readTime(wall.replace('T', ' '), zone)
        const isTwice = [-3_600, 3_600].some(
          (apart) => wallOffset(name, (second + apart) * 1_000) === offset - apart / 60,
        )
        expect(back).toBe(isTwice ? 'twice' : second * 1_000)
        expect(readTime(String(second * 1_000), zone)).toBe(second * 1_000)
      }),
    )
  })
  it('are rejected in words if clocks went back over them', () => {
    const zone = zoneOf('America/New_York') ?? utc
    const at = (text: string) => readTime(text, zone)
    expect([at('2025-11-02 01:30:00'), at('2025-03-09 02:30:00')]).toEqual(['twice', undefined])
    expect(at('2025-11-02 02:30:00')).toBe(Date.UTC(2025, 10, 2, 7, 30))
    expect(at('2025-11-02 01:30:00-05:00')).toBe(Date.UTC(2025, 10, 2, 6, 30))
  })
  it('are rejected if the day does not exist or day and month are ambiguous', () => {
    for (const text of ['2026-02-30 00:00:00', '2026-01-01', '01/02/2026 10:00:00', '2026-01-01 25:00:00', 'now'])
      expect(readTime(text, utc)).toBeUndefined()
    expect(readTime('2026/1/2 03:04:05+08:00', utc)).toBe(Date.UTC(2026, 0, 1, 19, 4, 5))
    expect(zoneOf('Nowhere/Here')).toBeUndefined()
  })
})

/** Minutes ahead of UTC, from a witness of its own: the zone's name of the offset. */
function wallOffset(name: string, time: number): number {
  const fixed = /^(?:UTC)?([+-])(\d{1,2}):?(\d{2})?$/.exec(name)
  if (fixed !== null) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0))
  const text = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' }).format(time)
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
}

describe('words', () => {
  it('are the same in three languages', () => {
    expect(['Buy', '買入', '买入', 'SELL', '賣出', '卖出', 'both'].map(readSide)).toEqual([
      'BUY',
      'BUY',
      'BUY',
      'SELL',
      'SELL',
      'SELL',
      undefined,
    ])
    expect(['Filled', '完全成交', 'Cancelled', '已撤单', 'Partially Filled', '?'].map(readStatus)).toEqual([
      'FILLED',
      'FILLED',
      'CANCELED',
      'CANCELED',
      'PARTIALLY_FILLED',
      undefined,
    ])
    expect(['Credited Successfully', '充值成功', 'Pending', 'Failed', '审核中', '?'].map(readTransfer)).toEqual([
      'done',
      'done',
      'open',
      'open',
      'open',
      undefined,
    ])
    expect(['=1+1', '@x', '+cmd', '-1.5', '--', '+2'].map(isFormula)).toEqual([true, true, true, false, false, false])
  })

  it.each([
    ['deals', 'UID,Pairs,Time,Side,Filled Price,Executed Amount,Total,Fee,Role'],
    [
      'orders',
      'UID,Pairs,Time,Type,Direction,Average Filled Price,Order Price,Filled Quantity,Order Quantity,Order Amount,Status',
    ],
    ['deposits', 'UID,Status,Time,Crypto,Network,Deposit Amount,TxID,Progress'],
    [
      'withdrawals',
      'UID,Status,Time,Crypto,Network,Request Amount,Withdrawal Address,memo,TxID,Trading Fee,Settlement Amount,Withdrawal Descriptions',
    ],
    ['deals', '交易对,时间(UTC+08:00),方向,成交价,成交量,总额,手续费'],
    ['deposits', '狀態,時間,幣種,網路,充值數量,TxID'],
  ])('of the headings of %s are all known: %s', (kind, heading) => {
    expect(recognise(heading.split(','), { fileName: 'export.csv' })).toMatchObject({ kind, missing: [] })
  })
})

describe('malicious CSV', () => {
  it('with millions of cells or empty lines is rejected without building a table', async () => {
    const code = (text: string | Buffer): Promise<unknown> =>
      readTable(Buffer.from(text)).then(
        () => 'read',
        (error: unknown) => error,
      )
    const began = process.cpuUsage()
    expect(await code(Buffer.alloc(8 * 1024 * 1024, ','))).toMatchObject({ params: { reason: 'TOO_MANY_COLUMNS' } })
    expect(await code(`a,b\n${`,${'x'.repeat(4_001)}\n`}`)).toMatchObject({
      params: { reason: 'CELL_TOO_LONG', line: 2 },
    })
    const wide = `${'c,'.repeat(98)}c\n`
    expect(await code(wide + wide.repeat(40_000))).toMatchObject({
      code: 'IMPORT_TOO_LARGE',
      params: { what: 'cells' },
    })
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(6_000)
  })
})

describe('our own export', () => {
  it('is read back unchanged, also client ids that look like formulas', async () => {
    const ids = ['=cmd()', '+1', '-x', '@a', ';b', "'c", "''d", '-1.5', '-1e5', 'plain']
    const deal = (n: number): Record<string, unknown> => ({
      tradeId: `T${n}`,
      orderId: `O${n}`,
      clientOrderId: ids[n],
      symbol: 'MXUSDT',
      side: 'BUY',
      price: '2',
      quantity: '1.5',
      quoteQuantity: '3',
      fee: '-0.001',
      feeAsset: 'MX',
      isMaker: n % 2 === 0,
      isSelfTrade: false,
      time: Date.UTC(2025, 0, 1) + n,
    })
    const rows = ids.map((_, n) => COLUMNS.deals.map((column) => deal(n)[column]))
    const file = [COLUMNS.deals, ...rows].map((row) => csvLine(row)).join('')
    const context = { pairs: [{ symbol: 'MXUSDT', baseAsset: 'MX', quoteAsset: 'USDT' }], now: Date.UTC(2026, 0, 1) }
    const read = await readFile(request(file), context, () => undefined)
    expect(read.summary).toMatchObject({ kind: 'deals', missing: [], refused: [] })
    expect(read.records.rows.map((row) => ('clientOrderId' in row ? row.clientOrderId : undefined))).toEqual(ids)
    expect(read.records.rows[0]).toMatchObject({
      fee: '-0.001',
      isMaker: true,
      time: Date.UTC(2025, 0, 1),
      orderId: 'O0',
    })
  })
})

describe('hostile files', () => {
  it('are read or refused with a code, whatever their bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('', 'PK\u0003\u0004', 'a,b\n', '"', '\ufeff'),
        async (bytes, start) => {
          const file = Buffer.concat([Buffer.from(start), bytes])
          const read = await readTable(file).catch((error: unknown) => error)
          if (read instanceof Error)
            expect(read).toMatchObject({ code: expect.stringMatching(/^IMPORT_(?:UNREADABLE|TOO_LARGE)$/) as string })
        },
      ),
    )
  })
  it('programs, empty files, open quotes and too many rows are refused', async () => {
    const code = (file: Uint8Array) =>
      readTable(file).then(
        () => 'read',
        (error: unknown) => (error as { code: string }).code,
      )
    expect(await code(readFileSync(process.execPath).subarray(0, 4_096))).toBe('IMPORT_UNREADABLE')
    expect(await code(Buffer.from(''))).toBe('IMPORT_UNREADABLE')
    expect(await code(Buffer.from('a,b\n"1,2'))).toBe('IMPORT_UNREADABLE')
    expect(await code(Buffer.from('a,b\n1,2,3'))).toBe('IMPORT_UNREADABLE')
    expect(await code(Buffer.from(`a,b\n${'1,2\n'.repeat(100_001)}`))).toBe('IMPORT_TOO_LARGE')
  })
})
