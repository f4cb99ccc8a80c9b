/**
 * Computes the reports of all accounts in two workers, over read-only connections to their ledgers, so that no report
 * blocks the gateway's event loop: one for the owner and one for guests, however many they are.
 */

import type { Log, Timers } from '@spotdeck/ports'
import type { Asker, ReportReaders } from '../table/ledger-reports.ts'
import type { ReportStore } from '../scan/report-ledger.ts'
import { type ScanName, type ScanReports, methodsOf, scanNames } from '../table/report-table.ts'
import { WorkerHandle } from './worker-handle.ts'

/** Limits of the workers. */
export type WorkerReportsOptions = {
  /** Path of an account's ledger file. */
  readonly pathOf: (account: string) => string
  readonly timers: Timers
  readonly log: Log
  /** The built worker; by default beside this file. */
  readonly workerUrl?: URL
  /** Deadline of one report, in ms. */
  readonly deadlineMs?: number
  /** Heap of each worker, in MiB. */
  readonly memoryMiB?: number
  /** Time without a report after which the guests' worker ends, in ms. */
  readonly guestIdleMs?: number
}

const DEADLINE_MS = 30_000
const MEMORY_MIB = 2_048
const GUEST_IDLE_MS = 5 * 60_000

/** Computes reports in a worker of the owner's and one of the guests', each started by its first report. */
export class WorkerReports implements ReportReaders {
  readonly #pathOf: (account: string) => string
  readonly #workers: Readonly<Record<Asker, WorkerHandle>>

  constructor({ pathOf, guestIdleMs = GUEST_IDLE_MS, ...given }: WorkerReportsOptions) {
    const workerUrl = new URL('./report-worker.js', import.meta.url)
    const options = { workerUrl, deadlineMs: DEADLINE_MS, memoryMiB: MEMORY_MIB, ...given }
    this.#pathOf = pathOf
    this.#workers = {
      owner: new WorkerHandle({ ...options, idleMs: undefined }),
      guests: new WorkerHandle({ ...options, idleMs: guestIdleMs }),
    }
  }

  of(account: string, _store: ReportStore | undefined, asker: Asker): ScanReports {
    const path = this.#pathOf(account)
    const worker = this.#workers[asker]
    const reportsFor = (signal?: AbortSignal): ScanReports => ({
      ...methodsOf<ScanReports>(scanNames, (name, args) => worker.ask({ path, name: name as ScanName, args, signal })),
      until: reportsFor,
    })
    return reportsFor()
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#workers).map((worker) => worker.close()))
  }
}
