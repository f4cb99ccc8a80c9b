/** The frames of one socket in order, some in each turn of the event loop: one read of the network may bring thousands. */

/** Bounds of one turn: so many frames, or those of so many ms. */
const TURN_FRAMES = 256
const TURN_MS = 10
/** Frames that wait until the sender has to. */
const PAUSE_ABOVE = 1_024

/** The side that sends, which can be made to wait. */
export type FrameSource = { pause(): void; resume(): void }

/** Hands frames on; those of a busy socket wait for the next turns, in which everybody else is served too. */
export class FrameTurns {
  readonly #source: FrameSource
  #waiting: (() => void)[] = []
  #isPaused = false
  /** Frames handed on in this turn, and when it began; `undefined` before its first frame. */
  #turn: { frames: number; readonly startedAt: number } | undefined

  constructor(source: FrameSource) {
    this.#source = source
  }

  /** Hands a frame on now, or after those that wait. */
  add(handOn: () => void): void {
    if (this.#waiting.length === 0 && this.#hasRoom()) return handOn()
    this.#waiting.push(handOn)
    if (this.#waiting.length <= PAUSE_ABOVE || this.#isPaused) return
    this.#isPaused = true
    this.#source.pause()
  }

  #hasRoom(): boolean {
    if (this.#turn === undefined) {
      this.#turn = { frames: 0, startedAt: performance.now() }
      setImmediate(() => this.#next())
    }
    const { frames, startedAt } = this.#turn
    if (frames >= TURN_FRAMES || performance.now() - startedAt >= TURN_MS) return false
    this.#turn.frames++
    return true
  }

  #next(): void {
    this.#turn = undefined
    const waiting = this.#waiting
    let done = 0
    while (done < waiting.length && this.#hasRoom()) waiting[done++]?.()
    this.#waiting = waiting.slice(done)
    if (this.#waiting.length > 0 || !this.#isPaused) return
    this.#isPaused = false
    this.#source.resume()
  }
}
