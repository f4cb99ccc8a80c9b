/** Announcements given by hand: a page, a text or an answer of `/api/v3/announcements`, saved to a file. */

import type { NoticeData } from '@spotdeck/api'
import { newestFirst, toNotices } from './announcements.ts'
import { type EndpointRetired, factsIn } from './facts.ts'
import { readPages } from './page-text.ts'
import { titled } from './page-title.ts'

/** A file of announcements. Its name is for messages about it: what it announces, and when, is in its text alone. */
export type NoticeFile = { readonly name: string; readonly text: string }

type Entry = {
  readonly title: string
  readonly url?: unknown
  readonly postTime?: number
  readonly paragraphs: readonly string[]
}

const MAX_ENTRIES = 1_000
/** Levels of JSON in which announcements are looked for. */
const MAX_LEVELS = 8

/** Every notice of a file, newest first; empty where it says nothing that Spotdeck knows. Never throws. */
export function noticesOfFile(file: NoticeFile): readonly NoticeData[] {
  return entriesOf(file)
    .flatMap(({ paragraphs, ...announced }) => toNotices(announced, paragraphs, () => false))
    .filter(({ kind, code }) => kind !== 'other' && (kind !== 'api-disabled' || code !== 'ANNOUNCED'))
    .sort(newestFirst)
}

/** The interfaces that the files say are retired. */
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

/** Whatever has a `title` is an announcement; its text may stand in `content` or `body`. */
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
