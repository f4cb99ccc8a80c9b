/** A board of notices over answers of a test. */

import { symbolsOf } from '@spotdeck/follow'
import type { MexcError, RestClient } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import type { AnyEndpoint, SymbolAnswer } from '@spotdeck/wire'
import { NoticeBoard } from '../notice-board.ts'

const row = (baseAsset: string, quoteAsset: string, status: string, isSpotTradingAllowed = true): SymbolAnswer =>
  ({ symbol: baseAsset + quoteAsset, baseAsset, quoteAsset, status, isSpotTradingAllowed }) as SymbolAnswer
/** Symbols of the exchange. */
export const rows = [
  row('MX', 'USDT', '1'),
  row('OLD', 'USDT', '1', false),
  row('HALT', 'USDT', '2'),
  row('BYE', 'USDT', '3'),
  row('VIP', 'USDT', '1'),
]
/** An announcement of the exchange's list. */
export const announced = (title: string, postTime = 5, url = 'https://www.mexc.com/a') => ({
  title,
  url,
  language: 'en-US',
  postTime,
})

/** Opens a board whose exchange gives these answers. */
export async function openBoard(
  answers: Partial<Record<string, unknown>> = {},
  more: Partial<ConstructorParameters<typeof NoticeBoard>[0]> = {},
) {
  const time = new VirtualTime()
  const told: string[] = []
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
      isTradable: ({ symbol, isSpotTradingAllowed }) => isSpotTradingAllowed && symbol !== 'VIPUSDT',
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
