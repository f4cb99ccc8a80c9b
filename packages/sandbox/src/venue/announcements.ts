/** What the exchange has announced: symbols that close to the API, and ways of old that ended. Newest first. */

import type { SymbolRules } from './exchange.ts'
import type { SymbolSwitch } from './records.ts'

export type Notice = { readonly id: string; readonly title: string; readonly postTime: number }

/** When pairs that are closed to the API from the start were announced to be. */
const CLOSED_AT = Date.UTC(2025, 5, 2, 8)

/** Ends that the exchange announced in fact, in our words. */
const RETIREMENTS: readonly Notice[] = [
  {
    id: 'withdraw-apply',
    title: 'Withdrawing by capital/withdraw/apply is to end: use capital/withdraw',
    postTime: Date.UTC(2024, 5, 9),
  },
  {
    id: 'stream-host',
    title: 'JSON streams end on 2025-08-04 06:00 UTC: protobuf streams take their place',
    postTime: Date.UTC(2025, 6, 4),
  },
  { id: 'v2-rest', title: 'Version 2 of the REST API ends on 2025-08-06', postTime: Date.UTC(2025, 6, 7) },
  {
    id: 'order-limit',
    title: 'Placing and canceling orders: 12 requests a second for each user from 2026-05-22 on',
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
    list.push({ id: 'closed', title: `API trading is not open for ${closed.join(', ')}`, postTime: CLOSED_AT })
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
  return { id: one.id, title: title.charAt(0).toUpperCase() + title.slice(1), postTime: one.madeAt }
}
