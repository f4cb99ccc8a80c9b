import { describe, expect, it } from 'vitest'
import { readTable } from './table.ts'
import { MAIN, type Part, text, workbook, zip } from '../testing/workbook.ts'

describe('XLSX', () => {
  it('is read as text, with numbers as they were written before they became doubles', async () => {
    const sheet = `<row r="1">${text('A1', 'Pairs')}${text('B1', '數量')}</row><row r="2">${text('A2', 'MX_USDT')}<c r="B2"><v>0.10000000000000001</v></c></row>`
    expect(await readTable(workbook(sheet))).toEqual({ columns: ['Pairs', '數量'], rows: [['MX_USDT', '0.1']] })
  })

  it('is rejected with a formula, a decompression bomb, or when it is cut anywhere', async () => {
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

describe('malicious XLSX', () => {
  const refusal = (file: Uint8Array): Promise<unknown> =>
    readTable(file).then(
      () => 'read',
      (error: unknown) => error,
    )
  const cells = `<row r="1">${text('A1', 'a')}${text('B1', 'b')}</row><row r="2">${text('A2', '1')}${text('B2', '2')}</row>`

  it('is rejected with one far cell, before a table is built, for any notation of its address', async () => {
    const file = workbook(`<row r="1048576">${text('XFD1048576', 'x')}</row>`)
    expect(file.length).toBeLessThan(2_000)
    const before = process.memoryUsage().rss
    const began = process.cpuUsage()
    expect(await refusal(file)).toMatchObject({
      code: 'IMPORT_UNREADABLE',
      params: { reason: 'OUT_OF_BOUNDS', cell: 'A1048576' },
    })
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(2_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
    for (const sheet of [
      `<row r="1"><c r="&#88;FD1" t="inlineStr"><is><t>x</t></is></c></row>`,
      `<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1048576"/>`,
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

  it('with a declared dimension beyond the bounds is read by its actual cells', async () => {
    const file = workbook(cells, { before: '<dimension ref="A1:XFD1048576"/>' })
    expect(await readTable(file)).toEqual({ columns: ['a', 'b'], rows: [['1', '2']] })
  })

  it('that lists more sheets than an archive may hold is refused before they are read', async () => {
    expect(await readTable(workbook(cells, { furtherSheets: 150 }))).toMatchObject({ columns: ['a', 'b'] })
    const began = process.cpuUsage()
    expect(await refusal(workbook(cells, { furtherSheets: 100_000 }))).toMatchObject({
      code: 'IMPORT_UNREADABLE',
      params: { reason: 'TOO_MANY_SHEETS' },
    })
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(1_500)
  })

  it('with entities is refused, in whichever part they are declared', async () => {
    const lol = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    expect(await refusal(workbook(cells, { prolog: lol }))).toMatchObject({ params: { reason: 'ENTITIES' } })
  })

  it('with too many entries, a declared size beyond the bounds, or an impossible ratio is rejected', async () => {
    const many = zip(Array.from({ length: 300 }, (_, n): Part => [`xl/worksheets/s${n}.xml`, Buffer.from('<a/>')]))
    expect(await refusal(many)).toMatchObject({ code: 'IMPORT_TOO_LARGE' })
    const claims = zip([['xl/worksheets/sheet1.xml', Buffer.from('<a/>')]])
    claims.writeUInt32LE(0x7fffffff, claims.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24)
    expect(await refusal(claims)).toMatchObject({ code: 'IMPORT_TOO_LARGE' })
    const more = zip([['xl/worksheets/sheet1.xml', Buffer.from(`<a>${'a'.repeat(500)}</a>`)]])
    more.writeUInt32LE(100, more.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24)
    expect(await refusal(more)).toMatchObject({ params: { reason: 'NOT_WHOLE' } })
    const dense = zip([['xl/worksheets/sheet1.xml', Buffer.alloc(64 * 1024 * 1024, 0x20)]])
    expect(await refusal(dense)).toMatchObject({ params: { reason: 'TOO_COMPRESSED' } })
    const part: Part = ['xl/worksheets/sheet1.xml', Buffer.from('<a/>')]
    expect(await refusal(zip([part, part]))).toMatchObject({ params: { reason: 'NOT_WHOLE' } })
  })

  const far = 'ZZZZZZZZZZ99999999999'
  const heading = `<row r="1">${text('A1', 'Pairs')}${text('B1', 'Time')}</row>`
  const hostile: readonly (readonly [what: string, file: Buffer, params: Record<string, string>])[] = [
    ...['sharedStrings.xml', 'styles.xml', '../xl/worksheets/sheet1.xml', 'worksheets/none.xml'].map(
      (target) =>
        [
          `the sheet at ${target}`,
          workbook('', {
            target,
            more: [
              [
                `xl/${target.includes('/') ? 'styles.xml' : target}`,
                `<worksheet ${MAIN}><sheetData>${heading}<row r="2">${text(far, 'x')}</row></sheetData></worksheet>`,
              ],
            ],
          }),
          { reason: 'NO_SHEET' },
        ] as const,
    ),
    [
      'a namespace named like the place of a cell',
      workbook(`${heading}<row r="2"><c r="${far}" xmlns:r="A2" t="inlineStr"><is><t>x</t></is></c></row>`),
      { reason: 'OUT_OF_BOUNDS', cell: far.slice(0, 20) },
    ],
    [
      'a namespace named like the number of a row',
      workbook(`${heading}<row r="99999999999" xmlns:r="2">${text('A2', 'x')}</row>`),
      { reason: 'OUT_OF_BOUNDS', cell: 'A99999999999' },
    ],
    [
      'an attribute with two prefixes',
      workbook(`${heading}<row r="2"><c r="${far}" a:b:r="A2" t="inlineStr"><is><t>x</t></is></c></row>`),
      { reason: 'NOT_WHOLE' },
    ],
    [
      'a comment that is none',
      workbook('', {
        sheetXml: `<worksheet ${MAIN}><sheetData><!--><row r="1">${text(far, 'x')}</row></sheetData></worksheet>`,
      }),
      { reason: 'NOT_WHOLE' },
    ],
    [
      'a quote that is not closed',
      workbook('', {
        sheetXml: `<worksheet ${MAIN}><sheetData><x a="></x><row r='1'><c r='${far}' t='inlineStr'><is><t>x</t></is></c></row></sheetData></worksheet>`,
      }),
      { reason: 'NOT_WHOLE' },
    ],
  ]
  it.each(hostile)('with %s is refused at once', async (_what, file, params) => {
    expect(file.length).toBeLessThan(2_500)
    const before = process.memoryUsage().rss
    const began = process.cpuUsage()
    expect(await refusal(file)).toMatchObject({ code: 'IMPORT_UNREADABLE', params })
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(2_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  it.each([
    ['rows out of order', `<row r="2">${text('A2', '1')}</row><row r="1">${text('A1', '1')}</row>`],
    ['a row twice', `${heading}<row r="1">${text('A1', '1')}</row>`],
    ['cells out of order', `<row r="1">${text('B1', '1')}${text('A1', '1')}</row>`],
    ['a cell of another row', `${heading}<row r="2">${text('A3', '1')}</row>`],
    ['a cell with two values', `${heading}<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>`],
    ['a shared text that does not exist', `${heading}<row r="2"><c r="A2" t="s"><v>4294967294</v></c></row>`],
    ['a cell of an unknown type', `${heading}<row r="2"><c r="A2" t="x"><v>1</v></c></row>`],
    ['a prefix that is not declared', `${heading}<x:row r="2"/>`],
    ['elements within elements', `<row r="1">${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}</row>`],
    [
      'thousands of attributes',
      `<row r="1" ${Array.from({ length: 10_000 }, (_, n) => `a${n}=""`).join(' ')}>${text('A1', 'a')}</row>`,
    ],
    ['an end that is missing', `${heading}<row r="2">`],
  ])('with %s is refused', async (_what, rows) => {
    expect(await refusal(workbook(rows))).toMatchObject({
      code: 'IMPORT_UNREADABLE',
      params: { reason: 'NOT_WHOLE' },
    })
  })

  it('with texts that are too long, or few repeated too often, is rejected', async () => {
    const shared = (texts: string): { more: readonly (readonly [string, string])[] } => ({
      more: [['xl/sharedStrings.xml', `<sst ${MAIN}>${texts}</sst>`]],
    })
    const rowOf = (index: number): string => `<row r="2"><c r="A2" t="s"><v>${index}</v></c>${text('B2', 'x')}</row>`
    const long = shared(`<si><t>${'x'.repeat(4_001)}</t></si><si><t>y</t></si>`)
    expect(await refusal(workbook(heading + rowOf(0), long))).toMatchObject({
      params: { reason: 'CELL_TOO_LONG', line: 2 },
    })
    expect((await readTable(workbook(heading + rowOf(1), long))).rows).toEqual([['y', 'x']])
    const cell = '<c t="s"><v>0</v></c>'
    const often = `<row>${cell.repeat(20)}</row>`.repeat(1_000)
    expect(await refusal(workbook(often, shared(`<si><t>${'x'.repeat(4_000)}</t></si>`)))).toMatchObject({
      code: 'IMPORT_TOO_LARGE',
      params: { what: 'characters' },
    })
  })
})

describe('XLSX as spreadsheets write it', () => {
  const styles = `<styleSheet ${MAIN}><numFmts count="4"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\\ hh:mm:ss;@"/><numFmt numFmtId="165" formatCode="[Red]#,##0.00&quot; days&quot;"/><numFmt numFmtId="166" formatCode="[$-404]e/m/d hh:mm:ss.000"/><numFmt numFmtId="167" formatCode="[h]:mm:ss.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="31"/><xf numFmtId="11"/><xf numFmtId="167"/></cellXfs></styleSheet>`
  const strings = `<sst ${MAIN}><si><t>交易對</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">成交 </t></r><r><t>時間</t></r><rPh sb="0" eb="1"><t>ㄕ</t></rPh></si><si><t>MX_USDT</t></si><si><t>a_x000A_b &amp; c</t></si></sst>`
  const parts = [
    ['xl/styles.xml', styles],
    ['xl/sharedStrings.xml', strings],
  ] as const
  const shared = (at: string, index: number): string => `<c r="${at}" t="s"><v>${index}</v></c>`

  it('has shared headings in Chinese, dates by style, booleans and gaps', async () => {
    const serial = 46_024.127835648149
    const cells = [1, 2, 3, 4, 5, 6, 7, 0].map(
      (style, n) => `<c r="${'CDEFGHIJ'[n]}2" s="${style}"><v>${serial}</v></c>`,
    )
    const rows = [
      `<row r="1">${shared('A1', 0)}${shared('B1', 1)}${[...'CDEFGHIJK'].map((at) => text(`${at}1`, at)).join('')}</row>`,
      `<row r="2" spans="1:11">${shared('A2', 2)}<c r="B2" t="b"><v>1</v></c>${cells.join('')}<c r="K2" t="d"><v>2026-01-02T03:04:05</v></c></row>`,
      `<row r="3"/><row r="5">${shared('A5', 3)}<c r="C5" s="1"/><c r="D5" t="str"><v>x</v></c></row>`,
    ]
    const time = '2026-01-02 03:04:05.000'
    const { columns, rows: read } = await readTable(workbook(rows.join(''), { more: parts }))
    expect(columns.slice(0, 3)).toEqual(['交易對', '成交 時間', 'C'])
    expect(read).toEqual([
      [
        'MX_USDT',
        'true',
        time,
        time,
        String(serial),
        time,
        time,
        String(serial),
        time,
        String(serial),
        '2026-01-02 03:04:05',
      ],
      ['a\nb & c', '', '', 'x', '', '', '', '', '', '', ''],
    ])
  })

  it('may count days from 1904 and omit cell addresses', async () => {
    const rows = `<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c><c s="1"><v>44562.5</v></c></row>`
    const { rows: read } = await readTable(workbook(rows, { more: parts, is1904: true }))
    expect(read).toEqual([['MX_USDT', '2026-01-02 12:00:00.000']])
  })

  it('may have a prefix on every element, an absolute target, comments and CDATA', async () => {
    const main = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    const sheetXml = `<x:worksheet ${main}><!-- rows --><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t><![CDATA[a<b]]></x:t></x:is></x:c><x:c r="B1" t="str"><x:v>b</x:v></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>1<!-- 2 -->3</x:v></x:c><x:c r="B2"><x:v>2.50</x:v></x:c></x:row></x:sheetData></x:worksheet>`
    const file = workbook('', { sheetXml, target: '/xl/worksheets/sheet1.xml' })
    expect(await readTable(file)).toEqual({ columns: ['a<b', 'b'], rows: [['13', '2.50']] })
  })
})
