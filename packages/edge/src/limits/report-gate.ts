/** Lets few costly reports run at once: the owner's first, nobody more than a share, nobody waiting for long. */

import type { Timers } from '@spotdeck/ports'
import { type Principal, holderOf } from '@spotdeck/desk'
import { ProblemError } from '../answer/problem.ts'
import { GUEST_REPORT_PAUSE, MAX_REPORT_WAIT_MS, PLACES } from './budgets.ts'
import { type Holder, Places } from './places.ts'
import { ReportError } from '@spotdeck/reports'

type End = () => void
type Waiter = { readonly holder: Holder; readonly begin: (end: End) => void }

/** Calls `run` after so long, in which others are served: a report may hold the event loop as long as it runs. */
export type AfterPause = (ms: number, run: () => void) => void

const RETRY_AFTER_S = 2
const COMPUTING_RETRY_AFTER_S = 10

/** Queues reports per credential so that they cannot block other requests. */
export class ReportGate {
  readonly #timers: Timers
  readonly #afterPause: AfterPause
  readonly #running = new Places(PLACES.reports)
  readonly #exports = new Places(PLACES.exports)
  readonly #queue = new Places(PLACES.waitingReports)
  /** In the order of their coming. */
  readonly #waiting = new Set<Waiter>()
  /** A guest's report has just ended: the next one of any guest waits for a moment. */
  #isPaused = false

  constructor(timers: Timers, afterPause: AfterPause) {
    this.#timers = timers
    this.#afterPause = afterPause
  }

  /** Runs `report` in its turn. @throws {ProblemError} `RATE_LIMITED` when too many wait, too long; `PNL_COMPUTING` */
  async run<T>(principal: Principal, report: () => T | Promise<T>): Promise<T> {
    const holder = holderOf(principal)
    const end = this.#mayBegin(holder) ? this.#running.take(holder) : await this.#turn(holder)
    try {
      return await report()
    } catch (error) {
      if (error instanceof ReportError && error.code === 'PNL_COMPUTING')
        throw new ProblemError('PNL_COMPUTING', { retryAfter: COMPUTING_RETRY_AFTER_S })
      // It may be answered a little later: nothing is wrong with the question.
      throw error instanceof ReportError && error.code !== 'REPORT_FAILED' ? limited() : error
    } finally {
      end()
      if (holder.audience === 'owner') this.#next()
      else this.#pause()
    }
  }

  /**
   * Counts an export from its admission on. The answer ends the count and may be called again.
   * @throws {ProblemError} `RATE_LIMITED` when the credential reads as many as it may
   */
  admitExport(principal: Principal): End {
    const holder = holderOf(principal)
    if (this.#exports.full(holder) !== undefined) throw limited()
    return this.#exports.take(holder)
  }

  #mayBegin(holder: Holder): boolean {
    return !(this.#isPaused && holder.audience !== 'owner') && this.#running.full(holder) === undefined
  }

  /** Node accepts one connection in a turn of its loop: without pauses the owner's waits for all reports before it. */
  #pause(): void {
    this.#isPaused = true
    const { leastMs, perWaitingMs, mostMs } = GUEST_REPORT_PAUSE
    this.#afterPause(Math.min(mostMs, leastMs + perWaitingMs * this.#waiting.size), () => {
      this.#isPaused = false
      this.#next()
    })
    if (this.#isPaused) this.#next()
  }

  async #turn(holder: Holder): Promise<End> {
    if (this.#queue.full(holder) !== undefined) throw limited()
    const leave = this.#queue.take(holder)
    return new Promise<End>((resolve, reject) => {
      const waiter: Waiter = {
        holder,
        begin: (end) => {
          leave()
          deadline.cancel()
          resolve(end)
        },
      }
      const deadline = this.#timers.after(MAX_REPORT_WAIT_MS, () => {
        leave()
        this.#waiting.delete(waiter)
        reject(limited())
      })
      this.#waiting.add(waiter)
    })
  }

  /** Calls the first that may begin: the owner's before all others. */
  #next(): void {
    const waiting = [...this.#waiting]
    const first =
      waiting.find(({ holder }) => holder.audience === 'owner' && this.#mayBegin(holder)) ??
      waiting.find(({ holder }) => this.#mayBegin(holder))
    if (first === undefined) return
    this.#waiting.delete(first)
    // Counted at once: whoever comes before the waiter goes on does not take its place.
    first.begin(this.#running.take(first.holder))
  }
}

const limited = (): ProblemError => new ProblemError('RATE_LIMITED', { retryAfter: RETRY_AFTER_S })

/** The same rows, which call `end` after the last of them, where one fails, and where their reader leaves. */
export function endingRows(rows: AsyncIterable<string>, end: () => void): AsyncIterable<string> {
  const open = (): AsyncIterator<string> => {
    const iterator = rows[Symbol.asyncIterator]()
    return {
      async next() {
        try {
          const row = await iterator.next()
          if (row.done === true) end()
          return row
        } catch (error) {
          end()
          throw error
        }
      },
      // Not by the rows' own `finally`: a reader may leave before the first of them.
      async return() {
        end()
        await iterator.return?.()
        return { done: true, value: undefined }
      },
    }
  }
  return { [Symbol.asyncIterator]: open }
}
