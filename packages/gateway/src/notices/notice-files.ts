/** Announcements from files: a page, a text or an answer of `/api/v3/announcements`, saved by hand. */

import type { NoticeData } from '@spotdeck/api'
import {
  type EndpointRetired,
  entriesOf,
  factsIn,
  indexMarkets,
  type Reading,
  readNotice,
  textBlock,
} from '@spotdeck/notices'
import { newestFirst, toNotices } from './announcements.ts'

/** A file of announcements. The name is for messages only; content and dates come from the text. */
export type NoticeFile = {
  readonly name: string
  readonly text: string
  /** Reads the file again; `undefined` where it is as it was. Never throws. */
  readonly reread?: () => string | undefined
}

const UNLISTED = indexMarkets([])

/** Returns every notice of a file that states or may state something, newest first. Never throws. */
export function noticesOfFile(file: NoticeFile, markets = UNLISTED): readonly NoticeData[] {
  return entriesOf(file.text)
    .flatMap(({ blocks, ...announced }) => toNotices(announced, blocks, markets))
    .filter(({ code }) => code !== 'ANNOUNCED')
    .sort(newestFirst)
}

/** Returns what each sentence of a file states, in the order of its text. */
export function readingsOfFile(file: NoticeFile): readonly Reading[] {
  return entriesOf(file.text).flatMap(
    ({ title, blocks }) => readNotice([textBlock(title, 'heading'), ...blocks]).readings,
  )
}

/** Returns the interfaces that the files report as retired. */
export function retiredIn(files: readonly NoticeFile[]): readonly EndpointRetired[] {
  return files
    .flatMap(({ text }) => entriesOf(text))
    .flatMap(({ title, blocks }) => factsIn([textBlock(title, 'heading'), ...blocks]))
    .filter((fact) => fact.kind === 'endpoint-retired')
}
