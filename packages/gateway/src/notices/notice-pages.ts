/**
 * The pages behind announcements: read once each, where the title promises a fact, and only from the exchange's own site, so
 * that no announcement can make the gateway ask an address of somebody's choice.
 */

import type { Fetch } from '@spotdeck/ports'
import { kindOfTitle } from './announcements.ts'
import { MOST_PAGE_CHARS, readPages } from './page-text.ts'

export type NoticePagesOptions = {
  /** Where REST is asked: pages are read from there, and over https from the same domain. */
  readonly restUrl: string
  readonly fetch: Fetch
}

const TIMEOUT_MS = 8_000
/** Pages asked for in one look; the others wait for the next. */
const MOST_AT_ONCE = 5
const MOST_KEPT = 500
const MOST_TRIES = 3
const MOST_URL = 2_000

type Kept = { readonly paragraphs: readonly string[]; readonly tries: number; readonly done: boolean }

export class NoticePages {
  readonly #options: NoticePagesOptions
  readonly #kept = new Map<string, Kept>()

  constructor(options: NoticePagesOptions) {
    this.#options = options
  }

  /** Paragraphs of the page, as far as it has been read. */
  textOf(url: unknown): readonly string[] {
    return typeof url === 'string' ? (this.#kept.get(url)?.paragraphs ?? []) : []
  }

  /** Reads some of the pages that were not read yet. A page that cannot be read is tried a few times. Never throws. */
  async read(announcements: readonly { readonly title: string; readonly url?: unknown }[]): Promise<void> {
    const wanted = announcements.filter(
      ({ title, url }) => typeof title === 'string' && kindOfTitle(title) !== 'other' && this.#mayAsk(url),
    )
    for (const { url } of wanted.slice(0, MOST_AT_ONCE)) if (typeof url === 'string') await this.#readOne(url)
  }

  async #readOne(url: string): Promise<void> {
    const tries = (this.#kept.get(url)?.tries ?? 0) + 1
    try {
      const headers = { accept: 'text/html' }
      const { status, body } = await this.#options.fetch({ method: 'GET', url, headers, timeoutMs: TIMEOUT_MS })
      const done = status === 200
      this.#keep(url, { paragraphs: done ? readPages(body.slice(0, MOST_PAGE_CHARS)).flat() : [], tries, done })
    } catch {
      this.#keep(url, { paragraphs: [], tries, done: false })
    }
  }

  #keep(url: string, kept: Kept): void {
    this.#kept.set(url, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
  }

  #mayAsk(url: unknown): boolean {
    if (typeof url !== 'string' || url.length > MOST_URL || !URL.canParse(url)) return false
    const kept = this.#kept.get(url)
    if (kept !== undefined && (kept.done || kept.tries >= MOST_TRIES)) return false
    const [page, rest] = [new URL(url), new URL(this.#options.restUrl)]
    if (page.username !== '' || page.password !== '') return false
    if (page.origin === rest.origin) return true
    const domain = domainOf(rest.hostname)
    const isSameSite = domain !== undefined && (page.hostname === domain || page.hostname.endsWith(`.${domain}`))
    return isSameSite && page.protocol === 'https:' && page.port === ''
  }
}

/** `mexc.com` of `api.mexc.com`; none for numbers and single names. */
function domainOf(hostname: string): string | undefined {
  const parts = hostname.split('.')
  if (parts.length < 2 || hostname.startsWith('[') || parts.every((part) => /^\d+$/.test(part))) return undefined
  return parts.slice(-2).join('.')
}
