/**
 * Reads each file in its own worker: one at a time, with bounded memory and time, so that no file can block the
 * gateway. The records are returned slice by slice.
 */

import { Worker } from 'node:worker_threads'
import { type Timers, unlessAborted } from '@spotdeck/ports'
import type { Asked, Told } from './file-messages.ts'
import type { FileReader, ReadOptions } from './file-reader.ts'
import { BadUpload, ImportError } from '../import-error.ts'
import type { FileSummary, ImportUpload, ReadFile, ReadingContext, RecordRow, Records } from './read-file.ts'

/** Limits of the worker. */
export type WorkerReaderOptions = {
  readonly timers: Timers
  /** The built worker; by default beside this file. */
  readonly workerUrl?: URL
  /** Deadline of one file, in ms. */
  readonly deadlineMs?: number
  /** Heap of the worker, in MiB. */
  readonly memoryMiB?: number
}

const DEADLINE_MS = 60_000
const MEMORY_MIB = 768
const YOUNG_MIB = 32
/** Maximal number of waiting files; beyond it an import is rejected. */
const MAX_WAITING = 4

/** Reads files in workers, one at a time. */
export class WorkerReader implements FileReader {
  readonly #options: Required<WorkerReaderOptions>
  readonly #closing = new AbortController()
  #tail: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(options: WorkerReaderOptions) {
    this.#options = {
      deadlineMs: DEADLINE_MS,
      memoryMiB: MEMORY_MIB,
      workerUrl: new URL('./file-worker.js', import.meta.url),
      ...options,
    }
  }

  async read(upload: ImportUpload, context: ReadingContext, options: ReadOptions): Promise<ReadFile> {
    if (this.#waiting >= MAX_WAITING) throw new ImportError('IMPORT_BUSY')
    this.#waiting += 1
    const signal = AbortSignal.any([options.signal, this.#closing.signal])
    const run = this.#tail.then(() => this.#readNow(upload, context, { ...options, signal }))
    this.#tail = run.catch(() => undefined)
    try {
      // A canceled one leaves its place at once, though its turn is still to come.
      return await unlessAborted(run, signal, () => new ImportError('IMPORT_CANCELED'))
    } finally {
      this.#waiting -= 1
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#tail
  }

  async #readNow(upload: ImportUpload, context: ReadingContext, options: ReadOptions): Promise<ReadFile> {
    if (options.signal.aborted) throw new ImportError('IMPORT_CANCELED')
    const { timers, workerUrl, memoryMiB, deadlineMs } = this.#options
    const worker = new Worker(workerUrl, {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMiB, maxYoungGenerationSizeMb: YOUNG_MIB },
    })
    const reading = new Reading(worker, timers, options)
    const timer = timers.after(deadlineMs, () =>
      reading.fail(new ImportError('IMPORT_UNREADABLE', { reason: 'TOO_LONG' })),
    )
    const cancel = (): void => reading.fail(new ImportError('IMPORT_CANCELED'))
    options.signal.addEventListener('abort', cancel)
    try {
      reading.start(upload, context)
      return await reading.result
    } finally {
      timer.cancel()
      options.signal.removeEventListener('abort', cancel)
      await worker.terminate()
    }
  }
}

/** One file that is being read by a worker. */
class Reading {
  readonly result: Promise<ReadFile>
  readonly #worker: Worker
  readonly #timers: Timers
  readonly #rows: RecordRow[] = []
  #summary: FileSummary | undefined
  #expected = 0
  #settle: { readonly resolve: (file: ReadFile) => void; readonly reject: (error: Error) => void } | undefined

  constructor(worker: Worker, timers: Timers, { onProgress }: ReadOptions) {
    this.#worker = worker
    this.#timers = timers
    this.result = new Promise((resolve, reject) => (this.#settle = { resolve, reject }))
    worker.on('message', (told: Told) => this.#take(told, onProgress))
    worker.on('error', (error) => this.fail(isOutOfMemory(error) ? tooMuchMemory(error) : asError(error)))
    worker.on('exit', () =>
      this.fail(new Error('The worker that reads the file ended without an answer: import the file again.')),
    )
  }

  start(upload: ImportUpload, context: ReadingContext): void {
    this.#ask({ type: 'read', upload, context }, 'content' in upload ? [] : upload.flatMap(transferable))
  }

  fail(error: Error): void {
    this.#settle?.reject(error)
  }

  #take(told: Told, onProgress: ReadOptions['onProgress']): void {
    switch (told.type) {
      case 'progress':
        return onProgress(told.done, told.total)
      case 'summary':
        this.#summary = told.summary
        this.#expected = told.records
        return this.#continue()
      case 'rows':
        this.#rows.push(...told.rows)
        // The worker may answer at once: without a turn in between, all slices would arrive in one.
        this.#timers.after(0, () => this.#continue())
        return
      case 'refused':
        return this.fail(new ImportError(told.code, told.params))
      case 'bad-upload':
        return this.fail(new BadUpload(told.field, told.reason))
      case 'failed':
        return this.fail(new Error(`The file could not be read: ${told.message}`))
    }
  }

  #continue(): void {
    if (this.#summary === undefined) return
    if (this.#rows.length < this.#expected) return this.#ask({ type: 'next' })
    const records = { kind: this.#summary.kind, rows: this.#rows } as Records
    this.#settle?.resolve({ summary: this.#summary, records })
  }

  #ask(asked: Asked, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(asked, [...transfer])
  }
}

/** Memory to transfer. A buffer of the pool shares its memory with others: it is copied. */
function transferable(piece: Uint8Array): readonly ArrayBuffer[] {
  return piece.buffer instanceof ArrayBuffer && !Buffer.isBuffer(piece) ? [piece.buffer] : []
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('The worker failed.'))
const tooMuchMemory = (cause: unknown): ImportError =>
  new ImportError('IMPORT_UNREADABLE', { reason: 'TOO_MUCH_MEMORY' }, { cause })
