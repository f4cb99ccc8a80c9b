/** Translates an announcement into notices: by its text, else by its title, as codes of the catalogue. */

import { createHash } from 'node:crypto'
import type { NoticeCode, NoticeData, NoticeKind } from '@spotdeck/api'
import { type Fact, factsIn, pairsIn } from '@spotdeck/notices'
import { defined } from '@spotdeck/ports'
import { insteadOf } from './retired.ts'

/** Title, address and times of an announcement, without its text. */
export type Announced = { readonly title: string; readonly url?: unknown; readonly postTime?: number | undefined }

const MAX_TITLE = 300
/** Maximal number of markets in a sentence; all of them are in `symbols`. */
const MAX_SAID = 12

type Sort = { readonly kind: NoticeKind; readonly words: RegExp }
/** Kinds of titles; the first match counts. */
const SORTS: readonly Sort[] = [
  {
    kind: 'api-disabled',
    words:
      /\bAPI\b.*(?:disabl|suspend|clos|remov|no longer|halt)|(?:disabl|suspend|clos|remov|halt)\w*.*\bAPI\b.*trad|API.*(?:關閉|关闭|停用|暫停|暂停)|(?:關閉|关闭|停用).*API.*交易/i,
  },
  {
    kind: 'endpoint-retired',
    words:
      /(?:retir|deprecat|sunset|discontinu|decommission|offline).*(?:API|endpoint|interface|websocket)|(?:API|endpoint|interface|websocket).*(?:retir|deprecat|sunset|discontinu|decommission|offline)|(?:接口|介面).*(?:下線|下线|停用)/i,
  },
  { kind: 'maintenance', words: /maintenance|system upgrade|維護|维护|系統升級|系统升级/i },
]

/** Kind of a notice by its title; `other` where no pattern matches. */
export function kindOfTitle(title: string): NoticeKind {
  return SORTS.find(({ words }) => words.test(title.slice(0, MAX_TITLE)))?.kind ?? 'other'
}

/**
 * Returns the notices of one announcement: one for each fact of its text, or one by its title where there is none. None
 * without a title or with a time that is not a number.
 * @param isListed whether a text names a symbol of the exchange
 */
export function toNotices(
  announced: Announced,
  paragraphs: readonly string[],
  isListed: (symbol: string) => boolean,
): readonly NoticeData[] {
  const { title, url, postTime } = announced
  if (typeof title !== 'string' || title.trim() === '') return []
  if (postTime !== undefined && !(Number.isSafeInteger(postTime) && postTime >= 0)) return []
  const short = title.trim().slice(0, MAX_TITLE)
  const common = defined({ postedAt: postTime, url: isSafeUrl(url) ? url : undefined })
  const facts = factsIn([short, ...paragraphs])
  if (facts.length === 0) return [{ ...byTitle(short, isListed), ...common, id: idOf('announced', postTime, short) }]
  // A sentence in both the title and the text is one fact.
  const byId = new Map(facts.map((fact) => [idOf(fact.kind, postTime, JSON.stringify(fact)), fact]))
  return [...byId].map(([id, fact]) => ({ ...ofFact(fact, short), ...common, id }))
}

/**
 * Compares notices by date, the newest first: the posting time, else the day or month in the text, else the time it
 * takes effect.
 */
export function newestFirst(a: NoticeData, b: NoticeData): number {
  return dateOf(b) - dateOf(a)
}

function dateOf({ postedAt, effectiveAt, params }: NoticeData): number {
  const named = typeof params['period'] === 'string' ? Date.parse(params['period']) : Number.NaN
  return postedAt ?? (Number.isNaN(named) ? (effectiveAt ?? 0) : named)
}

type Bare = Omit<NoticeData, 'id'>

function ofFact(fact: Fact, title: string): Bare {
  switch (fact.kind) {
    case 'api-disabled': {
      const { symbols, effectiveAt, period } = fact
      return {
        kind: fact.kind,
        symbols: [...symbols],
        ...defined({ effectiveAt }),
        code: 'API_TRADING_OFF',
        params: defined({ title, symbols: said(symbols), period }),
      }
    }
    case 'endpoint-retired': {
      const { addresses, versions, effectiveAt, period } = fact
      const instead = insteadOf(fact)
      return {
        kind: fact.kind,
        symbols: [],
        ...defined({ effectiveAt }),
        code: 'ENDPOINT_RETIRED',
        params: defined({ title, what: [...addresses, ...versions].join(', '), instead, period }),
      }
    }
    case 'maintenance': {
      const { from, until } = fact
      return {
        kind: fact.kind,
        symbols: [],
        effectiveAt: from,
        ...defined({ endsAt: until }),
        code: 'MAINTENANCE',
        params: { title },
      }
    }
  }
}

function byTitle(title: string, isListed: (symbol: string) => boolean): Bare {
  const kind = kindOfTitle(title)
  const symbols = symbolsIn(title, isListed)
  return { kind, symbols, code: codeOf(kind, symbols), params: { title, symbols: said(symbols) } }
}

/** Catalogue code of a notice. A notice without a market uses its title. */
function codeOf(kind: NoticeKind, symbols: readonly string[]): NoticeCode {
  if (kind === 'api-disabled') return symbols.length === 0 ? 'ANNOUNCED' : 'API_TRADING_OFF'
  if (kind === 'endpoint-retired') return 'ENDPOINT_RETIRED'
  return kind === 'maintenance' ? 'MAINTENANCE' : 'ANNOUNCED'
}

/** Lists the markets of a notice for a sentence. */
export function said(symbols: readonly string[]): string {
  const shown = symbols.slice(0, MAX_SAID).join(', ')
  return symbols.length > MAX_SAID ? `${shown} … (${symbols.length})` : shown
}

function symbolsIn(title: string, isListed: (symbol: string) => boolean): string[] {
  const written = title.toUpperCase().match(/[A-Z0-9]{1,20}[/_-]?[A-Z0-9]{2,20}/g) ?? []
  const listed = written.map((text) => text.replace(/[/_-]/, '')).filter(isListed)
  return [...new Set([...listed, ...pairsIn(title)])]
}

function idOf(kind: string, postTime: number | undefined, text: string): string {
  const hash = createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16)
  return `${kind} ${postTime ?? 'by hand'} ${hash}`
}

/** True for a web address: only those are shown as a link. */
function isSafeUrl(url: unknown): url is string {
  return typeof url === 'string' && url.length < 2_000 && URL.canParse(url) && new URL(url).protocol === 'https:'
}
