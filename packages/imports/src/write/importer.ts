/**
 * Imports into one account, one at a time: observable and cancelable; previews are kept for minutes, a few at a time.
 */

import type { ImportApplied, ImportPreview, ImportProgress, ProblemCode } from '@spotdeck/api'
import { type Log, describeError } from '@spotdeck/ports'
import type { Imports } from '../port.ts'
import { type Symbols } from '@spotdeck/follow'
import { type FileReader, inProcessReader } from '../file/file-reader.ts'
import { BadUpload, ImportError } from '../import-error.ts'
import { type ImportDesk, ImportWriter, type KeptFile } from './import-writer.ts'
import { jobPace } from '../plan/pace.ts'
import type { ImportUpload } from '../file/read-file.ts'

/** Dependencies of the importer. */
export type ImporterOptions = ImportDesk & {
  readonly symbols: () => Symbols
  /** Returns 16 to 64 hex digits, different each time. */
  readonly newId: () => string
  /** By default files are read in this thread. */
  readonly reader?: FileReader
  /** Yields to other work; by default at once. */
  readonly turn?: () => Promise<void>
  readonly log?: Log
}

/** One import, from its file to what was written. */
type Job = {
  readonly id: string
  readonly stop: AbortController
  phase: ImportProgress['phase']
  done: number
  total: number | null
  preview?: ImportPreview
  applied?: ImportApplied
  file?: KeptFile
  /** Error that ended it. */
  error?: Error
  expiresAt: number
  /** Resolves when none of its work is running; never rejects. */
  settled: Promise<void>
}

/** Time for which an import is kept, in ms; beyond the maximal number the oldest is dropped. */
const KEPT_MS = 15 * 60_000
const MAX_KEPT = 4
const RUNNING: ReadonlySet<Job['phase']> = new Set(['reading', 'matching', 'applying'])

/** Imports of one account: read, preview, apply, cancel. */
export class Importer implements Imports {
  readonly #options: ImporterOptions
  readonly #writer: ImportWriter
  readonly #jobs = new Map<string, Job>()

  constructor(options: ImporterOptions) {
    this.#options = options
    this.#writer = new ImportWriter(options)
  }

  /** Starts to read and match a file; nothing is written. @throws {ImportError} `IMPORT_BUSY` */
  start(upload: ImportUpload): ImportProgress {
    return progressOf(this.#begin(upload))
  }

  /** Returns the changes that the file would make; nothing is written. @throws {ImportError} @throws {BadUpload} */
  async preview(upload: ImportUpload): Promise<ImportPreview> {
    const job = this.#begin(upload)
    await job.settled
    if (job.preview !== undefined) return job.preview
    throw job.error ?? new ImportError('IMPORT_CANCELED')
  }

  /** Progress of an import. @throws {ImportError} `IMPORT_GONE` */
  progress(importId: string): ImportProgress {
    return progressOf(this.#need(importId))
  }

  /** Cancels a running import, or drops a preview. Completed batches remain. @throws {ImportError} `IMPORT_GONE` */
  cancel(importId: string): void {
    const job = this.#need(importId)
    if (RUNNING.has(job.phase)) job.stop.abort()
    else this.#jobs.delete(importId)
  }

  /** Starts to write a previewed import. @throws {ImportError} */
  startApply(importId: string): ImportProgress {
    return progressOf(this.#beginApply(importId))
  }

  /**
   * Writes a previewed import: records that the stream brought meanwhile are not written twice. Commits batch by batch;
   * where it stops, the preview is kept and a second call continues.
   * @throws {ImportError}
   */
  async apply(importId: string): Promise<ImportApplied> {
    const job = this.#beginApply(importId)
    await job.settled
    if (job.applied !== undefined) return job.applied
    throw job.error ?? new ImportError('IMPORT_CANCELED')
  }

  /** True while an import is being written. */
  get isWriting(): boolean {
    return [...this.#jobs.values()].some(({ phase }) => phase === 'applying')
  }

  /** Resolves when no import is running. */
  get settled(): Promise<unknown> {
    return Promise.all([...this.#jobs.values()].map((job) => job.settled))
  }

  /** Cancels running imports. Idempotent. */
  async close(): Promise<void> {
    const jobs = [...this.#jobs.values()]
    for (const job of jobs) job.stop.abort()
    await Promise.all(jobs.map((job) => job.settled))
  }

  #begin(upload: ImportUpload): Job {
    this.#refuseBusy()
    this.#makeRoom()
    const job: Job = {
      id: this.#options.newId(),
      stop: new AbortController(),
      phase: 'reading',
      done: 0,
      total: null,
      expiresAt: this.#expiry(),
      settled: Promise.resolve(),
    }
    this.#jobs.set(job.id, job)
    job.settled = this.#run(job, () => this.#read(job, upload))
    return job
  }

  async #read(job: Job, upload: ImportUpload): Promise<void> {
    const { reader = inProcessReader, symbols, now } = this.#options
    const onProgress = (done: number, total: number | undefined): void => {
      job.done = done
      job.total = total ?? null
    }
    const pairs = symbols().known
    const { summary, records } = await reader.read(
      upload,
      { pairs, now: now() },
      { signal: job.stop.signal, onProgress },
    )
    Object.assign(job, { phase: 'matching', done: 0, total: records.rows.length } satisfies Partial<Job>)
    const file = await this.#writer.plan({ records, summary }, this.#pace(job))
    const expiresAt = this.#expiry()
    job.preview = this.#writer.previewOf({ importId: job.id, expiresAt, file })
    Object.assign(job, { phase: 'ready', file, expiresAt } satisfies Partial<Job>)
  }

  #beginApply(importId: string): Job {
    const job = this.#need(importId)
    const { file } = job
    this.#refuseBusy()
    if (file === undefined) throw new ImportError('IMPORT_GONE')
    const { missing } = file.summary
    if (missing.length > 0) throw new ImportError('IMPORT_COLUMNS_MISSING', { fields: missing.join(', ') })
    // The number of rows is known once the plan has been confirmed or made again.
    Object.assign(job, { phase: 'applying', done: 0, total: null } satisfies Partial<Job>)
    delete job.error
    job.settled = this.#run(job, async () => {
      job.applied = await this.#writer.apply(file, this.#pace(job), (rows) => void (job.total = rows))
      delete job.file
      job.phase = 'applied'
    })
    return job
  }

  /** Runs a part of an import; its result or error is in the job. */
  async #run(job: Job, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const isApply = job.phase === 'applying'
      const isCanceled = error instanceof ImportError && error.code === 'IMPORT_CANCELED'
      job.phase = isCanceled ? 'canceled' : 'failed'
      if (isCanceled) delete job.file
      const isPlain = error instanceof Error && (!isApply || error instanceof ImportError)
      job.error = isPlain ? error : new ImportError('IMPORT_STOPPED', {}, { cause: error })
      if (isExpected(error)) return
      this.#options.log?.error(describeError(error), 'import failed')
    } finally {
      job.expiresAt = this.#expiry()
    }
  }

  #pace(job: Job) {
    const turn = this.#options.turn ?? (() => Promise.resolve())
    const { clock } = this.#options
    return jobPace({
      signal: job.stop.signal,
      now: () => clock.now(),
      turn,
      onDone: (rows) => {
        job.done = Math.min(job.done + rows, job.total ?? Infinity)
      },
    })
  }

  #need(importId: string): Job {
    this.#forgetOld()
    const job = this.#jobs.get(importId)
    if (job === undefined) throw new ImportError('IMPORT_GONE')
    return job
  }

  #refuseBusy(): void {
    if ([...this.#jobs.values()].some(({ phase }) => RUNNING.has(phase))) throw new ImportError('IMPORT_BUSY')
  }

  #makeRoom(): void {
    this.#forgetOld()
    for (const id of [...this.#jobs.keys()].slice(0, Math.max(0, this.#jobs.size - MAX_KEPT + 1))) this.#jobs.delete(id)
  }

  #forgetOld(): void {
    const now = this.#options.now()
    for (const [id, { expiresAt, phase }] of this.#jobs)
      if (expiresAt <= now && !RUNNING.has(phase)) this.#jobs.delete(id)
  }

  #expiry(): number {
    return this.#options.now() + KEPT_MS
  }
}

const isExpected = (error: unknown): boolean => error instanceof ImportError || error instanceof BadUpload

function progressOf({ id, phase, done, total, preview, applied, error, expiresAt }: Job): ImportProgress {
  return {
    importId: id,
    phase,
    done,
    total,
    preview: preview ?? null,
    applied: applied ?? null,
    problem: error === undefined || phase === 'canceled' ? null : problemOf(error),
    expiresAt,
  }
}

function problemOf(error: unknown): { code: ProblemCode; params: Record<string, string | number> } {
  if (error instanceof ImportError) return { code: error.code, params: { ...error.params } }
  if (error instanceof BadUpload)
    return { code: 'BAD_REQUEST', params: { field: error.field === '' ? 'body' : error.field, reason: error.reason } }
  return { code: 'INTERNAL', params: { reference: 'import' } }
}
