import { isCatalogueKey, noticeData, page, say } from '@spotdeck/api'
import { type MexcError, type RestClient } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import type { AnyEndpoint, SymbolAnswer } from '@spotdeck/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { symbolsOf } from '../ingest/symbols.ts'
import { toNotice } from './announcements.ts'
import { NoticeBoard } from './notices.ts'

const row = (baseAsset: string, quoteAsset: string, status: string, isSpotTradingAllowed = true): SymbolAnswer =>
  ({ symbol: baseAsset + quoteAsset, baseAsset, quoteAsset, status, isSpotTradingAllowed }) as SymbolAnswer
const rows = [
  row('MX', 'USDT', '1'), row('OLD', 'USDT', '1', false), row('HALT', 'USDT', '2'), row('BYE', 'USDT', '3'), row('VIP', 'USDT', '1'),
] // prettier-ignore
const announced = (title: string, postTime = 5, url = 'https://www.mexc.com/a') => ({
  title,
  url,
  language: 'en-US',
  postTime,
})

async function board(answers: Partial<Record<string, unknown>> = {}) {
  const time = new VirtualTime()
  const told: string[] = []
  const known: Record<string, unknown> = {
    defaultSymbols: { data: ['MXUSDT', 'OLDUSDT', 'HALTUSDT', 'BYEUSDT'] },
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
    symbols: () => symbolsOf(rows),
    timers: time,
    log: silentLog,
    publish: (events) => told.push(...events.map(({ data }) => ('id' in data ? data.id : ''))),
  })
  made.start()
  await time.advance(10)
  return { board: made, told, time, known }
}

describe('notices', () => {
  it('say where programs cannot trade, by all lists of the exchange, in words of both languages', async () => {
    const { board: made } = await board()
    const notices = page(noticeData).parse({ items: made.notices(), nextCursor: null }).items
    expect(notices.map(({ code, symbols }) => `${code} ${symbols.join()}`)).toEqual([
      'API_TRADING_OFF MXUSDT',
      'API_TRADING_OFF OLDUSDT',
      'SYMBOL_PAUSED HALTUSDT',
      'SYMBOL_OFFLINE BYEUSDT',
      'API_TRADING_OFF VIPUSDT',
    ])
    for (const { code, params } of notices) {
      const key = `noticeText.${code}`
      if (!isCatalogueKey(key)) throw new Error(key)
      for (const language of ['en', 'zh-TW'] as const) expect(say(language, key, params)).toMatch(/[A-Z]+USDT/)
    }
    expect(rows.map((symbol) => made.isTradable(symbol))).toEqual([true, false, true, true, false])
  })

  it('reach an account by what it holds, what it has open, and what nobody trades any more', async () => {
    const { board: made } = await board()
    const touched = made.touching({ held: ['OLD', 'USDT', 'GONE'], openSymbols: ['HALTUSDT', 'HALTUSDT'] })
    expect(touched.map(({ code, held, openOrders }) => [code, held, openOrders])).toEqual([
      ['API_TRADING_OFF', ['OLD'], 0],
      ['SYMBOL_PAUSED', [], 2],
      ['SYMBOL_GONE', ['GONE'], 0],
    ])
    expect(made.touching({ held: ['USDT'], openSymbols: [] })).toEqual([])
  })

  it('are told once, and again only what is new', async () => {
    const { told, time, known } = await board()
    expect(told).toHaveLength(5)
    await time.advance(11 * 60_000)
    expect(told).toHaveLength(5)
    known['announcements'] = { data: [{ details: [announced('System maintenance tonight', 9)] }] }
    await time.advance(11 * 60_000)
    expect(told.slice(5)).toEqual(['announced 9 System maintenance tonight'])
  })

  it('go on with what is known when the exchange does not answer', async () => {
    const { board: made } = await board({ defaultSymbols: undefined, announcements: undefined })
    expect(made.notices().map(({ symbols }) => symbols[0])).toEqual(['OLDUSDT', 'HALTUSDT', 'BYEUSDT'])
  })
})

describe('an announcement', () => {
  const isListed = (symbol: string): boolean => rows.some((listed) => listed.symbol === symbol)
  const kindOf = (title: string): string | undefined => toNotice(announced(title), isListed)?.kind

  it('is sorted by its title', () => {
    expect(kindOf('Notice on closing API trading for OLD/USDT')).toBe('api-disabled')
    expect(kindOf('關閉 OLD/USDT 的 API 交易')).toBe('api-disabled')
    expect(kindOf('The v2 WebSocket endpoint will be retired')).toBe('endpoint-retired')
    expect(kindOf('Scheduled system maintenance')).toBe('maintenance')
    expect(kindOf('MEXC lists a new token')).toBe('other')
  })

  it('names the symbols that are listed, and no link but a web page', () => {
    const notice = toNotice(announced('API trading of OLD_USDT, MX/USDT and NOPE/USDT is suspended', 5, 'javascript:alert(1)'), isListed) // prettier-ignore
    expect(notice).toMatchObject({ symbols: ['OLDUSDT', 'MXUSDT'], params: { symbols: 'OLDUSDT, MXUSDT' } })
    expect(notice).not.toHaveProperty('url')
  })

  it('of any form is a valid notice or none', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.anything(),
        fc.oneof(fc.integer(), fc.double()),
        (title, url, postTime) => {
          const notice = toNotice({ title, url: url as string, language: '', postTime }, isListed)
          if (notice !== undefined) expect(noticeData.safeParse(notice).success).toBe(true)
        },
      ),
    )
  })
})
