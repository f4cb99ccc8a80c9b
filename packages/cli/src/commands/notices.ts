/** `spotdeck notices FILE…`: what announcements that were saved by hand say, as Spotdeck understands them. */

import { isCatalogueKey, formatMessage } from '@spotdeck/api'
import { newestFirst, noticesOfFile, readingsOfFile } from '@spotdeck/gateway/notices'
import { readNoticeFile } from '../notice-file.ts'
import { printReady } from '../print.ts'

const NOTHING =
  'Nothing was understood. Spotdeck reads a saved page, its text, or the JSON of /api/v3/announcements that says which symbols ' +
  'programs can no longer trade, when maintenance is, or which interface is retired; `spotdeck notices --help` says more.'

/**
 * Prints one JSON line a fact, newest first, fit for programs: the notice as the API gives it, and its sentence. Then one
 * line a sentence of the files: what it states, and how certain that is.
 */
export function noticesCommand(names: readonly string[]): void {
  const files = names.map((file) => ({ file, read: readNoticeFile(file) }))
  const facts = files.flatMap(({ file, read }) => noticesOfFile(read).map((notice) => ({ file, notice })))
  for (const { file, notice } of facts.sort((a, b) => newestFirst(a.notice, b.notice))) {
    const key = `noticeText.${notice.code}`
    const words = isCatalogueKey(key) ? formatMessage('en', key, notice.params) : notice.code
    const effective = notice.effectiveAt === undefined ? undefined : new Date(notice.effectiveAt).toISOString()
    printReady(JSON.stringify({ file, ...notice, effective, words }))
  }
  for (const { file, read } of files) {
    for (const { text, ...reading } of readingsOfFile(read))
      printReady(JSON.stringify({ file, sentence: text, ...reading }))
    if (facts.every((fact) => fact.file !== file)) printReady(JSON.stringify({ file, understood: 0, words: NOTHING }))
  }
}
