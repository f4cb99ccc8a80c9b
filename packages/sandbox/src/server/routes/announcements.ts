/** Announcements, and what leveraged tokens are worth. */

import { DAY_MS } from '@spotdeck/ports'
import { type EtfInfoAnswer, announcements, etfInfo } from '@spotdeck/wire'
import { chance, wordOf } from '../../market/data/hash.ts'
import { NOTICE_LANGUAGES, noticesOf } from '../../venue/listing/announcements.ts'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { refusals } from '../../venue/contract/refusals.ts'
import { fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, integer, open, text } from '../call/route.ts'
import { pageOf } from '../call/rows.ts'

const PAGE = { size: 20, most: 100 } as const
/** MEXC: a leveraged token is named by its asset, how many times it moves, and whether it is long or short: SOL3L. */
const LEVERAGED = /^[A-Z]+(\d)[LS]$/

/** Routes of the exchange's announcements. */
export function announcementRoutes(world: RouteServices): readonly Route[] {
  return [
    open(announcements, (call) => {
      const limit = integer(call, 'limit') ?? PAGE.size
      if (limit === 0 || limit > PAGE.most || limit % 5 !== 0) return fail(refusals.badParameter)
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
      return ok({ code: 0, msg: 'success', data: [{ details, totalPage: String(Math.max(1, pages)) }] })
    }),
    open(etfInfo, (call) => {
      const all = [...world.exchange.rules.values()].flatMap((rules) => etf(world, rules, call.now))
      const symbol = text(call, 'symbol')
      if (symbol === undefined) return ok(all)
      const found = all.find((one) => one.symbol === symbol)
      return found === undefined ? fail(refusals.unknownSymbol) : ok(found)
    }),
  ]
}

/** The pair of a leveraged token that the exchange lists, worth what it trades at; nothing for every other pair. */
function etf(world: RouteServices, { symbol, baseAsset }: SymbolRules, now: number): EtfInfoAnswer[] {
  const times = LEVERAGED.exec(baseAsset)?.[1]
  if (times === undefined) return []
  const leverage = Number(times)
  const word = wordOf(`etf ${symbol}`)
  return [
    {
      symbol,
      netValue: world.market.stats24h(symbol).last,
      feeRate: '0.00002',
      timestamp: now,
      leverage,
      realLeverage: Number((leverage * (0.94 + 0.12 * chance(word, 2))).toFixed(2)),
      mergedTimes: 1,
      lastMergedTime: now - (now % DAY_MS) - 120 * DAY_MS,
      basket: Number((500 + 2_000 * chance(word, 3)).toFixed(2)),
    },
  ]
}
