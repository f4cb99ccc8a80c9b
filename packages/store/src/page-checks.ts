/**
 * Checks the pages of ledgers that were closed cleanly, while they are served: in a process of its own, which can be ended at any
 * time, unlike a call of SQLite in a thread. A ledger that was not closed cleanly is checked before it is opened.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Log, Timer, Timers } from '@spotdeck/ports'

/** Exit codes of the checking program. */
export const PAGES = { whole: 0, damaged: 3, unknown: 4 } as const

/** Parts of the checks. */
export type PageChecksOptions = {
  readonly timers: Timers
  readonly log: Log
  /** The built program; by default beside this file. */
  readonly programUrl?: URL
  /** Time after the opening of a ledger at which its check begins, in ms: what `live` needs goes first. */
  readonly afterMs?: number
}

const AFTER_MS = 30_000
/** A check yields the processor to whatever else runs on the machine. */
const PRIORITY = 10

/** Checks of the ledgers of one gateway. */
export class PageChecks {
  readonly #options: PageChecksOptions
  readonly #timers = new Set<Timer>()
  readonly #running = new Set<ChildProcess>()
  #closed = false

  constructor(options: PageChecksOptions) {
    this.#options = options
  }

  /** Checks the file a little later. @param unproven called where it is damaged, or could not be checked */
  later(path: string, unproven: (found: 'damaged' | 'unknown') => void): void {
    const timer = this.#options.timers.after(this.#options.afterMs ?? AFTER_MS, () => {
      this.#timers.delete(timer)
      if (!this.#closed) this.#check(path, unproven)
    })
    this.#timers.add(timer)
  }

  /** Ends what is under way, without a result. Idempotent. */
  close(): void {
    this.#closed = true
    for (const timer of this.#timers) timer.cancel()
    for (const child of this.#running) child.kill('SIGKILL')
  }

  #check(path: string, unproven: (found: 'damaged' | 'unknown') => void): void {
    const { log, programUrl = new URL('./page-check-program.js', import.meta.url) } = this.#options
    const child = fork(fileURLToPath(programUrl), [path], { env: {}, execArgv: [], stdio: 'ignore' })
    child.unref()
    child.channel?.unref()
    if (child.pid !== undefined) yieldProcessor(child.pid)
    this.#running.add(child)
    child.once('error', () => undefined)
    child.once('exit', (code) => {
      this.#running.delete(child)
      if (this.#closed) return
      if (code === PAGES.whole) return log.info({ path }, 'pages of the ledger checked, nothing is damaged')
      unproven(code === PAGES.damaged ? 'damaged' : 'unknown')
      if (code === PAGES.damaged)
        log.error({ path }, 'pages of the ledger are damaged: restore a backup; the next start refuses this file')
      else log.warn({ path, code }, 'pages of the ledger could not be checked; the next start checks them first')
    })
  }
}

function yieldProcessor(pid: number): void {
  try {
    setPriority(pid, PRIORITY)
  } catch {
    // It runs with the priority of this process.
  }
}
