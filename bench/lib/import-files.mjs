// Files for imports: two that were made to do harm, and the largest that a busy account may have.

import { crc32, deflateRawSync } from 'node:zlib'

/** An archive of deflated entries. */
export function zip(parts) {
  const files = []
  const records = []
  let at = 0
  for (const [name, bytes] of parts) {
    const packed = deflateRawSync(bytes)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(20, 4)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(crc32(bytes), 14)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(bytes.length, 22)
    head.writeUInt16LE(name.length, 26)
    const record = Buffer.alloc(46)
    record.writeUInt32LE(0x02014b50, 0)
    head.copy(record, 6, 4, 30)
    record.writeUInt32LE(at, 42)
    files.push(head, Buffer.from(name), packed)
    records.push(record, Buffer.from(name))
    at += head.length + name.length + packed.length
  }
  const directory = Buffer.concat(records)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, directory, end])
}

/** A workbook of one sheet with these rows, as XML. */
export function workbook(sheet) {
  const xml = (text) => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const relations = (type, target) =>
    xml(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/${type}" Target="${target}"/></Relationships>`,
    )
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  return zip([
    ['_rels/.rels', relations('officeDocument', 'xl/workbook.xml')],
    [
      'xl/workbook.xml',
      xml(
        `<workbook ${main} xmlns:r="${office}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
    ],
    ['xl/_rels/workbook.xml.rels', relations('worksheet', 'worksheets/sheet1.xml')],
    ['xl/worksheets/sheet1.xml', xml(`<worksheet ${main}><sheetData>${sheet}</sheetData></worksheet>`)],
  ])
}

const HEADING = 'UID,TradeID,OrderID,Pairs,Time(UTC+00:00),Side,Filled Price,Executed Amount,Total,Fee,Role,Remark'
const START = Date.UTC(2022, 0, 1)
const wallClock = (time) => new Date(time).toISOString().slice(0, 19).replace('T', ' ')

/** `count` deals of years ago, one every ten minutes, each `width` characters long at least. */
function deals(count, width) {
  const row = (n) => {
    const price = (2 + (n % 977) / 1_000).toFixed(3)
    const cells = [
      '10000001',
      `T${n}`,
      `O${n}`,
      'MX_USDT',
      wallClock(START + n * 600_000),
      n % 2 === 0 ? 'Buy' : 'Sell',
    ]
    const text = [...cells, price, '10', String((Number(price) * 10).toFixed(2)), '0.01USDT', 'Taker'].join(',')
    return `${text},${'x'.repeat(Math.max(0, width - text.length))}`
  }
  return Buffer.from([HEADING, ...Array.from({ length: count }, (_, n) => row(n))].join('\n'))
}

const TRANSFER_HEADING = 'UID,Status,Time(UTC+00:00),Crypto,Network,Deposit Amount,TxID,Progress'

/** `count` deposits of years ago, one every ten minutes, each with its transaction. */
function deposits(count) {
  const row = (n) =>
    [
      '10000001',
      'Credited Successfully',
      wallClock(START + n * 600_000),
      'MX',
      'MX Smart Chain',
      String(1 + (n % 997)),
      `0x${n.toString(16).padStart(64, '0')}:0`,
      '(20/12)',
    ].join(',')
  return Buffer.from([TRANSFER_HEADING, ...Array.from({ length: count }, (_, n) => row(n))].join('\n'))
}

export const files = [
  {
    name: 'one cell at XFD1048576',
    fileName: 'cell.xlsx',
    bytes: workbook('<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'),
  },
  { name: '99,000 deals, 21 MiB', fileName: 'deals.csv', bytes: deals(99_000, 222), apply: true },
  { name: '99,000 deposits', fileName: 'deposits.csv', bytes: deposits(99_000), apply: true },
  { name: '99,000 deals, canceled', fileName: 'deals.csv', bytes: deals(99_000, 222), apply: true, cancel: true },
  { name: '23 MiB of commas', fileName: 'commas.csv', bytes: Buffer.alloc(23 * 1024 * 1024, ',') },
  {
    name: '23 MiB of lines of 99 commas',
    fileName: 'lines.csv',
    bytes: Buffer.from(`${'c,'.repeat(99)}c\n`.concat(`${'a'.concat(','.repeat(98))}b\n`.repeat(235_000))).subarray(
      0,
      23 * 1024 * 1024,
    ),
  },
]
