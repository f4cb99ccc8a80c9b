/** Announcements of the exchange: symbols that close to the API, and interfaces that ended. Newest first. */

import type { SymbolRules } from '../contract/exchange.ts'
import type { SymbolSwitch } from '../contract/records.ts'

/** The languages of announcements; the first is the default. */
export const NOTICE_LANGUAGES = ['en-US', 'zh-TW'] as const
type Titles = Readonly<Record<(typeof NOTICE_LANGUAGES)[number], string>>
/** An announcement; `postTime` in ms since the epoch. */
type Notice = { readonly id: string; readonly titles: Titles; readonly postTime: number }

const inBoth = (english: string, chinese: string): Titles => ({ 'en-US': english, 'zh-TW': chinese })

/** Announcement time of the pairs that are closed to the API from the start, ms since the epoch. */
const CLOSED_AT = Date.UTC(2025, 5, 2, 8)

/** Ends that the exchange announced in fact, in our words. */
const RETIREMENTS: readonly Notice[] = [
  {
    id: 'withdraw-apply',
    titles: inBoth(
      'Withdrawing by capital/withdraw/apply is to end: use capital/withdraw',
      'capital/withdraw/apply 提領介面即將停用，請改用 capital/withdraw',
    ),
    postTime: Date.UTC(2024, 5, 9),
  },
  {
    id: 'stream-host',
    titles: inBoth(
      'JSON streams end on 2025-08-04 06:00 UTC: protobuf streams take their place',
      'JSON 推送將於 2025-08-04 06:00 UTC 停用，由 protobuf 推送取代',
    ),
    postTime: Date.UTC(2025, 6, 4),
  },
  {
    id: 'v2-rest',
    titles: inBoth('Version 2 of the REST API ends on 2025-08-06', 'REST API 第 2 版將於 2025-08-06 停用'),
    postTime: Date.UTC(2025, 6, 7),
  },
  {
    id: 'order-limit',
    titles: inBoth(
      'Placing and canceling orders: 12 requests a second for each user from 2026-05-22 on',
      '自 2026-05-22 起，每位使用者每秒下單與撤單上限為 12 次',
    ),
    postTime: Date.UTC(2026, 4, 15),
  },
]

/** Everything announced up to `now`. */
export function noticesOf(
  rules: Iterable<SymbolRules>,
  switches: readonly SymbolSwitch[],
  now: number,
): readonly Notice[] {
  const switched = new Set(switches.map((one) => one.symbol))
  const closed = [...rules].filter((one) => !one.apiTrading && !switched.has(one.symbol)).map((one) => one.symbol)
  const list: Notice[] = [...RETIREMENTS, ...switches.map(noticeOf)]
  if (closed.length > 0) {
    const titles = inBoth(
      `API trading is not open for ${closed.join(', ')}`,
      `以下交易對未開放 API 交易：${closed.join('、')}`,
    )
    list.push({ id: 'closed', titles, postTime: CLOSED_AT })
  }
  return list
    .filter((notice) => notice.postTime <= now)
    .sort((a, b) => b.postTime - a.postTime || (a.id < b.id ? -1 : 1))
}

const SIDES = { 1: 'both sides', 2: 'buy orders only', 3: 'sell orders only', 4: 'no orders' } as const

function noticeOf(one: SymbolSwitch): Notice {
  const when = new Date(one.at).toISOString().slice(0, 16).replace('T', ' ')
  const api = one.apiTrading === undefined ? [] : [`API trading of ${one.symbol} ${one.apiTrading ? 'opens' : 'ends'}`]
  const words = { online: 'resumes', paused: 'pauses', offline: 'ends' } as const
  const trading = one.status === undefined ? [] : [`trading of ${one.symbol} ${words[one.status]}`]
  const sides = one.tradeSideType === undefined ? [] : [`${one.symbol} takes ${SIDES[one.tradeSideType]}`]
  const title = `${[...api, ...trading, ...sides].join(' and ')} on ${when} UTC`
  const titles = inBoth(title.charAt(0).toUpperCase() + title.slice(1), chineseOf(one, when))
  return { id: one.id, titles, postTime: one.madeAt }
}

const SIDES_IN_CHINESE = { 1: '開放買賣', 2: '僅開放買入', 3: '僅開放賣出', 4: '停止接受委託' } as const
const WORDS_IN_CHINESE = { online: '恢復', paused: '暫停', offline: '下架' } as const

function chineseOf({ symbol, apiTrading, status, tradeSideType }: SymbolSwitch, when: string): string {
  const at = `將於 ${when} UTC `
  const api = apiTrading === undefined ? [] : [`${symbol} 的 API 交易${at}${apiTrading ? '開放' : '關閉'}`]
  const trading = status === undefined ? [] : [`${symbol} 的交易${at}${WORDS_IN_CHINESE[status]}`]
  const sides = tradeSideType === undefined ? [] : [`${symbol} ${at}${SIDES_IN_CHINESE[tradeSideType]}`]
  return [...api, ...trading, ...sides].join('，')
}
