/** Translates an announcement into notices: what its sentences state, and what was not understood, as codes of the catalogue. */

import { createHash } from 'node:crypto'
import type { NoticeCode, NoticeData } from '@spotdeck/api'
import {
  type Block,
  type Fact,
  type MarketIndex,
  type Reading,
  namesIn,
  readNotice,
  textBlock,
} from '@spotdeck/notices'
import { defined } from '@spotdeck/ports'
import { insteadOf } from './retired.ts'

/** Title, address and times of an announcement, without its text. */
export type Announced = { readonly title: string; readonly url?: unknown; readonly postTime?: number | undefined }

const MAX_TITLE = 300
/** Maximal number of markets in a sentence; all of them are in `symbols`. */
const MAX_SAID = 12
/** Maximal number of characters of what was not understood. */
const MAX_QUOTED = 600
/** Titles whose page may state an act. */
const TELLING =
  /\bAPIs?\b|endpoint|interface|web ?socket|de-?list|remov|maintenance|upgrade|API|下架|維護|维护|接口|介面|升級|升级/iu
const CODES: Record<Exclude<Fact['kind'], 'endpoint-retired'>, NoticeCode> = {
  'api-disabled': 'API_TRADING_OFF',
  'api-enabled': 'API_TRADING_ON',
  delisted: 'DELISTING',
  maintenance: 'MAINTENANCE',
}

/** True if the page behind a title is worth reading. */
export const isTelling = (title: string): boolean => TELLING.test(title.slice(0, MAX_TITLE))

/**
 * Returns the notices of one announcement: one for each fact, and one for the sentences that were not understood; for an
 * announcement with neither, one with its title. None without a title or with a time that is not a number.
 */
export function toNotices(announced: Announced, blocks: readonly Block[], markets: MarketIndex): readonly NoticeData[] {
  const { title, url, postTime } = announced
  if (typeof title !== 'string' || title.trim() === '') return []
  if (postTime !== undefined && !(Number.isSafeInteger(postTime) && postTime >= 0)) return []
  const short = title.trim().slice(0, MAX_TITLE)
  const common = defined({ postedAt: postTime, url: isSafeUrl(url) ? url : undefined })
  const { facts, readings } = readNotice([textBlock(short, 'heading'), ...blocks], markets)
  const byId = new Map(facts.map((fact) => [idOf(fact.kind, postTime, JSON.stringify(fact)), ofFact(fact, short)]))
  const rest = ofRest(short, { readings, isTold: facts.length > 0, markets })
  if (rest !== undefined) byId.set(idOf('announced', postTime, `${short}${String(rest.params['text'] ?? '')}`), rest)
  return [...byId].map(([id, notice]) => ({ ...notice, ...common, id }))
}

/**
 * Compares notices by date, the newest first: the posting time, else the day or month in the text, else the time it
 * takes effect.
 */
export function newestFirst(a: NoticeData, b: NoticeData): number {
  return dateOf(b) - dateOf(a)
}

function dateOf({ postedAt, effectiveAt, params }: NoticeData): number {
  const day = params['period'] ?? params['day']
  const named = typeof day === 'string' ? Date.parse(day) : Number.NaN
  return postedAt ?? (Number.isNaN(named) ? (effectiveAt ?? 0) : named)
}

type Bare = Omit<NoticeData, 'id'>

function ofFact(fact: Fact, title: string): Bare {
  switch (fact.kind) {
    case 'endpoint-retired': {
      const { kind, addresses, versions, effectiveAt, period } = fact
      const what = [...addresses, ...versions].join(', ')
      const params = defined({ title, what, instead: insteadOf(fact), period })
      return { kind, symbols: [], ...defined({ effectiveAt }), code: 'ENDPOINT_RETIRED', params }
    }
    case 'maintenance': {
      const { kind, from, until } = fact
      return {
        kind,
        symbols: [],
        effectiveAt: from,
        ...defined({ endsAt: until }),
        code: CODES[kind],
        params: { title },
      }
    }
    default: {
      const { kind, symbols, effectiveAt, until, day, period } = fact
      // "Has disabled" would be untrue of a day to come.
      const isDated = kind === 'api-disabled' && (effectiveAt ?? day) !== undefined
      const code = isDated ? 'API_TRADING_ENDS' : CODES[kind]
      const params = defined({ title, symbols: said(symbols), day, period })
      return { kind, symbols: [...symbols], ...defined({ effectiveAt, endsAt: until }), code, params }
    }
  }
}

type Rest = { readonly readings: readonly Reading[]; readonly isTold: boolean; readonly markets: MarketIndex }

/** The notice of what is no fact: sentences that were not understood, else the title of an announcement without facts. */
function ofRest(title: string, { readings, isTold, markets }: Rest): Bare | undefined {
  const open = readings.filter(({ certainty, unread }) => certainty === 'unclear' || unread.length > 0)
  if (!isTold && open.length <= 1 && readings[0]?.act === 'maintenance' && readings[0].reason === 'no-time')
    return { kind: 'maintenance', symbols: [], code: 'MAINTENANCE', params: { title } }
  const text = open.map((reading) => (reading.certainty === 'unclear' ? reading.text : reading.unread.join(', ')))
  if (text.length > 0) {
    const quoted = text.join(' ')
    const short = quoted.length > MAX_QUOTED ? `${quoted.slice(0, MAX_QUOTED - 1)}…` : quoted
    return { kind: 'other', symbols: [], code: 'NOT_UNDERSTOOD', params: { title, text: short } }
  }
  if (isTold) return undefined
  const symbols = [...new Set(namesIn(title, markets).symbols)]
  return { kind: 'other', symbols, code: 'ANNOUNCED', params: { title, symbols: said(symbols) } }
}

/** Lists the markets of a notice for a sentence. */
export function said(symbols: readonly string[]): string {
  const shown = symbols.slice(0, MAX_SAID).join(', ')
  return symbols.length > MAX_SAID ? `${shown} … (${symbols.length})` : shown
}

function idOf(kind: string, postTime: number | undefined, text: string): string {
  const hash = createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16)
  return `${kind} ${postTime ?? 'by hand'} ${hash}`
}

/** True for a web address: only those are shown as a link. */
function isSafeUrl(url: unknown): url is string {
  return typeof url === 'string' && url.length < 2_000 && URL.canParse(url) && new URL(url).protocol === 'https:'
}
