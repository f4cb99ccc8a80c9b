/** Announcements from files: a page, a text or an answer of `/api/v3/announcements`, saved by hand. */

import type { NoticeData } from '@spotdeck/api'
import { newestFirst, toNotices } from './announcements.ts'
import { type EndpointRetired, entriesOf, factsIn } from '@spotdeck/notices'

/** A file of announcements. The name is for messages only; content and dates come from the text. */
export type NoticeFile = { readonly name: string; readonly text: string }

/** Returns every notice of a file, newest first; empty where nothing is recognized. Never throws. */
export function noticesOfFile(file: NoticeFile): readonly NoticeData[] {
  return entriesOf(file.text)
    .flatMap(({ paragraphs, ...announced }) => toNotices(announced, paragraphs, () => false))
    .filter(({ kind, code }) => kind !== 'other' && (kind !== 'api-disabled' || code !== 'ANNOUNCED'))
    .sort(newestFirst)
}

/** Returns the interfaces that the files report as retired. */
export function retiredIn(files: readonly NoticeFile[]): readonly EndpointRetired[] {
  return files
    .flatMap(({ text }) => entriesOf(text))
    .flatMap(({ title, paragraphs }) => factsIn([title, ...paragraphs]))
    .filter((fact) => fact.kind === 'endpoint-retired')
}
