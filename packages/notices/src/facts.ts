/**
 * Extracts facts from an announcement: markets where API trading ends, retired interfaces, maintenance windows.
 * Sentences are classified by their subject; others are ignored, and no instruction in a text is followed.
 */

import type { Paragraph } from './page-text.ts'
import { timesIn } from './moments.ts'

/** API trading ends on these markets. */
export type ApiDisabled = {
  readonly kind: 'api-disabled'
  /** Distinct, in the order of the text. */
  readonly symbols: readonly string[]
  /** Number of mentions of markets, repeats included. */
  readonly mentions: number
  readonly effectiveAt?: number | undefined
  /** Day or month of the announcement where it gives no exact time. */
  readonly period?: string | undefined
}
/** An interface that the exchange retires. */
export type EndpointRetired = {
  readonly kind: 'endpoint-retired'
  /** Addresses in the text, without the final slash of the path. */
  readonly addresses: readonly string[]
  /** Versions in the text, such as `v2 rest`. */
  readonly versions: readonly string[]
  readonly effectiveAt?: number | undefined
  readonly period?: string | undefined
}
/** A maintenance window, in ms since the epoch; `until` is absent where no end is given. */
export type Maintenance = { readonly kind: 'maintenance'; readonly from: number; readonly until?: number }
/** A fact of an announcement. */
export type Fact = ApiDisabled | EndpointRetired | Maintenance

const MAX_FACTS = 200
const MAX_SYMBOLS = 2_000
const MAX_ADDRESSES = 10

const API = /\bAPIs?\b/i
const ENDS = /\b(?:disabl|suspend|clos|halt|remov|terminat|stop)\w*|no longer|關閉|关闭|停用|暫停|暂停|停止/i
const BACK = /\b(?:re-?enabl|re-?open|resum|restor|reinstat)\w*|恢復|恢复|重新開|重新开/i
const RETIRES =
  /\b(?:retir|deprecat|sunset|discontinu|decommission|shut ?down|phas(?:e|ed|ing) out|terminat)\w*|go(?:es)? offline|taken offline|下線|下线|停用|廢棄|废弃|棄用|弃用/i
const INTERFACE = /\b(?:API|REST(?:ful)?|endpoints?|interfaces?|web ?sockets?|URL)\b|接口|介面|端點|端点/i
const MAINTAINS = /\bmaintenance\b|\b(?:system|server|network|platform) upgrade|維護|维护|系統升級|系统升级/i
/** MEXC: pairs are written with a slash or an underscore. "AND/OR" is not a market: the quote must be a known asset. */
const PAIR = /(?<![A-Z0-9/_])([A-Z0-9]{1,20}) ?[/_] ?(USDT|USDC|USD1|USDE|BTC|ETH|EUR|BRL|MX)(?![A-Z0-9/_])/g
const ADDRESS = /\b(?:wss?|https?):\/\/[A-Za-z0-9.:-]{1,200}(?:\/[\w./-]{0,200})?/g
const VERSION = /\bV([1-9])\b[ -]{0,2}(REST|Web ?Socket)?/gi
/** Ends of sentences; a decimal point, an abbreviated month and an address do not end one. */
const SENTENCE_END = /(?<=[.!?]["”)]?) +(?=[A-Z*"“(])|(?<=[。！？])/

/** Extracts the facts of one announcement in the order of its text, whose first paragraph is the title. */
export function factsIn(paragraphs: readonly Paragraph[]): readonly Fact[] {
  const facts: Fact[] = []
  const period = periodOf(paragraphs)
  for (let at = 0; at < paragraphs.length && facts.length < MAX_FACTS;) {
    const paragraph = paragraphs[at] ?? ''
    if (opensList(paragraph)) {
      const { fact, next } = readList(paragraphs, at, period)
      if (fact !== undefined) facts.push(fact)
      at = next
      continue
    }
    facts.push(...sentencesOf(paragraph).flatMap((sentence) => retirementIn(sentence, paragraph)))
    facts.push(...maintenanceIn(paragraph))
    at += 1
  }
  return facts
}

/** Markets that a text writes with a slash or an underscore, repeats included. */
export function pairsIn(text: string): readonly string[] {
  const found: string[] = []
  for (const [, base = '', quote = ''] of text.matchAll(PAIR)) {
    found.push(base + quote)
    if (found.length >= MAX_SYMBOLS) break
  }
  return found
}

function opensList(paragraph: string): boolean {
  return API.test(paragraph) && ENDS.test(paragraph) && !BACK.test(paragraph) && !speaksOfInterface(paragraph)
}

/** True if the text is about an interface and not about markets: "The V2 API will be terminated". */
function speaksOfInterface(paragraph: string): boolean {
  return pairsIn(paragraph).length === 0 && sentencesOf(paragraph).some(isRetirement)
}

/** Reads the sentence that introduces a list, and the following paragraphs with markets. */
function readList(
  paragraphs: readonly Paragraph[],
  at: number,
  period: string | undefined,
): { readonly fact: ApiDisabled | undefined; readonly next: number } {
  const opening = paragraphs[at] ?? ''
  const named = [...pairsIn(opening)]
  let next = at + 1
  while (next < paragraphs.length && named.length < MAX_SYMBOLS) {
    const paragraph = paragraphs[next] ?? ''
    const pairs = pairsIn(paragraph)
    if (pairs.length === 0 || opensList(paragraph) || BACK.test(paragraph)) break
    named.push(...pairs)
    next += 1
  }
  if (named.length === 0) return { fact: undefined, next: at + 1 }
  const [effectiveAt] = timesIn(opening).moments
  const fact: ApiDisabled = {
    kind: 'api-disabled',
    symbols: [...new Set(named)],
    mentions: named.length,
    effectiveAt,
    period,
  }
  return { fact, next }
}

const isRetirement = (sentence: string): boolean =>
  RETIRES.test(sentence) &&
  INTERFACE.test(sentence) &&
  !BACK.test(sentence) &&
  (addressesIn(sentence).length > 0 || versionsIn(sentence).length > 0)

function retirementIn(sentence: string, paragraph: string): EndpointRetired[] {
  if (!isRetirement(sentence)) return []
  const addresses = addressesIn(sentence)
  const own = timesIn(sentence)
  const { moments, days } = own.moments.length + own.days.length > 0 ? own : timesIn(paragraph)
  const [effectiveAt] = moments
  const [period] = days
  return [
    {
      kind: 'endpoint-retired',
      addresses,
      versions: addresses.length > 0 ? [] : versionsIn(sentence),
      effectiveAt,
      period: effectiveAt === undefined ? period : undefined,
    },
  ]
}

function maintenanceIn(paragraph: string): Maintenance[] {
  if (!MAINTAINS.test(paragraph)) return []
  const [from, until] = timesIn(paragraph).moments
  if (from === undefined) return []
  return [{ kind: 'maintenance', from, ...(until === undefined || until <= from ? {} : { until }) }]
}

function addressesIn(text: string): readonly string[] {
  const found = [...text.matchAll(ADDRESS)].map(([address]) => address.replace(/[./]+$/, ''))
  return [...new Set(found)].slice(0, MAX_ADDRESSES)
}

function versionsIn(text: string): readonly string[] {
  const found = [...text.matchAll(VERSION)].map(([, version = '', door = '']) => {
    const kind = /^web/i.test(door) ? ' websocket' : /^rest/i.test(door) ? ' rest' : ''
    return `v${version}${kind}`
  })
  const named = new Set(found.filter((version) => !found.some((other) => other.startsWith(`${version} `))))
  return [...named].slice(0, MAX_ADDRESSES)
}

/** Splits a paragraph at the ends of its sentences. */
export function sentencesOf(paragraph: string): readonly string[] {
  return paragraph.split(SENTENCE_END)
}

/** Last day that is a paragraph of its own, as the announcement's signature; else the first month in the text. */
function periodOf(paragraphs: readonly Paragraph[]): string | undefined {
  const signed = paragraphs
    .filter((paragraph) => paragraph.length <= 40)
    .flatMap((paragraph) => timesIn(paragraph).days)
  return signed.at(-1) ?? paragraphs.flatMap((paragraph) => timesIn(paragraph).months)[0]
}
