/** Announcements, and what leveraged tokens are worth. */

import { type EtfInfoAnswer, announcements, etfInfo } from '@spotdeck/wire'
import { chance, wordOf } from '../../market/hash.ts'
import { NOTICE_LANGUAGES, noticesOf } from '../../venue/announcements.ts'
import { refusals } from '../../venue/refusals.ts'
import { no, yes } from '../reply.ts'
import type { RouteWorld } from '../rest.ts'
import { type Route, integer, open, text } from '../route.ts'
import { pageOf } from '../rows.ts'
import { DAY_MS } from '../../time/lengths.ts'
import { unknownSymbol } from './market.ts'

const PAGE = { size: 20, most: 100 } as const
/** Leveraged tokens of these assets, long and short. */
const LEVERAGED = ['BTC', 'ETH', 'SOL', 'DOGE', 'XRP']
const LEVERAGE = 3

export function announcementRoutes(world: RouteWorld): readonly Route[] {
  return [
    open(announcements, (call) => {
      const limit = integer(call, 'limit') ?? PAGE.size
      if (limit === 0 || limit > PAGE.most || limit % 5 !== 0) return no(refusals.badParameter)
      const all = noticesOf(world.exchange.rules.values(), world.symbolSwitches.list(), call.now)
      const { rows, pages } = pageOf(call, all, PAGE)
      const asked = text(call, 'language')
      const language = NOTICE_LANGUAGES.find((one) => one === asked) ?? NOTICE_LANGUAGES[0]
      const details = rows.map(({ id, titles, postTime }) => ({
        title: titles[language],
        url: `https://sandbox.example/announcements/${id}`,
        language,
        postTime,
      }))
      // MEXC: the count of pages comes as text here.
      return yes({ code: 0, msg: 'success', data: [{ details, totalPage: String(Math.max(1, pages)) }] })
    }),
    open(etfInfo, (call) => {
      const all = LEVERAGED.filter((asset) => world.exchange.rules.has(`${asset}USDT`)).flatMap((asset) => [
        etf(world, asset, 'L', call.now),
        etf(world, asset, 'S', call.now),
      ])
      const symbol = text(call, 'symbol')
      if (symbol === undefined) return yes(all)
      const found = all.find((one) => one.symbol === symbol)
      return found === undefined ? no(unknownSymbol) : yes(found)
    }),
  ]
}

/** The day's change of the asset, three times as strong, on a value that is always the same for the same token. */
function etf(world: RouteWorld, asset: string, way: 'L' | 'S', now: number): EtfInfoAnswer {
  const stats = world.market.stats24h(`${asset}USDT`)
  const change = Number(stats.last) / Number(stats.open) - 1
  const word = wordOf(`etf ${asset}${way}`)
  const value = (0.4 + chance(word, 1)) * Math.max(0.05, 1 + (way === 'L' ? LEVERAGE : -LEVERAGE) * change)
  return {
    symbol: `${asset}${LEVERAGE}${way}USDT`,
    netValue: value.toFixed(4),
    feeRate: '0.00002',
    timestamp: now,
    leverage: LEVERAGE,
    realLeverage: Number((LEVERAGE * (0.94 + 0.12 * chance(word, 2))).toFixed(2)),
    mergedTimes: 1,
    lastMergedTime: now - (now % DAY_MS) - 120 * DAY_MS,
    basket: Number((500 + 2_000 * chance(word, 3)).toFixed(2)),
  }
}
