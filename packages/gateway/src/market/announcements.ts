/** The exchange's announcements as facts: what kind they are and which symbols they name. Titles are all that is read of them. */

import type { NoticeCode, NoticeData, NoticeKind } from '@spotdeck/api'
import type { Announcement } from '@spotdeck/wire'

const MOST_TITLE = 300
const MOST_SYMBOLS = 50

type Sort = { readonly kind: NoticeKind; readonly code: NoticeCode; readonly words: RegExp }
/** The first that fits counts. */
const SORTS: readonly Sort[] = [
  { kind: 'api-disabled', code: 'API_TRADING_OFF', words: /\bAPI\b.*(?:disabl|suspend|clos|remov|no longer|halt)|(?:disabl|suspend|clos|remov|halt)\w*.*\bAPI\b.*trad|API.*(?:關閉|关闭|停用|暫停|暂停)|(?:關閉|关闭|停用).*API.*交易/i },
  { kind: 'endpoint-retired', code: 'ENDPOINT_RETIRED', words: /(?:retir|deprecat|sunset|discontinu|decommission|offline).*(?:API|endpoint|interface|websocket)|(?:API|endpoint|interface|websocket).*(?:retir|deprecat|sunset|discontinu|decommission|offline)|(?:接口|介面).*(?:下線|下线|停用)/i },
  { kind: 'maintenance', code: 'MAINTENANCE', words: /maintenance|system upgrade|維護|维护|系統升級|系统升级/i },
] // prettier-ignore

/** `undefined` for one without a title or a time. @param isListed whether a text names a symbol of the exchange */
export function toNotice(announcement: Announcement, isListed: (symbol: string) => boolean): NoticeData | undefined {
  const { title, url, postTime } = announcement
  if (typeof title !== 'string' || title.trim() === '' || !Number.isSafeInteger(postTime)) return undefined
  const symbols = symbolsIn(title, isListed)
  const found = SORTS.find(({ words }) => words.test(title))
  // What names no symbol has no symbols to speak of: it is told by its title.
  const sort = found?.kind === 'api-disabled' && symbols.length === 0 ? { kind: found.kind, code: 'ANNOUNCED' as const } : found // prettier-ignore
  const short = title.trim().slice(0, MOST_TITLE)
  return {
    id: `announced ${postTime} ${short.slice(0, 60)}`,
    kind: sort?.kind ?? 'other',
    symbols,
    postedAt: postTime,
    ...(isSafeUrl(url) ? { url } : {}),
    code: sort?.code ?? 'ANNOUNCED',
    params: { title: short, symbols: symbols.join(', ') },
  }
}

function symbolsIn(title: string, isListed: (symbol: string) => boolean): string[] {
  const written = title.toUpperCase().match(/[A-Z0-9]{1,20}[/_-]?[A-Z0-9]{2,20}/g) ?? []
  return [...new Set(written.map((text) => text.replace(/[/_-]/, '')))].filter(isListed).slice(0, MOST_SYMBOLS)
}

/** A link is shown to people: it leads to a web page or it is left out. */
function isSafeUrl(url: unknown): url is string {
  return typeof url === 'string' && url.length < 2_000 && URL.canParse(url) && new URL(url).protocol === 'https:'
}
