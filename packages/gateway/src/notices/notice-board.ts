/**
 * Keeps the notices: the status of symbols in the exchange's lists (API trading off, paused, delisted), and its
 * announcements. The lists decide; announcements add words and dates.
 */

import type { AccountNotice, MarketEnvelope, NoticeCode, NoticeData, NoticeKind } from '@spotdeck/api'
import type { RestClient } from '@spotdeck/mexc'
import { DAY_MS, defined, type Log, MINUTE_MS, type Timer, type Timers, describeError } from '@spotdeck/ports'
import { type SymbolAnswer, announcements, offlineSymbols } from '@spotdeck/wire'
import { type Symbols } from '@spotdeck/follow'
import { indexMarkets, type MarketIndex } from '@spotdeck/notices'
import { type Announced, newestFirst, said, toNotices } from './announcements.ts'
import { type NoticeFile, noticesOfFile } from './notice-files.ts'
import type { NoticePages } from './notice-pages.ts'

/** The exchange's markets, as far as notices follow from them. */
export type MarketsOfNotices = {
  readonly now: () => Symbols
  readonly isTradable: (symbol: SymbolAnswer) => boolean
  /** True once all of them are known. */
  readonly isKnown: boolean
  readonly onRead: (listener: () => void) => void
}

/** Dependencies of the notice board. */
export type NoticeBoardOptions = {
  readonly rest: RestClient
  readonly markets: MarketsOfNotices
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
  /** Suspended and delisted symbols, from the exchange's list of them. */
  #offline: ReadonlyMap<string, NoticeCode> = new Map()
  #files: readonly NoticeFile[]
  #filed: readonly NoticeData[] = []
  /** Number of known markets when the files were read. */
  #readBy = 0
  /** Announced notices, by the title and time of their announcement. */
  readonly #announced = new Map<string, readonly NoticeData[]>()
  /** Notices that were told last, by their ids; `undefined` before anything was. */
  #told: ReadonlyMap<string, NoticeData> | undefined
  /** The markets were known when it was told. */
  #wasKnown = false
  /** Exchange time at which a fact was found that was none before, by its id. */
  readonly #since = new Map<string, number>()
  #timer: Timer | undefined
  #filesTimer: Timer | undefined
  #closed = false

  constructor(options: NoticeBoardOptions) {
    this.#options = options
    this.#files = options.files ?? []
    this.#readFiles()
    // Announcements and the offline list come first: they are read less often.
    options.markets.onRead(() => {
      if (this.#readBy !== options.markets.now().known.length) this.#readFiles()
      if (this.#told !== undefined) this.#tell()
    })
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
    const listed = new Set(this.#options.markets.now().all.map(({ symbol }) => symbol))
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
    const listed = this.#options.markets.now()
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
    const { all } = this.#options.markets.now()
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
    const { all } = this.#options.markets.now()
    const listed = new Set(all.map(({ symbol }) => symbol))
    const words = new Map<string, NoticeData>()
    for (const notice of this.#said().toReversed()) {
      if (notice.kind === 'api-disabled') for (const symbol of notice.symbols) words.set(symbol, notice)
    }
    const ofListed = all.flatMap((symbol) =>
      this.#factOf(symbol.symbol, this.#codeOf(symbol), words.get(symbol.symbol)),
    )
    const unlisted = [...this.#offline].filter(([symbol]) => !listed.has(symbol))
    return [...ofListed, ...unlisted.flatMap(([symbol, code]) => this.#factOf(symbol, code, undefined))]
  }

  #factOf(symbol: string, code: NoticeCode | undefined, words: NoticeData | undefined): NoticeData[] {
    if (code === undefined) return []
    const id = `${code} ${symbol}`
    const isApi = code === 'API_TRADING_OFF'
    const kind: NoticeKind = isApi ? 'api-disabled' : 'other'
    const {
      effectiveAt = this.#since.get(id),
      url,
      postedAt,
    } = isApi && words !== undefined ? words : ({} as Partial<NoticeData>)
    return [
      {
        id,
        kind,
        symbols: [symbol],
        ...defined({ effectiveAt, postedAt, url }),
        code,
        params: { symbols: symbol },
      },
    ]
  }

  /** MEXC: status 1 online, 2 paused, 3 offline. */
  #codeOf(symbol: SymbolAnswer): NoticeCode | undefined {
    if (symbol.status === '3') return 'SYMBOL_OFFLINE'
    if (symbol.status === '2') return 'SYMBOL_PAUSED'
    return (
      this.#offline.get(symbol.symbol) ?? (this.#options.markets.isTradable(symbol) ? undefined : 'API_TRADING_OFF')
    )
  }

  #readFiles(): void {
    const { known } = this.#options.markets.now()
    this.#readBy = known.length
    const markets = indexMarkets(known)
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
      const markets = indexMarkets(this.#options.markets.now().all)
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

  /** Publishes what is new since the last call, and what is over. */
  #tell(): void {
    const { rest, publish } = this.#options
    if (this.#closed) return
    const now = rest.exchangeNow()
    const before = this.#told
    // What the first lists say may be older than this process.
    if (before !== undefined && this.#wasKnown) {
      for (const { id, symbols } of this.#facts())
        if (!before.has(id) && !symbols.some((symbol) => this.#offline.has(symbol))) this.#since.set(id, now)
    }
    this.#wasKnown = this.#options.markets.isKnown
    const told = new Map(this.notices().map((notice) => [notice.id, notice]))
    this.#told = told
    // What was not understood is for the owner alone, who asks for it.
    const isNews = ({ id, code }: NoticeData): boolean => before?.has(id) !== true && code !== 'NOT_UNDERSTOOD'
    const added = [...told.values()].filter(isNews)
    const ended = [...(before ?? new Map<string, NoticeData>()).values()].filter(
      ({ id, code }) => !told.has(id) && code !== 'NOT_UNDERSTOOD',
    )
    for (const { id } of ended) this.#since.delete(id)
    if (added.length + ended.length === 0) return
    publish([
      ...added.map((data) => ({ topic: 'notices', type: 'notice.added', time: data.postedAt ?? now, data }) as const),
      ...ended.map((data) => ({ topic: 'notices', type: 'notice.ended', time: now, data }) as const),
    ])
  }

  async #tried(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#options.log.info(describeError(error), 'announcements or symbols not readable')
    }
  }
}
