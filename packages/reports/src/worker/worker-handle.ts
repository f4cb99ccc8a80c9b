/** One worker that computes reports: started by the first, replaced where it dies or hangs, ended where it is idle. */

import { Worker } from 'node:worker_threads'
import type { Log, Timer, Timers } from '@spotdeck/ports'
import type { ReportAsked, ReportCanceled, ReportTold } from './report-messages.ts'
import { ReportError } from '../base/report-error.ts'
import type { ScanName } from '../table/report-table.ts'

/** Limits of one worker. */
export type WorkerHandleOptions = {
  readonly timers: Timers
  readonly log: Log
  readonly workerUrl: URL
  /** Deadline of one report, in ms. */
  readonly deadlineMs: number
  /** Heap of the worker, in MiB. */
  readonly memoryMiB: number
  /** Time without a report after which the worker ends and its memory is free, in ms; `undefined`: it stays. */
  readonly idleMs: number | undefined
}

/** Time after its deadline in which the worker may still answer a report, in ms; then it hangs and is replaced. */
const HANG_MS = 30_000
/** Reports that are computed or wait in the worker, at most; beyond it one is refused. The edge admits fewer. */
const MAX_OPEN = 64

/** A report over the ledger file at `path`. */
export type ReportCall = {
  readonly path: string
  readonly name: ScanName
  readonly args: readonly unknown[]
  /** Aborts when nobody waits for the report any more. */
  readonly signal?: AbortSignal | undefined
}

type Open = {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
  timer: Timer
}

/** Asks one worker for reports. */
export class WorkerHandle {
  readonly #options: WorkerHandleOptions
  readonly #open = new Map<number, Open>()
  #worker: Worker | undefined
  #idle: Timer | undefined
  #asked = 0
  #closed = false

  constructor(options: WorkerHandleOptions) {
    this.#options = options
  }

  /** Computes one report; ends it where its caller leaves. @throws {ReportError} */
  ask({ path, name, args, signal }: ReportCall): Promise<unknown> {
    if (signal?.aborted === true) return Promise.reject(canceled())
    if (this.#closed || this.#open.size >= MAX_OPEN) return Promise.reject(busy('too many reports are being computed'))
    this.#idle?.cancel()
    const id = ++this.#asked
    const asked: ReportAsked = { type: 'ask', id, path, name, args }
    const worker = (this.#worker ??= this.#start())
    const leave = (): void => this.#giveUp(id, canceled())
    signal?.addEventListener('abort', leave)
    return new Promise((resolve, reject) => {
      const timer = this.#options.timers.after(this.#options.deadlineMs, () => this.#giveUp(id, tooLong()))
      this.#open.set(id, { resolve, reject, timer })
      worker.postMessage(asked)
    }).finally(() => signal?.removeEventListener('abort', leave))
  }

  /** Rejects what is still being computed. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    this.#end()
    await worker?.terminate()
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
    this.#rest()
    if (told.type === 'answer') open.resolve(told.answer)
    else if (told.code !== 'REPORT_FAILED') open.reject(new ReportError(told.code, told.message))
    else open.reject(new ReportError('REPORT_FAILED', `The report could not be computed: ${told.message}`))
  }

  /** Ends the worker where no report follows. */
  #rest(): void {
    const { idleMs, timers } = this.#options
    if (idleMs === undefined || this.#open.size > 0) return
    this.#idle = timers.after(idleMs, () => {
      const worker = this.#worker
      this.#worker = undefined
      void worker?.terminate()
    })
  }

  /** The caller waits no longer and the worker is told to end the report, which keeps its place until then. */
  #giveUp(id: number, error: ReportError): void {
    const open = this.#open.get(id)
    if (open === undefined) return
    open.timer.cancel()
    open.reject(error)
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

  /** Rejects pending reports; the next report starts another worker. */
  #end(): void {
    this.#worker = undefined
    this.#idle?.cancel()
    for (const { reject, timer } of this.#open.values()) {
      timer.cancel()
      reject(busy('the worker of the reports ended'))
    }
    this.#open.clear()
  }
}

const tooLong = (): ReportError =>
  new ReportError('REPORT_TOO_LONG', 'The report took too long: ask for a shorter span, or again later.')

const canceled = (): ReportError => new ReportError('REPORT_FAILED', 'The report was ended: nobody waits for it.')

const busy = (why: string): ReportError =>
  new ReportError('REPORTS_BUSY', `Reports are busy (${why}): ask again later.`)
