/**
 * Keeps the notices: the status of symbols in the exchange's lists (API trading off, paused, delisted), and its
 * announcements. The lists decide; announcements add words and dates.
 */

import type { AccountNotice, MarketEnvelope, NoticeCode, NoticeData, NoticeKind } from '@spotdeck/api'
import type { RestClient } from '@spotdeck/mexc'
import { DAY_MS, defined, type Log, MINUTE_MS, type Timer, type Timers } from '@spotdeck/ports'
import { type SymbolAnswer, announcements, defaultSymbols, offlineSymbols } from '@spotdeck/wire'
import { describeError, type Symbols } from '@spotdeck/follow'
import { indexMarkets, type MarketIndex } from '@spotdeck/notices'
import { type Announced, newestFirst, said, toNotices } from './announcements.ts'
import { type NoticeFile, noticesOfFile } from './notice-files.ts'
import type { NoticePages } from './notice-pages.ts'

/** Dependencies of the notice board. */
export type NoticeBoardOptions = {
  readonly rest: RestClient
  readonly symbols: () => Symbols
  readonly timers: Timers
  readonly log: Log
  readonly publish: (events: readonly MarketEnvelope[]) => void
  /** Announcements from files. */
  readonly files?: readonly NoticeFile[]
  /** Reads the pages of announcements; without it only titles are read. */
  readonly pages?: NoticePages
}

/** Holdings and open orders of an account that notices may affect. */
export type Touchable = {
  readonly held: readonly string[]
  readonly openSymbols: readonly string[]
  /** True for symbols that must not be named. */
  readonly isHidden?: ((symbol: string) => boolean) | undefined
}

const LOOK_EVERY_MS = 10 * MINUTE_MS
/** Interval between two looks at the files, in ms. */
const FILES_EVERY_MS = 10_000
/** Time for which a delisting without a date is taken to be ahead, in ms. */
const DELISTING_MS = 30 * DAY_MS
const ASKED_AT_ONCE = 100
const MAX_ANNOUNCED = 1_000
const TIMEOUT_MS = 5_000
/** MEXC: states of the offline list. */
const SUSPENDED = 2

/** Current notices, refreshed every few minutes. */
export class NoticeBoard {
  readonly #options: NoticeBoardOptions
  /** Symbols that every API user may trade; empty until it is known. */
  #tradable: ReadonlySet<string> = new Set()
  /** Suspended and delisted symbols, from the exchange's list of them. */
  #offline: ReadonlyMap<string, NoticeCode> = new Map()
  #files: readonly NoticeFile[]
  #filed: readonly NoticeData[] = []
  /** Announced notices, by the title and time of their announcement. */
  readonly #announced = new Map<string, readonly NoticeData[]>()
  readonly #told = new Set<string>()
  #timer: Timer | undefined
  #filesTimer: Timer | undefined
  #closed = false

  constructor(options: NoticeBoardOptions) {
    this.#options = options
    this.#files = options.files ?? []
    this.#readFiles()
  }

  /** Reads lists and announcements at once, and again every few minutes. Never throws. */
  start(): void {
    this.#filesTimer ??= this.#watchFiles()
    void this.#look().then(() => {
      if (!this.#closed) this.#timer = this.#options.timers.after(LOOK_EVERY_MS, () => this.start())
    })
  }

  close(): void {
    this.#closed = true
    this.#timer?.cancel()
    this.#filesTimer?.cancel()
  }

  /** True if programs may place orders for the symbol, by both of the exchange's lists. */
  isTradable({ symbol, isSpotTradingAllowed }: SymbolAnswer): boolean {
    return isSpotTradingAllowed && (this.#tradable.size === 0 || this.#tradable.has(symbol))
  }

  /** Announced notices, newest first, then those that follow from the lists, by symbol. */
  notices(): readonly NoticeData[] {
    return [...this.#said(), ...this.#facts()]
  }

  /**
   * Notices that affect holdings or open orders, with the remaining options, and assets without any market. An
   * announcement applies to a market until the lists contain it or its date has come: then the lists decide.
   */
  touching(touchable: Touchable): readonly AccountNotice[] {
    const facts = this.#facts()
    const settled = new Set(facts.flatMap(({ symbols }) => symbols))
    const now = this.#options.rest.exchangeNow()
    const listed = new Set(this.#options.symbols().all.map(({ symbol }) => symbol))
    const leaving = new Set<string>()
    const open = this.#said().flatMap((notice): NoticeData[] => {
      const isAhead = (notice.effectiveAt ?? 0) > now
      // What opened again is not closed by what was announced before.
      if (notice.kind === 'api-enabled' && !isAhead) for (const symbol of notice.symbols) settled.add(symbol)
      if (notice.kind === 'delisted') {
        const until = notice.effectiveAt ?? (notice.postedAt ?? now) + DELISTING_MS
        const symbols = notice.symbols.filter((symbol) => listed.has(symbol) && until > now && !leaving.has(symbol))
        for (const symbol of symbols) leaving.add(symbol)
        return symbols.length === 0 ? [] : [{ ...notice, symbols }]
      }
      if (notice.kind !== 'api-disabled' || (notice.endsAt ?? Infinity) <= now) return []
      const symbols = notice.symbols.filter((symbol) => !settled.has(symbol) && (isAhead || !listed.has(symbol)))
      for (const symbol of symbols) settled.add(symbol)
      return symbols.length === 0 ? [] : [{ ...notice, symbols }]
    })
    return [...[...open, ...facts].flatMap((notice) => this.#touched(notice, touchable, now)), ...this.#gone(touchable)]
  }

  #touched(notice: NoticeData, { held, openSymbols, isHidden = () => false }: Touchable, now: number): AccountNotice[] {
    const listed = this.#options.symbols()
    // A market that no list had is one of a held asset if the rest of its name is a quote asset.
    const quotes = new Set(listed.known.map(({ quoteAsset }) => quoteAsset))
    const isOf = (symbol: string) => (asset: string) =>
      symbol.startsWith(asset) && quotes.has(symbol.slice(asset.length))
    const baseOf = (symbol: string) => listed.pairOf(symbol)?.baseAsset ?? held.find(isOf(symbol)) ?? ''
    const symbols = notice.symbols.filter(
      (symbol) => !isHidden(symbol) && (held.includes(baseOf(symbol)) || openSymbols.includes(symbol)),
    )
    if (symbols.length === 0) return []
    const bases = new Set(symbols.map(baseOf))
    const touched = held.filter((asset) => bases.has(asset))
    const openOrders = openSymbols.filter((symbol) => symbols.includes(symbol)).length
    const code =
      notice.kind !== 'api-disabled'
        ? notice.code
        : (notice.effectiveAt ?? 0) > now
          ? 'ACCOUNT_API_ENDS'
          : 'ACCOUNT_API_OFF'
    const params = {
      ...notice.params,
      symbols: said(symbols),
      ...(touched.length === 0 ? {} : { held: said(touched) }),
      ...(openOrders === 0 ? {} : { openOrders }),
    }
    return [{ ...notice, symbols, code, params, held: touched, openOrders }]
  }

  #gone({ held }: Touchable): AccountNotice[] {
    const { all } = this.#options.symbols()
    if (all.length === 0) return []
    const traded = new Set(all.flatMap(({ baseAsset, quoteAsset }) => [baseAsset, quoteAsset]))
    return held
      .filter((asset) => !traded.has(asset))
      .map((asset) => ({
        id: `SYMBOL_GONE ${asset}`,
        kind: 'other',
        symbols: [],
        code: 'SYMBOL_GONE',
        params: { asset },
        held: [asset],
        openOrders: 0,
      }))
  }

  #said(): readonly NoticeData[] {
    const announced = [...this.#announced.values()].flat()
    const news = new Set(announced.map(({ id }) => id))
    return [...announced, ...this.#filed.filter(({ id }) => !news.has(id))].sort(newestFirst)
  }

  /** One notice for each symbol that does not trade as usual, with date and page of its announcement. */
  #facts(): readonly NoticeData[] {
    const { all } = this.#options.symbols()
    const listed = new Set(all.map(({ symbol }) => symbol))
    const words = new Map<string, NoticeData>()
    for (const notice of this.#said().toReversed()) {
      if (notice.kind === 'api-disabled') for (const symbol of notice.symbols) words.set(symbol, notice)
    }
    const ofListed = all.flatMap((symbol) => factOf(symbol.symbol, this.#codeOf(symbol), words.get(symbol.symbol)))
    const unlisted = [...this.#offline].filter(([symbol]) => !listed.has(symbol))
    return [...ofListed, ...unlisted.flatMap(([symbol, code]) => factOf(symbol, code, undefined))]
  }

  /** MEXC: status 1 online, 2 paused, 3 offline. */
  #codeOf(symbol: SymbolAnswer): NoticeCode | undefined {
    if (symbol.status === '3') return 'SYMBOL_OFFLINE'
    if (symbol.status === '2') return 'SYMBOL_PAUSED'
    return this.#offline.get(symbol.symbol) ?? (this.isTradable(symbol) ? undefined : 'API_TRADING_OFF')
  }

  #readFiles(): void {
    const markets = indexMarkets(this.#options.symbols().all)
    this.#filed = this.#files.flatMap((file) => noticesOfFile(file, markets))
  }

  /** Reads files again that have changed, and publishes what is new in them. */
  #watchFiles(): Timer | undefined {
    if (this.#files.length === 0) return undefined
    return this.#options.timers.after(FILES_EVERY_MS, () => {
      const files = this.#files.map((file) => ({ ...file, text: file.reread?.() ?? file.text }))
      const isChanged = files.some(({ text }, index) => text !== this.#files[index]?.text)
      this.#files = files
      if (isChanged) this.#readFiles()
      if (isChanged) this.#tell()
      if (!this.#closed) this.#filesTimer = this.#watchFiles()
    })
  }

  async #look(): Promise<void> {
    const { rest, pages } = this.#options
    await this.#tried(async () => {
      const { data } = await rest.call(defaultSymbols, {}, { timeoutMs: TIMEOUT_MS })
      this.#tradable = new Set(data)
    })
    await this.#tried(async () => {
      const { data } = await rest.call(offlineSymbols, {}, { timeoutMs: TIMEOUT_MS })
      this.#offline = new Map(
        data.map(({ symbol, state, status }) => [
          symbol,
          (state ?? status) === SUSPENDED ? 'SYMBOL_PAUSED' : 'SYMBOL_OFFLINE',
        ]),
      )
    })
    await this.#tried(async () => {
      const { data } = await rest.call(announcements, { limit: ASKED_AT_ONCE }, { timeoutMs: TIMEOUT_MS })
      const found = data.flatMap(({ details }) => details)
      const again = (await pages?.read(found)) ?? []
      const markets = indexMarkets(this.#options.symbols().all)
      for (const announcement of [...found, ...again]) this.#take(announcement, markets)
    })
    this.#tell()
  }

  #take(announcement: Announced, markets: MarketIndex): void {
    const notices = toNotices(announcement, this.#options.pages?.textOf(announcement.url) ?? [], markets)
    if (notices.length === 0) return
    this.#announced.set(`${announcement.postTime} ${announcement.title}`, notices)
    if (this.#announced.size <= MAX_ANNOUNCED) return
    const postedAt = (key: string): number => this.#announced.get(key)?.[0]?.postedAt ?? 0
    const [oldest] = [...this.#announced.keys()].sort((a, b) => postedAt(a) - postedAt(b))
    if (oldest !== undefined) this.#announced.delete(oldest)
  }

  /** Publishes notices that are new since the last call. */
  #tell(): void {
    const now = this.#options.rest.exchangeNow()
    const all = this.notices()
    // What was not understood is for the owner alone, who asks for it.
    const news = all.filter(({ id, code }) => !this.#told.has(id) && code !== 'NOT_UNDERSTOOD')
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
      this.#options.log.info(describeError(error), 'announcements or symbols not readable')
    }
  }
}

function factOf(symbol: string, code: NoticeCode | undefined, words: NoticeData | undefined): NoticeData[] {
  if (code === undefined) return []
  const isApi = code === 'API_TRADING_OFF'
  const kind: NoticeKind = isApi ? 'api-disabled' : 'other'
  const { effectiveAt, url, postedAt } = isApi && words !== undefined ? words : {}
  return [
    {
      id: `${code} ${symbol}`,
      kind,
      symbols: [symbol],
      ...defined({ effectiveAt, postedAt, url }),
      code,
      params: { symbols: symbol },
    },
  ]
}
