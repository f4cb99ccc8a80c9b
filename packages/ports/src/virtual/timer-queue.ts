/** The timers of one time line: a binary heap by time, then by making. Cancelled ones are dropped when they surface. */

export type TimerEntry = {
  readonly at: number
  readonly order: number
  readonly run: () => void
  state: 'waiting' | 'done'
}

/** Above this many entries, cancelled ones (a watchdog is reset at every frame) are swept out once they are the most. */
const SWEEP_AT = 1_024

/** Timers in the order of their due times; those of the same time in the order they were set. */
export class TimerQueue {
  #heap: TimerEntry[] = []
  #order = 0
  #waiting = 0

  add(at: number, run: () => void): TimerEntry {
    const entry: TimerEntry = { at, order: this.#order++, run, state: 'waiting' }
    this.#waiting++
    this.#heap.push(entry)
    this.#rise(this.#heap.length - 1)
    return entry
  }

  cancel(entry: TimerEntry): void {
    if (entry.state === 'done') return
    entry.state = 'done'
    this.#waiting--
    if (this.#heap.length > SWEEP_AT && this.#heap.length > 2 * this.#waiting) this.#sweep()
  }

  /** Takes out the first timer due at `until` or before it. */
  takeDue(until: number): TimerEntry | undefined {
    const first = this.#first()
    if (first === undefined || first.at > until) return undefined
    this.#removeFirst()
    first.state = 'done'
    this.#waiting--
    return first
  }

  get nextAt(): number | undefined {
    return this.#first()?.at
  }

  get size(): number {
    return this.#waiting
  }

  #first(): TimerEntry | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.state === 'waiting') return first
      this.#removeFirst()
    }
    return undefined
  }

  #removeFirst(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink(0)
  }

  #rise(from: number): void {
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#swapIfBefore(index, parent)) return
      index = parent
    }
  }

  #sink(from: number): void {
    let index = from
    for (;;) {
      const left = 2 * index + 1
      const right = left + 1
      const child = this.#isBefore(right, left) ? right : left
      if (!this.#swapIfBefore(child, index)) return
      index = child
    }
  }

  #isBefore(index: number, other: number): boolean {
    const a = this.#heap[index]
    const b = this.#heap[other]
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order))
  }

  #swapIfBefore(index: number, other: number): boolean {
    if (!this.#isBefore(index, other)) return false
    const a = this.#heap[index]
    const b = this.#heap[other]
    if (a === undefined || b === undefined) return false
    this.#heap[index] = b
    this.#heap[other] = a
    return true
  }

  #sweep(): void {
    this.#heap = this.#heap
      .filter((entry) => entry.state === 'waiting')
      .sort((a, b) => a.at - b.at || a.order - b.order)
  }
}
