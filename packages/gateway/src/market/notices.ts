/**
 * What the exchange's lists of symbols say plainly (API trading off, paused, taken off) and what it announces. The lists are
 * the truth; announcements add words and dates.
 */

import type { AccountNotice, MarketEnvelope, NoticeCode, NoticeData, NoticeKind } from '@spotdeck/api'
import type { RestClient } from '@spotdeck/mexc'
import type { Log, Timer, Timers } from '@spotdeck/ports'
import { type SymbolAnswer, announcements, defaultSymbols } from '@spotdeck/wire'
import { describeError } from '../ingest/errors.ts'
import type { Symbols } from '../ingest/symbols.ts'
import { toNotice } from './announcements.ts'

export type NoticeBoardOptions = {
  readonly rest: RestClient
  readonly symbols: () => Symbols
  readonly timers: Timers
  readonly log: Log
  readonly publish: (events: readonly MarketEnvelope[]) => void
}

/** What of an account notices may touch. */
export type Touchable = { readonly held: readonly string[]; readonly openSymbols: readonly string[] }

const LOOK_EVERY_MS = 10 * 60_000
const ASKED_AT_ONCE = 100
const MOST_ANNOUNCED = 1_000
const TIMEOUT_MS = 5_000

export class NoticeBoard {
  readonly #options: NoticeBoardOptions
  /** Symbols every API user may trade; empty while that is not known. */
  #tradable: ReadonlySet<string> = new Set()
  readonly #announced = new Map<string, NoticeData>()
  readonly #told = new Set<string>()
  #timer: Timer | undefined
  #closed = false

  constructor(options: NoticeBoardOptions) {
    this.#options = options
  }

  /** Looks for the first time, and again every few minutes. Never throws. */
  start(): void {
    void this.#look().then(() => {
      if (!this.#closed) this.#timer = this.#options.timers.after(LOOK_EVERY_MS, () => this.start())
    })
  }

  close(): void {
    this.#closed = true
    this.#timer?.cancel()
  }

  /** Whether programs may place orders there, by all that the exchange says. */
  isTradable({ symbol, isSpotTradingAllowed }: SymbolAnswer): boolean {
    return isSpotTradingAllowed && (this.#tradable.size === 0 || this.#tradable.has(symbol))
  }

  /** What was announced, newest first, then what follows from the lists, by symbol. */
  notices(): readonly NoticeData[] {
    const announced = [...this.#announced.values()].sort((a, b) => (b.postedAt ?? 0) - (a.postedAt ?? 0))
    return [...announced, ...this.#options.symbols().all.flatMap((symbol) => this.#fact(symbol))]
  }

  /** Those that touch what is held or open, and assets that no market trades any more. */
  touching({ held, openSymbols }: Touchable): readonly AccountNotice[] {
    const symbols = this.#options.symbols()
    const listed = this.notices().flatMap((notice): AccountNotice[] => {
      const bases = new Set(notice.symbols.map((symbol) => symbols.pairOf(symbol).baseAsset))
      const touched = held.filter((asset) => bases.has(asset))
      const openOrders = openSymbols.filter((symbol) => notice.symbols.includes(symbol)).length
      return touched.length === 0 && openOrders === 0 ? [] : [{ ...notice, held: touched, openOrders }]
    })
    return [...listed, ...this.#gone(held)]
  }

  #gone(held: readonly string[]): AccountNotice[] {
    const { all } = this.#options.symbols()
    if (all.length === 0) return []
    const traded = new Set(all.flatMap(({ baseAsset, quoteAsset }) => [baseAsset, quoteAsset]))
    return held
      .filter((asset) => !traded.has(asset))
      .map((asset) => ({
        id: `SYMBOL_GONE ${asset}`, kind: 'other', symbols: [], code: 'SYMBOL_GONE', params: { asset }, held: [asset], openOrders: 0,
      })) // prettier-ignore
  }

  #fact(symbol: SymbolAnswer): NoticeData[] {
    const code = this.#codeOf(symbol)
    if (code === undefined) return []
    const kind: NoticeKind = code === 'API_TRADING_OFF' ? 'api-disabled' : 'other'
    const { symbol: name } = symbol
    return [{ id: `${code} ${name}`, kind, symbols: [name], code, params: { symbols: name } }]
  }

  /** MEXC: status 1 online, 2 paused, 3 offline. */
  #codeOf(symbol: SymbolAnswer): NoticeCode | undefined {
    if (symbol.status === '2') return 'SYMBOL_PAUSED'
    if (symbol.status === '3') return 'SYMBOL_OFFLINE'
    return this.isTradable(symbol) ? undefined : 'API_TRADING_OFF'
  }

  async #look(): Promise<void> {
    await this.#tried(async () => {
      const { data } = await this.#options.rest.call(defaultSymbols, {}, { timeoutMs: TIMEOUT_MS })
      this.#tradable = new Set(data)
    })
    await this.#tried(async () => {
      const { rest } = this.#options
      const { data } = await rest.call(announcements, { limit: ASKED_AT_ONCE }, { timeoutMs: TIMEOUT_MS })
      for (const announcement of data.flatMap(({ details }) => details)) this.#take(announcement)
    })
    this.#tell()
  }

  #take(announcement: Parameters<typeof toNotice>[0]): void {
    const listed = new Set(this.#options.symbols().all.map(({ symbol }) => symbol))
    const notice = toNotice(announcement, (symbol) => listed.has(symbol))
    if (notice === undefined) return
    this.#announced.set(notice.id, notice)
    const [oldest] = [...this.#announced.values()].sort((a, b) => (a.postedAt ?? 0) - (b.postedAt ?? 0))
    if (this.#announced.size > MOST_ANNOUNCED && oldest !== undefined) this.#announced.delete(oldest.id)
  }

  /** Readers are told of what is new since they were told last. */
  #tell(): void {
    const now = this.#options.rest.exchangeNow()
    const all = this.notices()
    const news = all.filter(({ id }) => !this.#told.has(id))
    this.#told.clear()
    for (const { id } of all) this.#told.add(id)
    if (news.length === 0 || this.#closed) return
    this.#options.publish(
      news.map((data) => ({ topic: 'notices', type: 'notice.added', time: data.postedAt ?? now, data })),
    )
  }

  async #tried(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#options.log.info(describeError(error), 'Announcements or symbols could not be read.')
    }
  }
}
