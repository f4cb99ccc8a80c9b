/** Worker that reads one file: without network, environment or ledger, and ended with its file. */

import { parentPort } from 'node:worker_threads'
import type { Asked, Told } from './file-messages.ts'
import { BadUpload, ImportError } from '../import-error.ts'
import { type RecordRow, readFile } from './read-file.ts'

const SLICE_ROWS = 250

if (parentPort !== null) {
  const port = parentPort
  let rows: readonly RecordRow[] = []
  let at = 0
  const tell = (told: Told): void => port.postMessage(told)
  port.on('message', (asked: Asked) => {
    if (asked.type === 'next') {
      tell({ type: 'rows', rows: rows.slice(at, at + SLICE_ROWS) })
      at += SLICE_ROWS
      return
    }
    readFile(asked.upload, asked.context, (done, total) => tell({ type: 'progress', done, total }))
      .then(({ summary, records }) => {
        rows = records.rows
        tell({ type: 'summary', summary, records: rows.length })
      })
      .catch((error: unknown) => tell(refusalOf(error)))
  })
}

function refusalOf(error: unknown): Told {
  if (error instanceof ImportError) return { type: 'refused', code: error.code, params: error.params }
  if (error instanceof BadUpload) return { type: 'bad-upload', field: error.field, reason: error.reason }
  return { type: 'failed', message: error instanceof Error ? error.message : 'unknown' }
}
