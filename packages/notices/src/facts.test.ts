import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fact, factsIn, type MarketFact, readNotice } from './facts.ts'
import { timesIn } from './moments.ts'
import { readPages } from './page-text.ts'
import { december, handMade, january, lists, oldRest, oldSockets } from './testing/fixtures.ts'

const factsOf = (text: string): readonly Fact[] => readPages(text).flatMap((page) => factsIn(page))
const momentsOf = (text: string): string[] => timesIn(text).moments.map((at) => new Date(at).toISOString())
const disabledIn = (facts: readonly Fact[]): MarketFact[] =>
  facts.flatMap((fact) => (fact.kind === 'api-disabled' ? [fact] : []))

/** Facts that all known announcements state, independent of their wording. */
function expectKnownFacts(facts: readonly Fact[]): void {
  const disabled = disabledIn(facts)
  expect(disabled.map(({ mentions }) => mentions).sort()).toEqual([13, 16, 33])
  const named = new Set(disabled.flatMap(({ symbols }) => symbols))
  expect(named.size).toBe(59)
  expect([...named].sort()).toEqual([...new Set(Object.values(lists).flat())].map((base) => `${base}USDT`).sort())
  expect(facts.filter(({ kind }) => kind === 'endpoint-retired')).toEqual([
    {
      kind: 'endpoint-retired',
      addresses: ['wss://wbs.mexc.com/ws'],
      versions: [],
      effectiveAt: Date.parse('2025-08-04T06:00:00Z'),
    },
    {
      kind: 'endpoint-retired',
      addresses: [],
      versions: ['v2 rest'],
      effectiveAt: Date.parse('2025-08-06T06:00:00Z'),
    },
  ])
  expect(facts.filter(({ kind }) => kind === 'maintenance')).toEqual([])
}

describe('facts of announcements', () => {
  it('are 62 mentions of 59 markets in three lists, and two retirements to the millisecond', () => {
    expect(readPages(handMade)).toHaveLength(6)
    expectKnownFacts(factsOf(handMade))
    expect(disabledIn(factsOf(handMade)).map(({ period }) => period)).toEqual(['2025-02', '2025-01', '2024-12-11'])
  })

  it('are the same in the files of the user, where they are present', ({ skip }) => {
    const folder = seedFolder()
    if (folder === undefined) return skip()
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
    const told = texts.filter((text) => disabledIn(factsOf(text)).length > 0)
    expect(told).toHaveLength(1)
    expectKnownFacts(factsOf(told[0] ?? ''))
    expect(disabledIn(factsOf(told[0] ?? '')).map(({ period }) => period)).toEqual(['2025-02', '2025-01', '2024-12-11'])
    // Documentation is no announcement.
    for (const text of texts) if (text !== told[0]) expect(factsOf(text)).toEqual([])
  })

  it('stand in each page alone as they do in a file of several', () => {
    const alone = [oldSockets, oldRest, january, december].flatMap((page) => factsOf(page))
    expect(alone).toEqual([factsOf(handMade)[0], factsOf(handMade)[1], ...factsOf(handMade).slice(3)])
  })

  it('are read from plain text, in Chinese too, and with the moment they take effect', () => {
    const text =
      '關閉部分交易對的 API 交易\n以下交易對的 API 交易將於 2026年12月1日 14:00 (UTC+8) 關閉：\nOLD/USDT、GONE/USDT\nABC_USDC'
    expect(factsOf(text)).toEqual(
      [
        {
          kind: 'api-disabled',
          symbols: ['OLDUSDT', 'GONEUSDT', 'ABCUSDC'],
          mentions: 3,
          effectiveAt: Date.parse('2026-12-01T06:00:00Z'),
          period: undefined,
        },
      ].map(({ period: _none, ...fact }) => fact),
    )
  })

  it('include maintenance windows, also over midnight', () => {
    expect(
      factsOf('<p>System maintenance: from 23:30 to 01:00 (UTC+8) on Dec 1, 2026. Streams may be interrupted.</p>'),
    ).toEqual([
      {
        kind: 'maintenance',
        from: Date.parse('2026-12-01T15:30:00Z'),
        until: Date.parse('2026-12-01T17:00:00Z'),
      },
    ])
    expect(factsOf('<p>Maintenance will come soon.</p>')).toEqual([])
  })

  it('include trading that resumes, and exclude slashes that name no market', () => {
    expect(factsOf('<p>API trading that was disabled has been resumed for OLD/USDT.</p>')).toMatchObject([
      { kind: 'api-enabled', symbols: ['OLDUSDT'] },
    ])
    expect(factsOf('<p>The API is disabled for REST/WS and for AND/OR users.</p>')).toEqual([])
  })

  it('are told by sentence, with what is not clear', () => {
    const told = (text: string) =>
      readPages(text)
        .flatMap((page) => readNotice(page).readings)
        .map(({ certainty, reason }) => `${certainty} ${reason ?? ''}`.trim())
    expect(told('API trading is disabled for all pairs except BTC/USDT and ETH/USDT.')).toEqual(['unclear excepted'])
    expect(told('API trading of AAA/USDT may be disabled. AAA/USDT will not be delisted.')).toEqual([
      'unclear hedged',
      'none negated',
    ])
    expect(told('The zero-fee promotion for API trading of BTC/USDT is closed.')).toEqual(['none promotion'])
    expect(told('API trading has moved for the following pairs:\nAAA/USDT')).toEqual(['unclear wording'])
    expect(told('API trading is disabled for all pairs.\nThank you.')).toEqual(['unclear no-name', 'none'])
    expect(
      told('API trading for AAA/USDT ends on 2026-12-01 08:00 (UTC) and for BBB/USDT on 2026-12-02 08:00 (UTC).'),
    ).toEqual(['unclear mixed'])
  })

  it('name every market of a list, or say which name cannot be read', () => {
    const read = readPages(
      'API trading is disabled for:\nSOL-USDT\nwBTC/USDT; ÑANDU_USDT\n龍貓/USDT\nKASUSDT\nC€C/USDT\n',
    )
    const [{ facts, readings } = { facts: [], readings: [] }] = read.map((page) => readNotice(page))
    expect(disabledIn(facts)[0]?.symbols).toEqual(['SOLUSDT', 'WBTCUSDT', 'ÑANDUUSDT', '龍貓USDT', 'KASUSDT'])
    expect(readings[0]?.unread).toEqual(['C€C/USDT'])
  })

  it('do not come from scripts, styles or attributes', () => {
    const hidden =
      '<p title="API disabled: AAA/USDT"></p><script>API disabled for: BBB/USDT</script><style>API disabled CCC/USDT</style><p>API disabled: DDD/USDT</p>'
    expect(disabledIn(factsOf(hidden)).flatMap(({ symbols }) => symbols)).toEqual(['DDDUSDT'])
  })
})

describe('times in prose', () => {
  it('are instants if day, time and zone are given, in any notation', () => {
    const same = [
      'Aug 4, 2025, 06:00 (UTC)',
      'August 4th, 2025, at 14:00 (UTC+8)',
      '4 August 2025 at 2:00 pm UTC+8',
      '14:00 (UTC+08:00) on Aug. 4, 2025',
      '2025-08-04 14:00 (UTC +8)',
      '2025/8/4 14:00:00 GMT+8',
      '2025-08-04T06:00:00Z',
      '2025年8月4日14:00 (UTC+8)',
      '北京時間 2025年8月4日 下午 2:00',
      '2025-08-04 01:00 UTC-5',
    ]
    for (const text of same)
      expect([text, momentsOf(`It ends on ${text}.`)]).toEqual([text, ['2025-08-04T06:00:00.000Z']])
  })

  it('are days without a time zone or time of day, and nothing if the date does not exist', () => {
    expect(timesIn('Aug 4, 2025, 06:00')).toMatchObject({ moments: [], days: ['2025-08-04'] })
    expect(timesIn('by December 11, 2024')).toMatchObject({ moments: [], days: ['2024-12-11'] })
    for (const text of [
      'Feb 30, 2025, 06:00 (UTC)',
      '2025-13-01 06:00 (UTC)',
      'Aug 4, 2025, 25:00 (UTC)',
      'Aug 4, 2025, 06:61 (UTC)',
      'Aug 4, 2025 06:00 (UTC+99)',
    ]) {
      expect([text, momentsOf(text)]).toEqual([text, []])
    }
  })

  it('parse any written instant, in any zone', () => {
    const moment = fc.integer({ min: Date.UTC(2016, 0), max: Date.UTC(2099, 0) })
    fc.assert(
      fc.property(moment, fc.integer({ min: -12, max: 14 }), (at, hours) => {
        const minute = Math.floor(at / 60_000) * 60_000
        const local = new Date(minute + hours * 3_600_000).toISOString()
        const zone = `UTC${hours < 0 ? '-' : '+'}${Math.abs(hours)}`
        expect(timesIn(`${local.slice(0, 10)} ${local.slice(11, 16)} (${zone})`).moments).toEqual([minute])
      }),
    )
  })
})

describe('a hostile announcement', () => {
  const word = fc.constantFrom(
    'API',
    'disabled',
    'AB/USDT',
    'V2',
    'discontinued',
    'wss://',
    'Aug',
    '4,',
    '2025',
    '06:00',
    '(UTC',
    '+8)',
    '<p>',
    '</div>',
    '<!--',
    '&#',
    '<script',
    '\n\n',
    '維護',
    ' ',
  )

  it('of any form is read without an exception, in bounded time', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(word, { maxLength: 200 }).map((words) => words.join(' ')),
      fc.array(word, { maxLength: 200 }).map((words) => words.join('')),
    )
    fc.assert(
      fc.property(text, (given) => {
        for (const fact of factsOf(given)) {
          if (fact.kind === 'api-disabled')
            expect(fact.symbols.every((symbol) => /^[\p{L}\p{M}\p{N}$]+$/u.test(symbol))).toBe(true)
        }
      }),
    )
  })

  it('made to be slow is not: deep, long, repetitive or unclosed', () => {
    const long = 50_000
    const hostile = [
      '<div>'.repeat(long),
      '<p>API disabled '.repeat(long / 10),
      '<'.repeat(long * 4),
      '&'.repeat(long),
      'A'.repeat(long * 4),
      'A/'.repeat(long),
      '1:00 '.repeat(long),
      `API disabled ${'AB/USDT,'.repeat(long)}`,
      'Aug 4, 2025 '.repeat(long / 4),
      'https://'.repeat(long),
      'Jan '.repeat(long),
      'V2 API discontinued. '.repeat(long / 4),
      '. '.repeat(long),
      `<p>${' '.repeat(long * 5)}</p>`,
      '\n'.repeat(long * 5),
      'UTC+'.repeat(long),
      '2025年'.repeat(long),
      '<p '.repeat(long),
      `<p>API disabled:</p>${'<li><a>AB/USDT</a></li>'.repeat(long / 40)}`,
      '<p>API disabled for the following:</p><li>pairs</li>'.repeat(long / 100),
      '除'.repeat(long),
    ]
    for (const text of hostile) {
      const before = process.cpuUsage()
      factsOf(text)
      const usedMs = process.cpuUsage(before).user / 1_000
      expect([text.slice(0, 12), usedMs < 20_000]).toEqual([text.slice(0, 12), true])
    }
  })
})

/** Named by a variable, or beside the repository; with neither the user's files are not looked at. */
function seedFolder(): string | undefined {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..')
  const folders = [process.env['SPOTDECK_SEEDS'], join(root, '../shared/seeds')]
  return folders.find((folder) => folder !== undefined && existsSync(folder))
}
