/** `spotdeck notices FILE…`: what announcements that were saved by hand say, as Spotdeck understands them. */

import { isCatalogueKey, formatMessage } from '@spotdeck/api'
import { newestFirst, noticesOfFile } from '@spotdeck/gateway/notices'
import { readNoticeFile } from '../notice-file.ts'
import { printReady } from '../print.ts'

const NOTHING =
  'Nothing was understood. Spotdeck reads a saved page, its text, or the JSON of /api/v3/announcements that says which symbols ' +
  'programs can no longer trade, when maintenance is, or which interface is retired; `spotdeck notices --help` says more.'

/** Prints one JSON line a fact, newest first, fit for programs: the notice as the API gives it, and its sentence. */
export function noticesCommand(files: readonly string[]): void {
  const read = files.map((file) => ({ file, notices: noticesOfFile(readNoticeFile(file)) }))
  const found = read.flatMap(({ file, notices }) => notices.map((notice) => ({ file, notice })))
  for (const { file, notice } of found.sort((a, b) => newestFirst(a.notice, b.notice))) {
    const key = `noticeText.${notice.code}`
    const words = isCatalogueKey(key) ? formatMessage('en', key, notice.params) : notice.code
    const effective = notice.effectiveAt === undefined ? undefined : new Date(notice.effectiveAt).toISOString()
    printReady(JSON.stringify({ file, ...notice, effective, words }))
  }
  for (const { file, notices } of read) {
    if (notices.length === 0) printReady(JSON.stringify({ file, understood: 0, words: NOTHING }))
  }
}
