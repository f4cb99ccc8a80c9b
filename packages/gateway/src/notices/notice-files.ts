/** Announcements from files: a page, a text or an answer of `/api/v3/announcements`, saved by hand. */

import type { NoticeData } from '@spotdeck/api'
import { newestFirst, toNotices } from './announcements.ts'
import { type EndpointRetired, factsIn } from './facts.ts'
import { readPages } from './page-text.ts'
import { titled } from './page-title.ts'

/** A file of announcements. The name is for messages only; content and dates come from the text. */
export type NoticeFile = { readonly name: string; readonly text: string }

type Entry = {
  readonly title: string
  readonly url?: unknown
  readonly postTime?: number
  readonly paragraphs: readonly string[]
}

const MAX_ENTRIES = 1_000
/** Depth of JSON in which announcements are searched. */
const MAX_LEVELS = 8

/** Returns every notice of a file, newest first; empty where nothing is recognized. Never throws. */
export function noticesOfFile(file: NoticeFile): readonly NoticeData[] {
  return entriesOf(file)
    .flatMap(({ paragraphs, ...announced }) => toNotices(announced, paragraphs, () => false))
    .filter(({ kind, code }) => kind !== 'other' && (kind !== 'api-disabled' || code !== 'ANNOUNCED'))
    .sort(newestFirst)
}

/** Returns the interfaces that the files report as retired. */
export function retiredIn(files: readonly NoticeFile[]): readonly EndpointRetired[] {
  return files
    .flatMap(entriesOf)
    .flatMap(({ title, paragraphs }) => factsIn([title, ...paragraphs]))
    .filter((fact) => fact.kind === 'endpoint-retired')
}

function entriesOf({ text }: NoticeFile): readonly Entry[] {
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
    paragraphs: typeof text === 'string' ? readPages(text).flat() : [],
    ...('url' in given ? { url: given.url } : {}),
    ...(postTime === undefined ? {} : { postTime }),
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
