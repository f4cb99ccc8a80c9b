/** Worker that computes reports over ledger files that it only reads, without network and environment. */

import { parentPort } from 'node:worker_threads'
import { nodeTimers } from '@spotdeck/ports/node'
import { readOpenLedger } from '@spotdeck/store'
import { ReportError } from '../base/report-error.ts'
import { ReportLedger } from '../scan/report-ledger.ts'
import type { ReportAsked, ReportCanceled, ReportTold } from './report-messages.ts'
import { computed } from '../table/report-table.ts'
import { Scan } from '../scan/scan.ts'

if (parentPort !== null) {
  const port = parentPort
  const ledgers = new Map<string, ReportLedger>()
  /** Reports that are being computed, each with the way to end it. */
  const running = new Map<number, AbortController>()
  const tell = (told: ReportTold): void => port.postMessage(told)
  port.on('message', (message: ReportAsked | ReportCanceled) => {
    const { id } = message
    if (message.type === 'cancel') return running.get(id)?.abort()
    const ending = new AbortController()
    running.set(id, ending)
    answerOf(ledgers, message, ending.signal)
      .then(
        (answer) => tell({ id, type: 'answer', answer }),
        (error: unknown) => {
          const code = error instanceof ReportError ? error.code : 'REPORT_FAILED'
          tell({ id, type: 'failed', code, message: error instanceof Error ? error.message : 'unknown' })
        },
      )
      .finally(() => running.delete(id))
  })
}

async function answerOf(
  ledgers: Map<string, ReportLedger>,
  { path, name, args }: ReportAsked,
  signal: AbortSignal,
): Promise<unknown> {
  const ledger = ledgers.get(path) ?? new ReportLedger({ store: readOpenLedger(path), timers: nodeTimers })
  ledgers.set(path, ledger)
  const scan = new Scan(ledger, async () => {
    await ledger.turn()
    signal.throwIfAborted()
  })
  return computed(scan, name, args)
}
