/** Announcements in a saved file: a page, a text, or JSON with titles at any depth. */

import { type Block, readPages } from './page-text.ts'
import { titled } from './page-title.ts'

/** One announcement of a file: `url` and `postTime` (ms since the epoch) only where the file has them. */
export type Entry = {
  readonly title: string
  readonly url?: unknown
  readonly postTime?: number | undefined
  /** Its text without the title. */
  readonly blocks: readonly Block[]
}

const MAX_ENTRIES = 1_000
/** Depth of JSON in which announcements are searched. */
const MAX_LEVELS = 8

/** Returns the announcements of a file's text; empty where nothing is recognized. Never throws. */
export function entriesOf(text: string): readonly Entry[] {
  const json = parseJson(text)
  if (json !== undefined) return entriesIn(json, 0).slice(0, MAX_ENTRIES)
  return readPages(text)
    .slice(0, MAX_ENTRIES)
    .flatMap((page) => titled(page) ?? [])
}

/** Announcements in a JSON value: every object with a `title`; its text may be in `content` or `body`. */
function entriesIn(value: unknown, level: number): Entry[] {
  if (level > MAX_LEVELS || typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).flatMap((item) => entriesIn(item, level + 1))
  if ('title' in value && typeof value.title === 'string') return [entryOf(value.title, value)]
  return Object.values(value).flatMap((item) => entriesIn(item, level + 1))
}

function entryOf(title: string, given: object): Entry {
  const text = 'content' in given ? given.content : 'body' in given ? given.body : undefined
  const postTime = 'postTime' in given && typeof given.postTime === 'number' ? given.postTime : undefined
  return {
    title,
    blocks: typeof text === 'string' ? readPages(text).flat() : [],
    ...('url' in given ? { url: given.url } : {}),
    postTime,
  }
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
