import { accountNotice, isCatalogueKey, noticeData, page, formatMessage } from '@spotdeck/api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toNotices } from './announcements.ts'
import { noticesOfFile } from './notice-files.ts'
import { indexMarkets, textBlock } from '@spotdeck/notices'
import { handMade, oldSockets } from '@spotdeck/notices/testing'
import { announced, openBoard as board, rows } from './testing/board-rig.ts'

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

  it('of a market that opens again ends the warning of the announcement before', async () => {
    const off = announced('API trading has been disabled for GONE/USDT', 5)
    const on = announced('API trading has been re-enabled for GONE/USDT', 9)
    const answer = (details: readonly object[]) => ({ announcements: { data: [{ details }] } })
    const codes = async (details: readonly object[]) => {
      const { board: made } = await board(answer(details))
      const touched = made.touching({ held: [], openSymbols: ['GONEUSDT'] })
      return [
        made
          .notices()
          .slice(0, details.length)
          .map(({ code }) => code),
        touched.map(({ code }) => code),
      ]
    }
    expect(await codes([off])).toEqual([['API_TRADING_OFF'], ['ACCOUNT_API_OFF']])
    expect(await codes([off, on])).toEqual([['API_TRADING_ON', 'API_TRADING_OFF'], []])
  })

  it('of a delisting warns who holds the coin until its date, by the exchange’s own names', async () => {
    const title = 'MEXC Will Delist VIP on 2100-01-01 00:00 (UTC)'
    const { board: made } = await board({ announcements: { data: [{ details: [announced(title)] }] } })
    const [first, second] = made.touching({ held: ['VIP'], openSymbols: ['VIPUSDT'] })
    expect([first?.code, second?.code]).toEqual(['DELISTING', 'ACCOUNT_API_OFF'])
    expect(accountNotice.parse(first)).toMatchObject({
      kind: 'delisted',
      symbols: ['VIPUSDT'],
      held: ['VIP'],
      openOrders: 1,
    })
    const past = await board({
      announcements: { data: [{ details: [announced('MEXC Will Delist VIP on 1969-12-31 00:00 (UTC)')] }] },
    })
    expect(past.board.touching({ held: ['VIP'], openSymbols: [] }).map(({ code }) => code)).toEqual(['ACCOUNT_API_OFF'])
  })

  it('of a day to come is not told as done', () => {
    const coded = (text: string) => noticesOfFile({ name: 'x', text }).map(({ code }) => code)
    expect(coded('MEXC has disabled API trading for OLD/USDT as of 2100-01-01 00:00 (UTC).')).toEqual([
      'API_TRADING_ENDS',
    ])
    expect(coded('MEXC will disable API trading for OLD/USDT on Jan 1, 2100.')).toEqual(['API_TRADING_ENDS'])
    expect(coded('MEXC has disabled API trading for OLD/USDT.')).toEqual(['API_TRADING_OFF'])
  })

  it('that is not understood acts on nothing, and is kept with its text for the owner', async () => {
    const text = 'API changes\nFrom Jan 1, 2027, 08:00 (UTC), API trading is disabled for all pairs except MX/USDT.'
    const { board: made, told } = await board({ announcements: none }, byHand(text))
    expect(made.notices()[0]).toMatchObject({
      kind: 'other',
      symbols: [],
      code: 'NOT_UNDERSTOOD',
      params: { title: 'API changes', text: expect.stringContaining('all pairs except MX/USDT') as string },
    })
    expect(made.touching({ held: ['MX'], openSymbols: ['MXUSDT'] })).toEqual([])
    expect(told.filter((id) => id.startsWith('announced'))).toEqual([])
  })

  it('in a file is read again when the file grows', async () => {
    const texts = ['API trading is disabled for:\nAAA/USDT']
    const {
      board: made,
      told,
      time,
    } = await board(
      { announcements: none },
      {
        files: [{ name: 'growing', text: texts[0] ?? '', reread: () => (texts.length > 1 ? texts.pop() : undefined) }],
      },
    )
    const markets = () => made.notices().flatMap(({ id, symbols }) => (id.startsWith('api-disabled') ? symbols : []))
    await time.advance(30_000)
    expect(markets()).toEqual(['AAAUSDT'])
    texts.push(`${texts[0]}\nBBB/USDT`)
    await time.advance(10_000)
    expect(markets()).toEqual(['AAAUSDT', 'BBBUSDT'])
    expect(told.filter((id) => id.startsWith('api-disabled'))).toHaveLength(2)
    made.close()
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

describe('an announcement', () => {
  const markets = indexMarkets(rows)
  const kindOf = (title: string): string | undefined => toNotices(announced(title), [], markets)[0]?.kind

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
      markets,
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
          for (const notice of toNotices({ title, url, postTime }, [textBlock(title)], markets)) {
            expect(noticeData.safeParse(notice).success).toBe(true)
          }
        },
      ),
    )
  })
})
