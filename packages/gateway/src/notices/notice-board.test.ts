import { accountNotice, isCatalogueKey, noticeData, page, formatMessage } from '@spotdeck/api'
import { type MexcError, type RestClient } from '@spotdeck/mexc'
import { HOUR_MS, silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import type { AnyEndpoint, SymbolAnswer } from '@spotdeck/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { symbolsOf } from '@spotdeck/follow'
import { toNotices } from './announcements.ts'
import { NoticeBoard } from './notice-board.ts'
import { noticesOfFile } from './notice-files.ts'
import { NoticePages } from './notice-pages.ts'
import { february, handMade, oldSockets } from '@spotdeck/notices/testing'
const UPDATED =
  '<p>*Other spot trading pairs with API disabled in February 2025 will be updated in this announcement.</p>'
const row = (baseAsset: string, quoteAsset: string, status: string, isSpotTradingAllowed = true): SymbolAnswer =>
  ({ symbol: baseAsset + quoteAsset, baseAsset, quoteAsset, status, isSpotTradingAllowed }) as SymbolAnswer
const rows = [
  row('MX', 'USDT', '1'),
  row('OLD', 'USDT', '1', false),
  row('HALT', 'USDT', '2'),
  row('BYE', 'USDT', '3'),
  row('VIP', 'USDT', '1'),
]
const announced = (title: string, postTime = 5, url = 'https://www.mexc.com/a') => ({
  title,
  url,
  language: 'en-US',
  postTime,
})

async function board(
  answers: Partial<Record<string, unknown>> = {},
  more: Partial<ConstructorParameters<typeof NoticeBoard>[0]> = {},
) {
  const time = new VirtualTime()
  const told: string[] = []
  const closed = new Set(['VIPUSDT'])
  const known: Record<string, unknown> = {
    offlineSymbols: { data: [{ symbol: 'LOSTUSDT', state: 3 }] },
    announcements: { data: [{ details: [announced('MX_USDT API trading will be disabled')] }] },
    ...answers,
  }
  const rest = {
    call: async ({ name }: AnyEndpoint) => {
      if (known[name] === undefined) throw new Error('down') as MexcError
      return known[name]
    },
    exchangeNow: () => time.now(),
  } as unknown as RestClient
  const made = new NoticeBoard({
    rest,
    markets: {
      now: () => symbolsOf(rows),
      isTradable: ({ symbol, isSpotTradingAllowed }) => isSpotTradingAllowed && !closed.has(symbol),
      isKnown: true,
      onRead: () => undefined,
    },
    timers: time,
    log: silentLog,
    publish: (events) => told.push(...events.flatMap(({ type, data }) => (type === 'notice.added' ? [data.id] : []))),
    ...more,
  })
  made.start()
  await time.advance(10)
  return { board: made, told, time, known }
}

describe('notices', () => {
  it('name markets closed to the API, from all lists of the exchange, in both languages', async () => {
    const { board: made } = await board()
    const notices = page(noticeData).parse({ items: made.notices(), nextCursor: null }).items
    expect(notices.map(({ code, symbols }) => `${code} ${symbols.join()}`)).toEqual([
      'API_TRADING_OFF MXUSDT',
      'API_TRADING_OFF OLDUSDT',
      'SYMBOL_PAUSED HALTUSDT',
      'SYMBOL_OFFLINE BYEUSDT',
      'API_TRADING_OFF VIPUSDT',
      'SYMBOL_OFFLINE LOSTUSDT',
    ])
    for (const { code, params } of notices) {
      const key = `noticeText.${code}`
      if (!isCatalogueKey(key)) throw new Error(key)
      for (const language of ['en', 'zh-TW'] as const)
        expect(formatMessage(language, key, params)).toMatch(/[A-Z]+USDT/)
    }
  })

  it('reach accounts with balances, open orders or delisted assets', async () => {
    const { board: made } = await board()
    const touched = made.touching({ held: ['OLD', 'USDT', 'GONE'], openSymbols: ['HALTUSDT', 'HALTUSDT'] })
    expect(touched.map(({ code, held, openOrders }) => [code, held, openOrders])).toEqual([
      ['ACCOUNT_API_OFF', ['OLD'], 0],
      ['SYMBOL_PAUSED', [], 2],
      ['SYMBOL_GONE', ['GONE'], 0],
    ])
    expect(made.touching({ held: ['USDT'], openSymbols: [] })).toEqual([])
  })

  it('are sent once, and then only changes', async () => {
    const { told, time, known } = await board()
    expect(told).toHaveLength(6)
    await time.advance(11 * 60_000)
    expect(told).toHaveLength(6)
    known['announcements'] = { data: [{ details: [announced('System maintenance tonight', 9)] }] }
    await time.advance(11 * 60_000)
    expect(told.slice(6)).toEqual([expect.stringMatching(/^announced 9 /)])
  })

  it('keep their last facts when the exchange does not answer', async () => {
    const { board: made } = await board({
      announcements: undefined,
      offlineSymbols: undefined,
    })
    expect(made.notices().map(({ symbols }) => symbols[0])).toEqual(['OLDUSDT', 'HALTUSDT', 'BYEUSDT', 'VIPUSDT'])
  })
})

describe('an announcement about a market', () => {
  const none = { data: [{ details: [] }] }
  const byHand = (text: string) => ({ files: [{ name: 'by hand', text }] })

  it('adds date and page to the exchange’s lists, and states what is still possible and where', async () => {
    const title = 'API trading ends for OLD/USDT on 2026-12-01 14:00 (UTC+8): it will be closed'
    const { board: made } = await board({ announcements: { data: [{ details: [announced(title)] }] } })
    const at = Date.parse('2026-12-01T06:00:00Z')
    expect(made.notices().find(({ id }) => id === 'API_TRADING_OFF OLDUSDT')).toMatchObject({
      effectiveAt: at,
      url: 'https://www.mexc.com/a',
    })
    const [touched, ...others] = made.touching({ held: ['OLD'], openSymbols: ['OLDUSDT'] })
    expect(others).toEqual([])
    expect(accountNotice.parse(touched)).toMatchObject({ symbols: ['OLDUSDT'], effectiveAt: at, openOrders: 1 })
    const words = formatMessage('en', 'noticeText.ACCOUNT_API_OFF', { symbols: 'OLDUSDT', held: 'OLD', openOrders: 1 })
    expect(words).toMatch(/You hold OLD\. Open orders: 1\..*manually on MEXC’s website or app/)
  })

  it('yields to the exchange’s lists: a market that they list as open is no warning', async () => {
    const title = 'API trading was disabled for MX/USDT'
    const { board: made } = await board({ announcements: { data: [{ details: [announced(title)] }] } })
    expect(made.notices().some(({ symbols }) => symbols.includes('MXUSDT'))).toBe(true)
    expect(made.touching({ held: ['MX'], openSymbols: ['MXUSDT'] })).toEqual([])
  })

  it('is sent before its date, also for markets that are in no list', async () => {
    const text = 'API trading will be disabled at 2100-01-01 00:00 (UTC):\nMX/USDT'
    const ahead = await board({ announcements: none }, byHand(text))
    expect(ahead.board.touching({ held: ['MX'], openSymbols: [] }).map(({ code }) => code)).toEqual([
      'ACCOUNT_API_ENDS',
    ])
    const filed = await board({ announcements: none }, byHand(handMade))
    const touched = filed.board.touching({ held: ['FROP', 'AZC'], openSymbols: ['AZCUSDT'] })
    expect(touched.map(({ code, held, openOrders }) => [code, held, openOrders])).toEqual([
      ['ACCOUNT_API_OFF', ['FROP', 'AZC'], 1],
      ['SYMBOL_GONE', ['FROP'], 0],
      ['SYMBOL_GONE', ['AZC'], 0],
    ])
    for (const notice of filed.board.notices()) noticeData.parse(notice)
  })

  it('takes title and date from the file’s text, never from its name, and is sorted by date', () => {
    const names = ['2031-01-01 System maintenance.html', 'API trading disabled for MX/USDT.txt', '']
    for (const name of names) {
      const notices = noticesOfFile({ name, text: handMade })
      expect(notices.map(({ kind, params, effectiveAt }) => [kind, params['period'] ?? effectiveAt])).toEqual([
        ['endpoint-retired', Date.parse('2025-08-06T06:00:00Z')],
        ['endpoint-retired', Date.parse('2025-08-04T06:00:00Z')],
        ['api-disabled', '2025-02'],
        ['api-disabled', '2025-01'],
        ['api-disabled', '2024-12-11'],
      ])
      expect(notices.map(({ params }) => params['title'])).toEqual([
        expect.stringMatching(/^The V3 API is stable\. .* will be discontinued on August 6, 2025/),
        'Streams are now sent as Protocol Buffers; see https://docs.example/streams.',
        ...Array<unknown>(3).fill(expect.stringMatching(/^For an upgrade and maintenance, trading over the API/)),
      ])
      expect(noticesOfFile({ name, text: 'A new campaign begins\n\nTrade and win.' })).toEqual([])
      expect(noticesOfFile({ name, text: `${'Trade and win. '.repeat(20)}` })).toEqual([])
    }
  })

  it('takes no greeting as title, and the relevant sentence of a long paragraph', () => {
    const titleIn = (text: string) => noticesOfFile({ name: 'x', text })[0]?.params['title']
    const list = 'MEXC has disabled API for the following spot trading pairs:'
    expect(titleIn(`Dear MEXCers,\n${list}\nKRU/USDT\nDecember 11, 2024`)).toBe(list)
    expect(titleIn(`親愛的 MEXC 用戶：\n${list}\nKRU/USDT`)).toBe(list)
    const end = 'On Aug 4, 2025, 06:00 (UTC), wss://wbs.mexc.com/ws will be discontinued for Open API users.'
    const long = `${'We improve our service every day and for everybody. '.repeat(5)}${end}`
    expect(titleIn(long)).toBe(end)
    expect(noticesOfFile({ name: 'x', text: long })).toHaveLength(1)
    expect(titleIn(`API disabled: ${'A very long sentence goes on '.repeat(9)}\nKRU/USDT`)).toMatch(
      /^API disabled: .{150,190}…$/,
    )
  })

  it('is read from other file formats too; unrelated files are ignored', () => {
    const json = JSON.stringify({
      data: [{ details: [{ title: 'T', postTime: 7, url: 'https://www.mexc.com/a', content: oldSockets }] }],
    })
    expect(noticesOfFile({ name: 'a.json', text: json })).toMatchObject([
      {
        kind: 'endpoint-retired',
        postedAt: 7,
        effectiveAt: Date.parse('2025-08-04T06:00:00Z'),
        params: { what: 'wss://wbs.mexc.com/ws', instead: 'wss://wbs-api.mexc.com/ws' },
      },
    ])
    for (const text of ['', '{', '[1,null]', 'a shopping list', '\u0000', JSON.stringify({ title: {} })]) {
      expect(noticesOfFile({ name: 'x', text })).toEqual([])
    }
    fc.assert(
      fc.property(fc.json(), (text) => {
        for (const notice of noticesOfFile({ name: 'x', text })) noticeData.parse(notice)
      }),
    )
  })
})

describe('pages behind announcements', () => {
  const asked: string[] = []
  const pagesAt = (restUrl: string, read: (url: string) => string | Promise<string> = () => february, now = () => 0) =>
    new NoticePages({
      restUrl,
      now,
      fetch: async ({ url }) => (asked.push(url), { status: 200, headers: {}, body: await read(url) }),
    })
  const title = 'Notice on closing API trading for some pairs'

  it('are read once, and their lists become facts', async () => {
    asked.length = 0
    const page = announced(title, 5, 'https://www.mexc.com/support/a')
    const { board: made, time } = await board(
      { announcements: { data: [{ details: [page] }] } },
      { pages: pagesAt('https://api.mexc.com') },
    )
    await time.advance(25 * 60_000)
    expect(asked).toEqual(['https://www.mexc.com/support/a'])
    expect(made.notices()[0]?.symbols).toHaveLength(32)
  })

  it('are read again every 6 hours while they announce updates, also when no list names them', async () => {
    asked.length = 0
    const clock = new VirtualTime(Date.parse('2025-02-03T00:00:00Z'))
    const url = 'https://www.mexc.com/support/february'
    let body = `<p>MEXC has disabled API for these markets:</p><p>AAA/USDT</p>${UPDATED}`
    const {
      board: made,
      known,
      told,
    } = await board(
      { announcements: { data: [{ details: [announced(title, clock.now(), url)] }] } },
      {
        timers: clock,
        pages: pagesAt(
          'https://api.mexc.com',
          () => body,
          () => clock.now(),
        ),
      },
    )
    await clock.advance(HOUR_MS)
    const markets = () => made.notices().flatMap(({ id, symbols }) => (id.startsWith('api-disabled') ? symbols : []))
    expect([asked.length, markets()]).toEqual([1, ['AAAUSDT']])
    known['announcements'] = { data: [{ details: [announced('MEXC lists a new token', clock.now())] }] }
    body = body.replace('AAA/USDT', 'AAA/USDT, BBB/USDT')
    await clock.advance(6 * HOUR_MS)
    expect([asked.length, markets()]).toEqual([2, ['AAAUSDT', 'BBBUSDT']])
    expect(told.filter((id) => id.startsWith('api-disabled'))).toHaveLength(2)
    await clock.advance(40 * 24 * HOUR_MS)
    expect(asked.length).toBeGreaterThan(90)
    expect(asked.length).toBeLessThan(120)
    const inAll = asked.length
    await clock.advance(10 * 24 * HOUR_MS)
    expect(asked).toHaveLength(inAll)
  })

  it('keep their content when a later read fails, and are watched for a limited time', async () => {
    asked.length = 0
    let now = Date.parse('2025-02-03T00:00:00Z')
    const start = now
    const text = `<p>API disabled:</p><p>AAA/USDT</p><p>More of May 2099 will be updated in this announcement.</p>`
    let isDown = false
    const read = (): string => {
      if (isDown) throw new Error('down')
      return text
    }
    const pages = pagesAt('https://api.mexc.com', read, () => now)
    const page = { title, url: 'https://www.mexc.com/support/a', postTime: now }
    await pages.read([page])
    isDown = true
    now += 7 * HOUR_MS
    expect(await pages.read([])).toEqual([])
    expect(asked).toHaveLength(2)
    expect(pages.textOf(page.url)).toContain('AAA/USDT')
    isDown = false
    now += 7 * HOUR_MS
    expect(await pages.read([])).toEqual([page])
    now = start + 41 * 24 * HOUR_MS
    await pages.read([page])
    expect(asked).toHaveLength(3)
  })

  it('are not read again when they name a month that is over, or do not say that they change', async () => {
    asked.length = 0
    let now = Date.parse('2025-03-04T00:00:00Z')
    const still = '<p>API disabled:</p><p>AAA/USDT</p>'
    const bodies = [still, still + UPDATED]
    const pages = pagesAt(
      'https://api.mexc.com',
      (url) => bodies[Number(url.at(-1))] ?? '',
      () => now,
    )
    const both = [0, 1].map((n) => ({ title, url: `https://www.mexc.com/${n}`, postTime: now }))
    await pages.read(both)
    now += 24 * HOUR_MS
    await pages.read(both)
    expect(asked).toHaveLength(2)
  })

  it('are read from the exchange’s own site only, and only for relevant titles', async () => {
    asked.length = 0
    const foreign = [
      'https://evil.example/mexc.com',
      'https://mexc.com.evil.example/',
      'https://evilmexc.com/',
      'http://www.mexc.com/a',
      'https://www.mexc.com:8443/a',
      'https://a:b@www.mexc.com/',
      'https://169.254.169.254/latest/meta-data',
      'http://127.0.0.1:8787/api/v1/links',
      'file:///etc/passwd',
      'javascript:1',
      '',
      undefined,
    ]
    const pages = pagesAt('https://api.mexc.com')
    await pages.read(foreign.map((url) => ({ title, url })))
    await pages.read([{ title: 'MEXC lists a new token', url: 'https://www.mexc.com/new' }])
    await pagesAt('http://127.0.0.1:9090').read([
      { title, url: 'http://127.0.0.1:8787/x' },
      { title, url: 'https://www.mexc.com/a' },
      { title, url: 'https://10.0.0.1/' },
    ])
    expect(asked).toEqual([])
    await pagesAt('http://127.0.0.1:9090').read([{ title, url: 'http://127.0.0.1:9090/support/1' }])
    expect(asked).toEqual(['http://127.0.0.1:9090/support/1'])
  })
})

describe('an announcement', () => {
  const isListed = (symbol: string): boolean => rows.some((listed) => listed.symbol === symbol)
  const kindOf = (title: string): string | undefined => toNotices(announced(title), [], isListed)[0]?.kind

  it('is sorted by its title', () => {
    expect(kindOf('Notice on closing API trading for OLD/USDT')).toBe('api-disabled')
    expect(kindOf('關閉 OLD/USDT 的 API 交易')).toBe('api-disabled')
    expect(kindOf('The v2 WebSocket endpoint will be retired')).toBe('endpoint-retired')
    expect(kindOf('Scheduled system maintenance')).toBe('maintenance')
    expect(kindOf('MEXC lists a new token')).toBe('other')
  })

  it('names its symbols, and links web pages only', () => {
    const [notice] = toNotices(
      announced('API trading of OLD_USDT, MX/USDT and NOPE/USDT is suspended', 5, 'javascript:alert(1)'),
      [],
      isListed,
    )
    expect(notice).toMatchObject({
      symbols: ['OLDUSDT', 'MXUSDT', 'NOPEUSDT'],
      params: { symbols: 'OLDUSDT, MXUSDT, NOPEUSDT' },
    })
    expect(notice).not.toHaveProperty('url')
  })

  it('of any form is a valid notice or none', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.anything(),
        fc.oneof(fc.integer(), fc.double()),
        (title, url, postTime) => {
          for (const notice of toNotices({ title, url, postTime }, [title], isListed)) {
            expect(noticeData.safeParse(notice).success).toBe(true)
          }
        },
      ),
    )
  })
})
