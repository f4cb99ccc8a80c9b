/**
 * Computes the reports of all accounts in one worker, over read-only connections to their ledgers, so that no report blocks the
 * gateway's event loop. A worker that dies or hangs is replaced; what it was computing is refused and may be asked again.
 */

import { Worker } from 'node:worker_threads'
import type { Log, Timer, Timers } from '@spotdeck/ports'
import type { ReportAsked, ReportCanceled, ReportTold } from './report-messages.ts'
import { ReportError, type ReportReaders, type ScanName, type ScanReports, scanNames } from './scans.ts'

/** Limits of the worker. */
export type WorkerReportsOptions = {
  /** Path of an account's ledger file. */
  readonly pathOf: (account: string) => string
  readonly timers: Timers
  readonly log: Log
  /** The built worker; by default beside this file. */
  readonly workerUrl?: URL
  /** Deadline of one report, in ms. */
  readonly deadlineMs?: number
  /** Heap of the worker, in MiB. */
  readonly memoryMiB?: number
}

const DEADLINE_MS = 30_000
/** Time after its deadline in which the worker may still answer a report, in ms; then it hangs and is replaced. */
const HANG_MS = 30_000
const MEMORY_MIB = 2_048
/** Maximal number of reports that are computed or wait in the worker; beyond it a report is refused. The edge admits fewer. */
const MAX_OPEN = 64

type Open = {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
  timer: Timer
}

/** Computes reports in one worker, which is started by the first of them. */
export class WorkerReports implements ReportReaders {
  readonly #options: Required<WorkerReportsOptions>
  readonly #open = new Map<number, Open>()
  #worker: Worker | undefined
  #asked = 0
  #closed = false

  constructor(options: WorkerReportsOptions) {
    this.#options = {
      deadlineMs: DEADLINE_MS,
      memoryMiB: MEMORY_MIB,
      workerUrl: new URL('./report-worker.js', import.meta.url),
      ...options,
    }
  }

  of(account: string): ScanReports {
    const path = this.#options.pathOf(account)
    const calls = scanNames.map((name) => [
      name,
      (...args: readonly unknown[]): Promise<unknown> => this.#ask(path, name, args),
    ])
    return Object.fromEntries(calls) as ScanReports
  }

  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    this.#end()
    await worker?.terminate()
  }

  #ask(path: string, name: ScanName, args: readonly unknown[]): Promise<unknown> {
    if (this.#closed || this.#open.size >= MAX_OPEN) return Promise.reject(busy('too many reports are being computed'))
    const id = ++this.#asked
    const asked: ReportAsked = { type: 'ask', id, path, name, args }
    const worker = (this.#worker ??= this.#start())
    return new Promise((resolve, reject) => {
      const timer = this.#options.timers.after(this.#options.deadlineMs, () => this.#late(id))
      this.#open.set(id, { resolve, reject, timer })
      worker.postMessage(asked)
    })
  }

  #start(): Worker {
    const { workerUrl, memoryMiB } = this.#options
    const worker = new Worker(workerUrl, {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
    })
    worker.on('message', (told: ReportTold) => this.#take(told))
    worker.on('error', (error) => this.#died(worker, error.message))
    worker.on('exit', (code) => this.#died(worker, `exit ${code}`))
    return worker
  }

  #take(told: ReportTold): void {
    const open = this.#open.get(told.id)
    if (open === undefined) return
    this.#open.delete(told.id)
    open.timer.cancel()
    if (told.type === 'answer') open.resolve(told.answer)
    else open.reject(new ReportError('REPORT_FAILED', `The report could not be computed: ${told.message}`))
  }

  /** The caller waits no longer and the worker is told to end the report, which keeps its place until then. */
  #late(id: number): void {
    const open = this.#open.get(id)
    if (open === undefined) return
    open.reject(new ReportError('REPORT_TOO_LONG', 'The report took too long: ask for a shorter span, or again later.'))
    const worker = this.#worker
    worker?.postMessage({ type: 'cancel', id } satisfies ReportCanceled)
    open.timer = this.#options.timers.after(HANG_MS, () => {
      if (worker !== undefined) this.#died(worker, 'no answer')
    })
  }

  #died(worker: Worker, cause: string): void {
    if (this.#worker !== worker) return
    this.#options.log.error({ event: 'report-worker-ended', cause, reports: this.#open.size }, 'report worker ended')
    this.#end()
    void worker.terminate()
  }

  /** Refuses what is open; the next report starts another worker. */
  #end(): void {
    this.#worker = undefined
    for (const { reject, timer } of this.#open.values()) {
      timer.cancel()
      reject(busy('the worker of the reports ended'))
    }
    this.#open.clear()
  }
}

const busy = (why: string): ReportError =>
  new ReportError('REPORTS_BUSY', `Reports are busy (${why}): ask again later.`)
