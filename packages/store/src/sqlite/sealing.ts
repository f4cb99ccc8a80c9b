/**
 * Seals events beside the commits that stored them: compressed in another thread, and stored in small transactions that do not wait
 * for the disk. A commit waits for none of it, and a row that could not be sealed stays a row.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { codeOf } from '@spotdeck/ports'
import { packedApart } from '../packing.ts'
import { type EventLog } from './event-log.ts'
import type { SqliteFile } from './file.ts'
import { type DueMark, NextMark } from './state-marks.ts'

/** Segments of one step: some milliseconds. */
const AT_ONCE = 2

/** Parts of the sealing of one open file. */
export type SealingParts = {
  readonly file: SqliteFile
  readonly log: EventLog
  /** Called with the first error of each code: what could not be sealed stays a row, and no commit fails. */
  readonly unsealed?: ((error: unknown) => void) | undefined
}

/** Sealing of one open file. */
export class Sealing {
  readonly #file: SqliteFile
  readonly #log: EventLog
  readonly #unsealed: (error: unknown) => void
  readonly #told = new Set<string>()
  #marks: NextMark | undefined
  /** True once a segment could not be read: no later mark follows from it. */
  #isDamaged = false
  #running: Promise<void> | undefined
  #closed = false

  constructor({ file, log, unsealed = () => undefined }: SealingParts) {
    this.#file = file
    this.#log = log
    this.#unsealed = unsealed
  }

  /** Seals what is due, step by step, from the next turn on. */
  begin(): void {
    if (!this.#closed) this.#running ??= this.#run()
  }

  /** Resolves when nothing is due, or when it failed. */
  async settled(): Promise<void> {
    this.begin()
    await this.#running
  }

  /** Stores nothing from now on. */
  close(): void {
    this.#closed = true
  }

  async #run(): Promise<void> {
    try {
      do await nextTurn()
      while (await this.#step())
    } catch (error) {
      // Such as a full disk: a later commit begins again, with what is stored.
      this.#marks = undefined
      this.#tell(error)
    } finally {
      this.#running = undefined
    }
  }

  #tell(error: unknown): void {
    const code = codeOf(error)
    if (this.#closed || this.#told.has(code)) return
    this.#told.add(code)
    this.#unsealed(error)
  }

  /** False where nothing was due. */
  async #step(): Promise<boolean> {
    if (this.#closed) return false
    const segments = this.#log.unsealed(AT_ONCE)
    const bodies = await Promise.all(segments.map(({ text }) => packedApart(text)))
    if (segments.length > 0)
      this.#store(() => bodies.forEach((body, i) => segments[i] !== undefined && this.#log.seal(segments[i], body)))
    const isMarked = await this.#mark()
    return segments.length > 0 || isMarked
  }

  async #mark(): Promise<boolean> {
    if (this.#closed || this.#isDamaged) return false
    const { taken, due } = this.#take()
    if (due === undefined) return taken > 0
    const body = await packedApart(due.text)
    this.#store(() => this.#marks?.put(due, body))
    return true
  }

  /** Takes the next segments into the mark. A segment that cannot be read is not unpacked again by each commit. */
  #take(): { readonly taken: number; readonly due: DueMark | undefined } {
    try {
      const marks = (this.#marks ??= new NextMark(this.#file, this.#log))
      let taken = 0
      while (taken < AT_ONCE && marks.take()) taken += 1
      return { taken, due: marks.due }
    } catch (error) {
      this.#isDamaged = !codeOf(error).startsWith('SQLITE_')
      throw error
    }
  }

  #store(work: () => void): void {
    if (!this.#closed) this.#file.transaction(work, { isDerived: true })
  }
}
