/** A search of all symbols, step by step: what it asks, and what comes of the answers. */

import { decimal } from '@spotdeck/exact'
import { EMPTY_BOOK, type LedgerState } from '@spotdeck/ledger'
import { type Draft, draftOf } from '../machine/draft.ts'
import type { Answer, CallId, Question } from '../base/question.ts'
import type { Search } from '../search/state.ts'
import type { Span } from '../base/searched.ts'
import { searchAnswered, searchFolded, searchRefused, searchTick } from '../search/search.ts'
import { withSpan } from '../search/spans.ts'
import { EMPTY_UNIVERSE, withListed } from '../base/universe.ts'
import { symbolAnswers } from './fake-venue-answers.ts'
import { AT, LIVE, NOW, NO_ROWS, REFUSED, SYMBOLS, ledgerOf } from './plan-scene.ts'
import { apply } from '../machine/apply.ts'
import { type Over, stateOf } from './state-of.ts'

const DAY_MS = 86_400_000
/** The list of symbols, a gap that ended just now, and the answer that tells the list. */
export const LISTED = symbolAnswers(SYMBOLS)
export const GAP: Span = { since: { orders: AT - 900, deals: AT - 800 }, to: AT, amounts: new Map() }
export const LISTING: Answer = { kind: 'listing', listed: LISTED, gone: [] }

/** A ledger that holds 10 USDT, of which so many are unexplained. */
export const ledgerWith = (left: string, over: Partial<LedgerState> = {}): LedgerState => ({
  ...ledgerOf(),
  books: new Map([['USDT', { ...EMPTY_BOOK, opening: decimal<'asset'>(String(10 - Number(left))) }]]),
  ...over,
})

/** A ledger as with `ledgerWith`, whose amount REST has confirmed. */
export const inQuestion = (left: string): Over => ({
  ledger: ledgerWith(left),
  balances: { accepted: new Map([['b USDT', decimal<'asset'>(left)]]) },
})

/** A live account with a search, and what it asks. */
export class SearchScene {
  readonly draft: Draft

  constructor(over: Over = {}) {
    const universe = withListed(EMPTY_UNIVERSE, LISTED, AT - DAY_MS)
    const known = {
      ledger: ledgerWith('0'),
      universe,
      now: NOW,
      recovery: { upAt: 0 },
      phase: LIVE,
      search: { resumed: true },
    }
    this.draft = draftOf(stateOf(known, over), { at: AT, random: 0.5 })
  }

  /** All questions, oldest first. */
  get asked(): readonly { readonly call: CallId; readonly question: Question }[] {
    return this.draft.effects.flatMap((effect) => (effect.type === 'ask' ? [effect] : []))
  }

  /** Symbols that were asked for, and other kinds of questions. */
  get names(): readonly string[] {
    return this.asked.map(({ question }) => (question.kind === 'symbol' ? question.symbol : question.kind))
  }

  /** The search under way. */
  get first(): Search | undefined {
    return this.draft.search.searches[0]
  }

  /** Lets time pass, then goes on with the search. */
  pass(ms: number): this {
    Object.assign(this.draft, { now: this.draft.now + ms, at: this.draft.at + ms })
    apply(this.draft, searchTick(this.draft))
    return this
  }

  /** Answers the newest question. */
  answer(answer: Answer): this {
    apply(this.draft, searchAnswered(this.draft, this.asked.at(-1)?.call ?? -1, answer))
    return this
  }

  /** Answers the newest question again and again, twice more than there are symbols at most. */
  answerWhile(isOpen: () => boolean, answer: () => Answer = () => NO_ROWS): this {
    for (let n = 0; n <= SYMBOLS.length + 1 && isOpen(); n++) this.answer(answer())
    return this
  }

  /** Refuses the newest question. */
  refuse(): this {
    apply(this.draft, searchRefused(this.draft, this.asked.at(-1)?.call ?? -1, REFUSED))
    return this
  }

  /** Commits a part of what was read, or has the store refuse it. */
  fold(refused = false): this {
    apply(this.draft, searchFolded(this.draft, { news: 0, refused }))
    return this
  }
}

/** A search of a gap that has its list. */
export function listed(over: Over = {}, listing = LISTING): SearchScene {
  const scene = new SearchScene(over)
  scene.draft.search = withSpan(scene.draft.search, GAP, NOW)
  return scene.pass(0).answer(listing)
}
