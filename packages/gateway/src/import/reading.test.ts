import { readFileSync } from 'node:fs'
import { crc32, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COLUMNS, csvLine } from '../reports/csv.ts'
import { recognise } from './columns.ts'
import { readFile } from './read-file.ts'
import { request } from './testing/files.ts'
import { readTable } from './table.ts'
import { isFormula, readNumber, readSide, readStatus, readTransfer } from './values.ts'
import { readTime, zoneOf } from './zone.ts'

const utc = zoneOf('UTC')
if (utc === undefined) throw new Error('UTC is a zone.')

describe('numbers', () => {
  it('keep every digit through separators of thousands, exponents and units', () => {
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
  it('are refused where a comma may be a point, or anything else stands there', () => {
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
        // An hour that comes twice is read as the first.
        expect([second * 1_000, second * 1_000 - 3_600_000]).toContain(back)
        expect(readTime(String(second * 1_000), zone)).toBe(second * 1_000)
      }),
    )
  })
  it('are refused where the day does not exist or its order is not sure', () => {
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

type Part = readonly [name: string, bytes: Buffer]

function zip(parts: readonly Part[]): Buffer {
  const files: Buffer[] = []
  const records: Buffer[] = []
  let at = 0
  for (const [name, bytes] of parts) {
    const packed = deflateRawSync(bytes)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(crc32(bytes), 14)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(100, 22)
    head.writeUInt16LE(name.length, 26)
    const record = Buffer.alloc(46)
    record.writeUInt32LE(0x02014b50, 0)
    head.copy(record, 6, 4, 30)
    record.writeUInt16LE(name.length, 28)
    record.writeUInt16LE(0, 30)
    record.writeUInt32LE(at, 42)
    files.push(head, Buffer.from(name), packed)
    records.push(record, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const directory = Buffer.concat(records)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, directory, end])
}

/** `before` stands before the rows, `prolog` before the sheet. */
function workbook(sheet: string, before = '', prolog = ''): Buffer {
  const xml = (text: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`
  const relations = (inner: string): Buffer =>
    xml(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`)
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  return zip([
    ['_rels/.rels', relations(relation('rId1', 'officeDocument', 'xl/workbook.xml'))],
    [
      'xl/workbook.xml',
      xml(
        `<workbook ${main} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
    ],
    ['xl/_rels/workbook.xml.rels', relations(relation('rId1', 'worksheet', 'worksheets/sheet1.xml'))],
    [
      'xl/worksheets/sheet1.xml',
      xml(`${prolog}<worksheet ${main}>${before}<sheetData>${sheet}</sheetData></worksheet>`),
    ],
  ])
}

const text = (at: string, value: string): string => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`

describe('XLSX', () => {
  it('is read as text, with numbers as they were written before they became doubles', async () => {
    const sheet = `<row r="1">${text('A1', 'Pairs')}${text('B1', '數量')}</row><row r="2">${text('A2', 'MX_USDT')}<c r="B2"><v>0.10000000000000001</v></c></row>`
    expect(await readTable(workbook(sheet))).toEqual({ columns: ['Pairs', '數量'], rows: [['MX_USDT', '0.1']] })
  })

  it('with a formula, a bomb inside, or cut anywhere is refused', async () => {
    const whole = workbook(
      `<row r="1">${text('A1', 'a')}${text('B1', 'b')}</row><row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>`,
    )
    await expect(readTable(whole)).rejects.toMatchObject({ code: 'IMPORT_UNREADABLE' })
    const bomb = zip([['xl/worksheets/sheet1.xml', Buffer.alloc(160 * 1024 * 1024)]])
    expect(bomb.length).toBeLessThan(1024 * 1024)
    await expect(readTable(bomb)).rejects.toMatchObject({ code: 'IMPORT_TOO_LARGE' })
    for (let cut = 4; cut < whole.length; cut += 37)
      await expect(readTable(whole.subarray(0, cut))).rejects.toMatchObject({ code: 'IMPORT_UNREADABLE' })
  })
})

describe('XLSX made to do harm', () => {
  const refusal = (file: Uint8Array): Promise<unknown> =>
    readTable(file).then(
      () => 'read',
      (error: unknown) => error,
    )
  const cells = `<row r="1">${text('A1', 'a')}${text('B1', 'b')}</row><row r="2">${text('A2', '1')}${text('B2', '2')}</row>`

  it('with one cell far away is refused before a table is built, however the place is written', async () => {
    const file = workbook(`<row r="1048576">${text('XFD1048576', 'x')}</row>`)
    expect(file.length).toBeLessThan(2_000)
    const before = process.memoryUsage().rss
    const began = performance.now()
    expect(await refusal(file)).toMatchObject({
      code: 'IMPORT_UNREADABLE',
      params: { reason: 'OUT_OF_BOUNDS', cell: 'A1048576' },
    })
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
    for (const sheet of [
      `<row r="1"><c r="&#88;FD1" t="inlineStr"><is><t>x</t></is></c></row>`,
      `<x:row x:r="1048576"><x:c x:r='A1048576'><x:v>1</x:v></x:c></x:row>`,
      `<row r="999999"></row><row>${'<c><v>1</v></c>'.repeat(2)}</row>`,
      `<row r="1">${'<c><v>1</v></c>'.repeat(300)}</row>`,
      `<row r="1e9"/>`,
      `<row r="1">${text('ZZZZZZZZ1', 'x')}</row>`,
      `<row/>`.repeat(100_200),
      `<row r="1">${text('CV1', 'x')}</row><row r="90000">${text('A90000', 'x')}</row>`,
    ])
      expect(await refusal(workbook(sheet))).toMatchObject({
        code: expect.stringMatching(/^IMPORT_(?:UNREADABLE|TOO_LARGE)$/) as string,
        params: { reason: 'OUT_OF_BOUNDS' },
      })
  })

  it('with a dimension beyond the bounds is refused', async () => {
    const file = workbook(cells, '<dimension ref="A1:XFD1048576"/>')
    expect(await refusal(file)).toMatchObject({ params: { reason: 'OUT_OF_BOUNDS', cell: 'XFD1048576' } })
    expect(await refusal(workbook(cells, '<dimension ref="A1:B2"/>'))).toBe('read')
  })

  it('with entities is refused, in whichever part they are declared', async () => {
    const lol = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    expect(await refusal(workbook(cells, '', lol))).toMatchObject({ params: { reason: 'ENTITIES' } })
  })

  it('with too many entries, a declared size beyond the bounds, or a ratio no export has is refused', async () => {
    const many = zip(Array.from({ length: 300 }, (_, n): Part => [`xl/worksheets/s${n}.xml`, Buffer.from('<a/>')]))
    expect(await refusal(many)).toMatchObject({ code: 'IMPORT_TOO_LARGE' })
    const claims = zip([['xl/worksheets/sheet1.xml', Buffer.from('<a/>')]])
    claims.writeUInt32LE(0x7fffffff, claims.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24)
    expect(await refusal(claims)).toMatchObject({ code: 'IMPORT_TOO_LARGE' })
    const dense = zip([['xl/worksheets/sheet1.xml', Buffer.alloc(64 * 1024 * 1024, 0x20)]])
    expect(await refusal(dense)).toMatchObject({ params: { reason: 'TOO_COMPRESSED' } })
    const part: Part = ['xl/worksheets/sheet1.xml', Buffer.from('<a/>')]
    expect(await refusal(zip([part, part]))).toMatchObject({ params: { reason: 'NOT_WHOLE' } })
  })
})

describe('CSV made to do harm', () => {
  it('with millions of cells or of empty lines is refused without a table of them', async () => {
    const code = (text: string | Buffer): Promise<unknown> =>
      readTable(Buffer.from(text)).then(
        () => 'read',
        (error: unknown) => error,
      )
    const began = performance.now()
    expect(await code(Buffer.alloc(8 * 1024 * 1024, ','))).toMatchObject({ params: { reason: 'TOO_MANY_COLUMNS' } })
    expect(await code(`a,b\n${`,${'x'.repeat(4_001)}\n`}`)).toMatchObject({
      params: { reason: 'CELL_TOO_LONG', line: 2 },
    })
    const wide = `${'c,'.repeat(98)}c\n`
    expect(await code(wide + wide.repeat(40_000))).toMatchObject({
      code: 'IMPORT_TOO_LARGE',
      params: { what: 'cells' },
    })
    expect(performance.now() - began).toBeLessThan(6_000)
  })
})

describe('our own export', () => {
  it('is read back as it was, with client ids that a spreadsheet would run', async () => {
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
    const context = { pairs: [], now: Date.UTC(2026, 0, 1) }
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
