/**
 * Reads the pages of announcements: only where the title suggests a fact, and only from the exchange's own site, so
 * that no announcement can direct the gateway to another address. A page is read once, and again every few hours while
 * it announces updates.
 */

import { BoundedMap, type Fetch, HOUR_MS } from '@spotdeck/ports'
import { type Announced, isTelling } from './announcements.ts'
import { type Block, MAX_PAGE_CHARS, readPages, updatedUntil } from '@spotdeck/notices'

/** Dependencies of reading the pages. */
export type NoticePagesOptions = {
  /** Address of REST: pages are read from there, and over https from the same domain. */
  readonly restUrl: string
  readonly fetch: Fetch
  /** The exchange's time. */
  readonly now: () => number
}

/** Four bytes for each character that is read of a page. */
const MAX_PAGE_BYTES = 4 * MAX_PAGE_CHARS
const TIMEOUT_MS = 8_000
/** Maximal number of pages per call; others wait for the next. */
const MAX_AT_ONCE = 5
const MAX_CACHED = 500
const MAX_TRIES = 3
const MAX_URL = 2_000
/** Interval between two reads of a page that changes, in ms. */
const REREAD_MS = 6 * HOUR_MS
/** Maximal time after the first read at which a page is read again, in ms. */
const MAX_WATCH_MS = 40 * 24 * HOUR_MS

type Kept = {
  readonly announced: Announced
  readonly blocks: readonly Block[]
  readonly tries: number
  readonly done: boolean
  readonly firstReadAt: number
  readonly readAt: number
  /** Time until which the page is read again; absent: it is final. */
  readonly watchedUntil?: number | undefined
}

/** Texts of announcements' pages, each read at a bounded rate. */
export class NoticePages {
  readonly #options: NoticePagesOptions
  readonly #kept = new BoundedMap<string, Kept>({ maxSize: MAX_CACHED })

  constructor(options: NoticePagesOptions) {
    this.#options = options
  }

  /** Blocks of the page; empty until it was read. */
  textOf(url: unknown): readonly Block[] {
    return typeof url === 'string' ? (this.#kept.get(url)?.blocks ?? []) : []
  }

  /**
   * Reads some of the new pages, then some of those that are due again. A page that cannot be read is retried a few
   * times; one that was read before keeps its text. Returns the announcements whose page was read again. Never throws.
   */
  async read(announcements: readonly Announced[]): Promise<readonly Announced[]> {
    const wanted = announcements.filter(
      ({ title, url }) => typeof title === 'string' && isTelling(title) && this.#isUnread(url),
    )
    const due = this.#due()
    for (const announced of wanted.slice(0, MAX_AT_ONCE)) await this.#readOne(announced)
    const again: Announced[] = []
    for (const announced of due.slice(0, Math.max(0, MAX_AT_ONCE - wanted.length))) {
      if (await this.#readOne(announced)) again.push(announced)
    }
    return again
  }

  /** Announcements whose page changes and was not read for some hours, the longest unread first. */
  #due(): readonly Announced[] {
    const now = this.#options.now()
    return [...this.#kept.values()]
      .filter(({ watchedUntil = 0, readAt }) => now < watchedUntil && now - readAt >= REREAD_MS)
      .sort((a, b) => a.readAt - b.readAt)
      .map(({ announced }) => announced)
  }

  /** Reads one page. Returns whether it answered. */
  async #readOne(announced: Announced): Promise<boolean> {
    const { url, postTime } = announced
    if (typeof url !== 'string') return false
    const now = this.#options.now()
    const before = this.#kept.get(url)
    const firstReadAt = before?.firstReadAt ?? now
    const known = { announced, tries: (before?.tries ?? 0) + 1, firstReadAt, readAt: now }
    const body = await this.#bodyOf(url)
    if (body === undefined) {
      const { blocks = [], done = false, watchedUntil } = before ?? {}
      this.#keep(url, { ...known, blocks, done, watchedUntil })
      return false
    }
    const blocks = readPages(body.slice(0, MAX_PAGE_CHARS)).flat()
    const promised = updatedUntil(blocks, postTime ?? firstReadAt)
    const watchedUntil = promised === undefined ? undefined : Math.min(promised, firstReadAt + MAX_WATCH_MS)
    this.#keep(url, { ...known, blocks, done: true, watchedUntil })
    return true
  }

  async #bodyOf(url: string): Promise<string | undefined> {
    try {
      const headers = { accept: 'text/html' }
      const { status, body } = await this.#options.fetch({
        method: 'GET',
        url,
        headers,
        maxBytes: MAX_PAGE_BYTES,
        timeoutMs: TIMEOUT_MS,
      })
      return status === 200 ? body : undefined
    } catch {
      return undefined
    }
  }

  #keep(url: string, kept: Kept): void {
    this.#kept.set(url, kept)
  }

  #isUnread(url: unknown): boolean {
    if (typeof url !== 'string' || url.length > MAX_URL || !URL.canParse(url)) return false
    const kept = this.#kept.get(url)
    if (kept !== undefined && (kept.done || kept.tries >= MAX_TRIES)) return false
    const [page, rest] = [new URL(url), new URL(this.#options.restUrl)]
    if (page.username !== '' || page.password !== '') return false
    if (page.origin === rest.origin) return true
    const domain = domainOf(rest.hostname)
    const isSameSite = domain !== undefined && (page.hostname === domain || page.hostname.endsWith(`.${domain}`))
    return isSameSite && page.protocol === 'https:' && page.port === ''
  }
}

/** Domain of a host: `mexc.com` of `api.mexc.com`; `undefined` for IP addresses and single names. */
function domainOf(hostname: string): string | undefined {
  const parts = hostname.split('.')
  if (parts.length < 2 || hostname.startsWith('[') || parts.every((part) => /^\d+$/.test(part))) return undefined
  return parts.slice(-2).join('.')
}
