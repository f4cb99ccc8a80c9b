/** Large answers parsed in a worker, whose values come back in pieces with a turn of the event loop between them. */

import { Worker } from 'node:worker_threads'
import type { Timers } from '@spotdeck/ports'
import { nodeTimers } from '@spotdeck/ports/node'
import type { ParseLarge } from '../world.ts'
import type { AnswerPiece } from './answer-pieces.ts'

/** Options of `AnswerParser`. */
export type AnswerParserOptions = {
  readonly workerUrl?: URL
  readonly timers?: Timers
  /** Deadline of one answer, in ms. */
  readonly deadlineMs?: number
}

const DEADLINE_MS = 10_000
/** Heap of the worker, in MiB: several times the value of the largest answer. */
const MEMORY_MIB = 512

/** Parses one answer after the other in one worker, started by the first and replaced where it dies or hangs. */
export class AnswerParser {
  readonly #workerUrl: URL
  readonly #timers: Timers
  readonly #deadlineMs: number
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor({ workerUrl, timers = nodeTimers, deadlineMs = DEADLINE_MS }: AnswerParserOptions = {}) {
    this.#workerUrl = workerUrl ?? new URL('./answer-worker.js', import.meta.url)
    this.#timers = timers
    this.#deadlineMs = deadlineMs
  }

  readonly parse: ParseLarge = (text) => {
    const parsed = this.#last.then(() => this.#parse(text))
    this.#last = parsed.catch(() => undefined)
    return parsed
  }

  /** Ends the worker; the next answer starts another. */
  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  #parse(text: string): Promise<unknown> {
    const worker = (this.#worker ??= this.#start())
    return new Promise((resolve, reject) => {
      let value: unknown
      let rows: unknown[] = []
      const end = (finish: () => void): void => {
        deadline.cancel()
        worker.off('message', take).off('error', died).off('exit', died)
        worker.unref()
        finish()
      }
      const fail = (problem: string): void => end(() => reject(new Error(problem)))
      const died = (): void => fail('The answer was not parsed: its worker ended.')
      const deadline = this.#timers.after(this.#deadlineMs, () => {
        fail('The answer was not parsed in time.')
        void this.close()
      })
      const take = (piece: AnswerPiece): void => {
        if (piece.type === 'failed') return fail(piece.problem)
        if (piece.type === 'end') return end(() => resolve(value))
        if (piece.type === 'rows') for (const row of piece.rows) rows.push(row)
        else [value, rows] = opened(piece)
        // Messages that have arrived are handled without a turn of the loop between them: the next is asked for after one.
        this.#timers.after(0, () => worker.postMessage(undefined))
      }
      worker.on('message', take).on('error', died).on('exit', died)
      worker.ref()
      worker.postMessage(text)
    })
  }

  #start(): Worker {
    const worker = new Worker(this.#workerUrl, {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB },
    })
    const gone = (): void => {
      if (this.#worker === worker) this.#worker = undefined
    }
    return worker.on('error', gone).on('exit', gone)
  }
}

/** The value of a first piece, and its list to be filled. */
function opened({ value, at }: Extract<AnswerPiece, { type: 'start' }>): [value: unknown, rows: unknown[]] {
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const list: unknown = at === undefined ? value : fields.find(([name]) => name === at)?.[1]
  return [value, Array.isArray(list) ? list : []]
}

let shared: AnswerParser | undefined

/**
 * Parses in the one worker of this process, which never keeps the process alive: `{ ...nodeWorld(), parseLarge: parseInWorker }`. The
 * worker is a file beside this one, which a bundler has to keep.
 */
export const parseInWorker: ParseLarge = (text) => (shared ??= new AnswerParser()).parse(text)
