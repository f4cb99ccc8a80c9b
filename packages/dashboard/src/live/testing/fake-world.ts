/** A fake browser: a clock that the test moves, and sockets whose server is the test. */

import type { BinarySocketEvents, PageSocket, SocketEvents, World } from '../../world.ts'
import { FakePasskeys } from './fake-passkeys.ts'

/** One socket, seen from the server. */
export class FakeSocket {
  readonly events: SocketEvents
  readonly sent: unknown[] = []
  closedByPage = false
  constructor(events: SocketEvents) {
    this.events = events
  }

  /** Says something to the page. */
  formatMessage(message: unknown): void {
    this.events.text(JSON.stringify(message))
  }
}

/** The same of the exchange's stream. */
export class FakeStream {
  readonly url: string
  readonly events: BinarySocketEvents
  readonly sent: unknown[] = []
  closedByPage = false
  constructor(url: string, events: BinarySocketEvents) {
    this.url = url
    this.events = events
  }
}

/** Time, frames and sockets under the test's hand. */
export class FakeWorld implements World {
  time = 1_700_000_000_000
  readonly sockets: FakeSocket[] = []
  readonly streams: FakeStream[] = []
  origin = 'http://localhost:8787'
  readonly passkeys = new FakePasskeys()
  readonly stored = new Map<string, string>()
  readonly storage = {
    read: (key: string): string | undefined => this.stored.get(key),
    write: (key: string, value: string): void => void this.stored.set(key, value),
  }
  #timers: { readonly at: number; readonly run: () => void }[] = []
  #frames: (() => void)[] = []
  #wakes: (() => void)[] = []

  now = (): number => this.time
  random = (): number => 0.5

  after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { at: this.time + delayMs, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  frame = (run: () => void): void => {
    this.#frames.push(run)
  }

  openSocket = (_path: string, events: SocketEvents): PageSocket => {
    const socket = new FakeSocket(events)
    this.sockets.push(socket)
    return {
      send: (text) => socket.sent.push(JSON.parse(text)),
      close: () => {
        socket.closedByPage = true
      },
    }
  }

  openBinarySocket = (url: string, events: BinarySocketEvents): PageSocket => {
    const stream = new FakeStream(url, events)
    this.streams.push(stream)
    return {
      send: (text) => stream.sent.push(JSON.parse(text)),
      close: () => {
        stream.closedByPage = true
      },
    }
  }

  #named = 0
  newId = (): string => String(++this.#named).padStart(32, '0')
  save = (): void => undefined
  reload = (): void => undefined
  copy = (): Promise<boolean> => Promise.resolve(true)
  fetch = (_path?: string, _init?: RequestInit): Promise<Response> => Promise.reject(new Error('no network here'))

  onWake = (listener: () => void): (() => void) => {
    this.#wakes.push(listener)
    return () => {
      this.#wakes = this.#wakes.filter((other) => other !== listener)
    }
  }

  get last(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (socket === undefined) throw new Error('no socket was opened')
    return socket
  }

  /** Draws the frames that were asked for; answers how many. */
  paint(): number {
    const frames = this.#frames
    this.#frames = []
    for (const frame of frames) frame()
    return frames.length
  }

  wake(): void {
    for (const listener of this.#wakes) listener()
  }

  /** Moves time on, running what falls due in order. */
  advance(ms: number): void {
    const end = this.time + ms
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.time = Math.max(this.time, due.at)
      due.run()
    }
    this.time = end
  }
}
