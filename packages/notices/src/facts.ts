/**
 * Reads an announcement: what each sentence states, how certain that is, and the facts that follow. Only a clear
 * sentence makes a fact; no instruction in a text is followed.
 */

import { interfacesIn, maskInterfaces } from './interfaces.ts'
import { labelledTimes, type Listed, listAt } from './lists.ts'
import { indexMarkets, type MarketIndex, namesIn } from './markets.ts'
import { timesIn } from './moments.ts'
import type { Block } from './page-text.ts'
import { type Act, isExempt, isOpen, type Reason, restrictionOf, type Saying, sayingsOf } from './wording.ts'

/** API trading ends or begins again on these markets, or they are delisted. */
export type MarketFact = {
  readonly kind: 'api-disabled' | 'api-enabled' | 'delisted'
  /** Distinct, in the order of the text. */
  readonly symbols: readonly string[]
  /** Number of mentions of markets, repeats included. */
  readonly mentions: number
  readonly effectiveAt?: number | undefined
  /** End of what is told for a limited time. */
  readonly until?: number | undefined
  /** Day on which it takes effect where the sentence gives no exact time. */
  readonly day?: string | undefined
  /** Day or month of the announcement where it gives no exact time. */
  readonly period?: string | undefined
}
/** An interface that the exchange retires. */
export type EndpointRetired = {
  readonly kind: 'endpoint-retired'
  /** Addresses, hosts and paths in the text, without the final slash of the path. */
  readonly addresses: readonly string[]
  /** Versions in the text, such as `v2 rest`. */
  readonly versions: readonly string[]
  readonly effectiveAt?: number | undefined
  readonly period?: string | undefined
}
/** A maintenance window, in ms since the epoch; `until` is absent where no end is given. */
export type Maintenance = { readonly kind: 'maintenance'; readonly from: number; readonly until?: number }
/** A fact of an announcement. */
export type Fact = MarketFact | EndpointRetired | Maintenance

/** Meaning of one sentence. `clear` is acted on; `unclear` speaks of an act in words that leave it open; `none` of no act. */
export type Reading = {
  readonly text: string
  readonly certainty: 'clear' | 'unclear' | 'none'
  readonly act?: Act | undefined
  readonly reason?: Reason | undefined
  /** Names that have the form of a market and could not be resolved. */
  readonly unread: readonly string[]
}
/** Facts of an announcement, and what each of its sentences states. */
export type NoticeReading = { readonly facts: readonly Fact[]; readonly readings: readonly Reading[] }

const MAX_FACTS = 200
const MAX_READINGS = 2_000
/** Ends of sentences; a decimal point, an abbreviation and an address do not end one. */
const SENTENCE_END = /(?<=(?<!\b(?:e\.g|i\.e|No|vs|St))[.!?]["”)]?) +(?=[A-Z*"“(¤])|(?<=[。！？])/
/** Clauses that stand for themselves. */
const CLAUSE_END =
  /[;；]|, (?=(?:while|whereas|but|however|although|though|so|use|please|migrate|switch|manual|web|withdrawals?|deposits?)\b)|，/i
const OPENS = /following|\bbelow\b|\bthese\b|以下|下列|如下|[:：]\s*$/i
const REFERS = /\babove\b|以上|上述/i
const WINDOW = /\b(?:from|between)\b.*\b(?:to|until|and)\b|[–—~～]|\d - \d|\buntil\b|至|到/i
/** Maintenance as the cause of something else. */
const CAUSE = /^\W*(?:due to|because of|owing to|因|由於|由于)/i
const NONE = indexMarkets([])

/** Returns the facts of one announcement in the order of its text, whose first block is the title. */
export function factsIn(blocks: readonly Block[], index?: MarketIndex): readonly Fact[] {
  return readNotice(blocks, index).facts
}

/** Reads one announcement, whose first block is the title; markets are matched against the exchange's list. */
export function readNotice(blocks: readonly Block[], index: MarketIndex = NONE): NoticeReading {
  return new Reader(blocks, index).read()
}

/** Splits a paragraph at the ends of its sentences. */
export function sentencesOf(paragraph: string): readonly string[] {
  return paragraph.split(SENTENCE_END)
}

type Place = { readonly sentence: string; readonly block: Block; readonly at: number; readonly isLast: boolean }
type Clause = {
  readonly text: string
  readonly masked: string
  readonly symbols: readonly string[]
  readonly unread: readonly string[]
  readonly sayings: readonly Saying[]
}
type Outcome = { readonly facts: readonly Fact[]; readonly act: Act | undefined; readonly reason?: Reason | undefined }

class Reader {
  readonly #blocks: readonly Block[]
  readonly #index: MarketIndex
  readonly #facts: Fact[] = []
  readonly #readings: Reading[] = []
  readonly #period: string | undefined
  #next = 0
  #unread: string[] = []
  /** The list that was read last and belongs to no act: "API trading of the above pairs …". */
  #above: Listed | undefined

  constructor(blocks: readonly Block[], index: MarketIndex) {
    this.#blocks = blocks
    this.#index = index
    this.#period = periodOf(blocks)
  }

  read(): NoticeReading {
    for (const [at, block] of this.#blocks.entries()) {
      if (at < this.#next || this.#facts.length >= MAX_FACTS) continue
      if (block.kind === 'row' || (block.isLink && block.kind !== 'heading')) continue
      const sentences = sentencesOf(block.text)
      for (const [index, sentence] of sentences.entries())
        this.#readSentence({ sentence, block, at, isLast: index === sentences.length - 1 })
    }
    const facts = merged(this.#facts)
    const acts = new Set(facts.map(({ kind }) => kind))
    const readings = this.#readings.map((reading) => (isDetail(reading, acts) ? { ...reading, ...DETAIL } : reading))
    return { facts, readings }
  }

  #readSentence(place: Place): void {
    this.#unread = []
    const clauses = clausesOf(place.sentence).map((text) => this.#clauseOf(text))
    const restriction = clauses
      .filter(({ symbols, sayings }) => symbols.length === 0 && sayings.length === 0)
      .map(({ text }) => restrictionOf(text))
      .find((reason) => reason !== undefined)
    const outcomes: Outcome[] = clauses.flatMap((clause) => this.#outcomesOf(clause, place, restriction))
    for (const { facts } of outcomes) this.#facts.push(...facts)
    if (outcomes.length === 0) outcomes.push(...this.#leftOpen(place))
    const clear = outcomes.find(({ reason }) => reason === undefined)
    const said = clear ?? outcomes.find(({ reason }) => reason !== undefined && isOpen(reason)) ?? outcomes[0]
    const isUnclear = said?.reason !== undefined && isOpen(said.reason)
    if (this.#readings.length >= MAX_READINGS) return
    this.#readings.push({
      text: place.sentence,
      certainty: clear !== undefined ? 'clear' : isUnclear ? 'unclear' : 'none',
      act: said?.act,
      reason: clear === undefined ? said?.reason : undefined,
      unread: [...new Set([...clauses.flatMap((clause) => leftOver(clause, clear !== undefined)), ...this.#unread])],
    })
  }

  /** Acts that a sentence leaves open: one told over several clauses, or something of markets and the API. */
  #leftOpen(place: Place): readonly Outcome[] {
    const { symbols, sayings, masked } = this.#clauseOf(place.sentence)
    const [saying] = symbols.length === 0 ? [] : sayings
    if (saying !== undefined) return [{ act: saying.act, facts: [], reason: saying.reason ?? 'wording' }]
    if (!/\bAPI\b|API/.test(masked) || isExempt(masked)) return []
    const isOfMarkets = symbols.length > 0 || this.#listOf('api-disabled', masked, place) !== undefined
    return isOfMarkets ? [{ act: undefined, facts: [], reason: 'wording' }] : []
  }

  #clauseOf(text: string): Clause {
    const read = (hasCoins: boolean) => namesIn(text, this.#index, { hasCoins })
    const plain = read(false)
    const masked = maskInterfaces(plain.masked)
    const sayings = separate(sayingsOf(masked), text, plain.symbols.length)
    const isDelisting = plain.symbols.length === 0 && sayings.some(({ act }) => act === 'delisted')
    const { symbols, unread } = isDelisting ? read(true) : plain
    return { text, masked, symbols, unread, sayings }
  }

  /** Acts that the clause states clearly, else the first that it speaks of. */
  #outcomesOf(clause: Clause, place: Place, restriction: Reason | undefined): readonly Outcome[] {
    const outcomes = clause.sayings.map(({ act, reason }): Outcome => {
      const why = reason ?? restriction
      return why === undefined ? this.#stated(act, clause, place) : { act, facts: [], reason: why }
    })
    const clear = outcomes.filter(({ reason }) => reason === undefined)
    if (clear.length > 0) return clear
    const open = outcomes.find(({ reason }) => reason !== undefined && isOpen(reason)) ?? outcomes[0]
    if (open === undefined) return []
    return open.reason !== 'wording' || clause.symbols.length > 0 || OPENS.test(clause.text) ? [open] : []
  }

  #stated(act: Act, clause: Clause, place: Place): Outcome {
    switch (act) {
      case 'maintenance':
        return this.#maintenance(clause, place)
      case 'endpoint-retired':
        return this.#retirement(clause, place)
      default:
        return this.#ofMarkets(act, clause, place)
    }
  }

  #maintenance({ text, symbols }: Clause, place: Place): Outcome {
    const act = 'maintenance'
    if (symbols.length > 0) return { act, facts: [], reason: 'scoped' }
    if (CAUSE.test(text) && timesIn(text).moments.length === 0) return { act, facts: [], reason: 'detail' }
    const [from, until] = this.#timesOf(text, place, place.at + 1)
    if (from === undefined) return { act, facts: [], reason: 'no-time' }
    return { act, facts: [{ kind: act, from, ...(until === undefined || until <= from ? {} : { until }) }] }
  }

  #retirement({ text }: Clause, place: Place): Outcome {
    const act = 'endpoint-retired'
    const own = interfacesIn(text)
    const isInline = own.addresses.length + own.versions.length > 0
    const list = isInline ? undefined : this.#listOf(act, text, place)
    if (!isInline && list === undefined) return { act, facts: [], reason: 'no-name' }
    const [effectiveAt] = this.#timesOf(text, place, list?.next ?? place.at + 1)
    const { days } = timesIn(timesIn(place.sentence).days.length > 0 ? place.sentence : place.block.text)
    const period = effectiveAt === undefined ? days[0] : undefined
    const entries = [...(list?.byTime ?? [[undefined, own.addresses] as const])]
    const facts = entries.map(([time, names]): Fact => ({
      kind: act,
      addresses: names.filter((name) => !/^v\d/.test(name)),
      versions: [...own.versions, ...names.filter((name) => /^v\d/.test(name))],
      effectiveAt: time ?? effectiveAt,
      period,
    }))
    return { act, facts }
  }

  #ofMarkets(kind: MarketFact['kind'], { text, symbols }: Clause, place: Place): Outcome {
    const list = symbols.length > 0 ? undefined : this.#listOf(kind, text, place)
    const [effectiveAt, end] = this.#timesOf(text, place, list?.next ?? place.at + 1)
    const isWindow = kind === 'api-disabled' && end !== undefined && effectiveAt !== undefined && end > effectiveAt
    const until = isWindow && (WINDOW.test(place.sentence) || hasBoth(place.sentence)) ? end : undefined
    const isOneTime = until !== undefined || new Set(timesIn(text).moments).size < 2
    if (symbols.length > 0 && !isOneTime) return { act: kind, facts: [], reason: 'mixed' }
    if (symbols.length === 0 && list === undefined) return this.#completed(kind, { effectiveAt, until })
    const day = effectiveAt === undefined ? timesIn(place.sentence).days[0] : undefined
    const entries = [...(list?.byTime ?? [[undefined, symbols] as const])]
    const facts = entries.map(([time, names]): Fact => ({
      kind,
      symbols: [...new Set(names)],
      mentions: names.length,
      effectiveAt: time ?? effectiveAt,
      until,
      day: time === undefined ? day : undefined,
      period: this.#period,
    }))
    return { act: kind, facts }
  }

  /** A time in the text belongs to the act that the title, or the sentence before, states without one. */
  #completed(kind: MarketFact['kind'], times: Pick<MarketFact, 'effectiveAt' | 'until'>): Outcome {
    const at = this.#facts.findLastIndex((fact) => fact.kind === kind)
    const fact = this.#facts[at]
    const isOpenFact = fact?.kind === kind && fact.effectiveAt === undefined
    if (!isOpenFact || times.effectiveAt === undefined) return { act: kind, facts: [], reason: 'no-name' }
    this.#facts.splice(at, 1)
    return { act: kind, facts: [{ ...fact, ...times, day: undefined }] }
  }

  /** The list that follows the clause, or the one that it refers to. */
  #listOf(act: Act, text: string, { isLast, at, block }: Place): Listed | undefined {
    if (REFERS.test(text) && !OPENS.test(text)) return this.#above
    if (!isLast && !OPENS.test(text)) return undefined
    if (!OPENS.test(text) && block.kind === 'item') return undefined
    const list = listAt(this.#blocks, at + 1, { act, index: this.#index })
    if (list === undefined) return undefined
    this.#next = Math.max(this.#next, list.next)
    this.#unread.push(...list.unread)
    return list
  }

  /** Times of the clause, else of its sentence, its paragraph, or a line such as "Effective time: …" near it. */
  #timesOf(text: string, { sentence, block, at }: Place, next: number): readonly number[] {
    const own = [text, sentence].map((part) => timesIn(part).moments).find((moments) => moments.length > 0)
    if (own !== undefined) return own
    const beside = sentencesOf(block.text).filter(
      (other) => other !== sentence && timesIn(other).moments.length > 0 && !/withdraw|deposit|提領|充值/i.test(other),
    )
    const [only] = beside
    if (only !== undefined && beside.length === 1) return timesIn(only).moments
    const near = [...this.#blocks.slice(at + 1, next + 2), ...this.#blocks.slice(Math.max(0, at - 3), at).reverse()]
    return near.map((other) => labelledTimes(other.text)).find((moments) => moments.length > 0) ?? []
  }
}

/** Splits a sentence into clauses; a part that has only names belongs to the one before, or after where it is the first. */
function clausesOf(sentence: string): readonly string[] {
  const clauses: string[] = []
  let names = ''
  for (const part of sentence.split(CLAUSE_END)) {
    const isOnlyNames = !/\p{Script=Han}|\p{L}{3}/u.test(namesIn(part, NONE, { isList: true }).masked)
    if (!isOnlyNames) clauses.push(names + part)
    else if (clauses.length > 0) clauses.push(`${clauses.pop() ?? ''}, ${part}`)
    names = isOnlyNames && clauses.length === 0 ? `${names}${part}, ` : ''
  }
  return names === '' ? clauses : [names]
}

/** Names of a clause that its sentence leaves open: of no act beside a clear one, or not to be resolved. */
function leftOver({ symbols, unread, masked, sayings }: Clause, isClear: boolean): readonly string[] {
  const isIdle = isClear && sayings.length === 0 && !isExempt(masked)
  return isIdle ? [...unread, ...symbols] : unread
}

const DETAIL = { certainty: 'none', reason: 'detail' } as const

/** True for a sentence without names of its own that explains an act stated elsewhere. */
function isDetail({ certainty, act, reason, unread }: Reading, acts: ReadonlySet<Act>): boolean {
  if (certainty !== 'unclear' || act === undefined || !acts.has(act) || unread.length > 0) return false
  return reason === 'no-name' || reason === 'no-time' || reason === 'wording' || reason === 'hedged'
}

const hasBoth = (sentence: string): boolean => {
  const acts = sayingsOf(sentence).map(({ act }) => act)
  return acts.includes('api-disabled') && acts.includes('api-enabled')
}

/**
 * Of two opposite acts in one clause, keeps the first where both have a time; else neither is clear. Nor are two acts on
 * several markets, of which each may be meant for some.
 */
function separate(sayings: readonly Saying[], text: string, markets: number): readonly Saying[] {
  const clear = (name: Act) => sayings.find(({ act, reason }) => act === name && reason === undefined)
  const off = clear('api-disabled')
  const on = clear('api-enabled') ?? sayings.find(({ act, reason }) => act === 'api-enabled' && reason === 'wording')
  if (off !== undefined && on !== undefined) {
    if (off.at < on.at && timesIn(text).moments.length === 2) return sayings.filter((saying) => saying !== on)
    return sayings.map((saying) => (saying === off || saying === on ? { ...saying, reason: 'mixed' } : saying))
  }
  const one = off ?? clear('api-enabled')
  const isMixed = markets > 1 && one !== undefined && clear('delisted') !== undefined
  return isMixed ? sayings.map((saying): Saying => ({ reason: 'mixed', ...saying })) : sayings
}

/** Facts without those that another one repeats with at least as much detail. */
function merged(facts: readonly Fact[]): readonly Fact[] {
  const lines = facts.map((fact) => JSON.stringify(fact))
  return facts.filter(
    (fact, at) =>
      !facts.some((other, index) => index !== at && repeats(fact, other) && (lines[index] !== lines[at] || index < at)),
  )
}

function repeats(fact: Fact, other: Fact): boolean {
  if (fact.kind === 'maintenance' || other.kind === 'maintenance')
    return fact.kind === 'maintenance' && other.kind === 'maintenance' && fact.from === other.from
  if (fact.kind !== other.kind) return false
  if (fact.effectiveAt !== undefined && fact.effectiveAt !== other.effectiveAt) return false
  const names = new Set(namesOf(other))
  return namesOf(fact).every((name) => names.has(name))
}

const namesOf = (fact: Fact): readonly string[] =>
  fact.kind === 'maintenance'
    ? []
    : fact.kind === 'endpoint-retired'
      ? [...fact.addresses, ...fact.versions]
      : fact.symbols

/** Last day that is a block of its own, as the announcement's signature; else the first month in the text. */
function periodOf(blocks: readonly Block[]): string | undefined {
  const signed = blocks.filter(({ text }) => text.length <= 40 && (text.match(/\p{L}{2,}/gu) ?? []).length <= 2)
  return (
    signed.flatMap(({ text }) => timesIn(text).days).at(-1) ?? blocks.flatMap(({ text }) => timesIn(text).months)[0]
  )
}
