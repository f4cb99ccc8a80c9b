/** Services of the browser: clock, timers, random numbers, frames, sockets, fetch; injected for tests. */

import { type BrowserPasskeys, browserPasskeys } from './live/browser-passkeys.ts'
import type { EarlyAnswers } from './live/prefetch.ts'
import type { CodeWorld } from './live/fetch-code.ts'

/** One WebSocket, narrowed to what the live connection uses. */
export interface PageSocket {
  send(text: string): void
  close(): void
}

/** Callbacks of a socket. `closed` comes exactly once, with the server's close code (1006 if there was none). */
export type SocketEvents = {
  readonly opened: () => void
  readonly text: (text: string) => void
  readonly closed: (code: number) => void
}

/** The same of a socket whose frames are bytes, with text beside them. */
export type BinarySocketEvents = SocketEvents & { readonly bytes: (bytes: Uint8Array) => void }

/** The browser as the page sees it. Times are ms since the epoch. */
export interface World {
  now(): number
  /** Uniform in [0, 1). */
  random(): number
  /** Runs `run` once after `delayMs`; answers the way to cancel it. */
  after(delayMs: number, run: () => void): () => void
  /** Runs `run` before the next paint; not while the page is hidden. */
  frame(run: () => void): void
  /** Opens a socket on this origin; `path` starts with a slash. */
  openSocket(path: string, events: SocketEvents): PageSocket
  /** Opens a socket elsewhere, without anything that says who asks. Never throws: what cannot be opened is closed. */
  openBinarySocket(url: string, events: BinarySocketEvents): PageSocket
  fetch(path: string, init: RequestInit): Promise<Response>
  /** A new name that nothing else has: 32 hexadecimal digits. */
  newId(): string
  /** Gives `content` to the user as a file. */
  save(name: string, content: Blob): void
  /** Puts text into the clipboard; false where the browser does not allow it. */
  copy(text: string): Promise<boolean>
  /** Calls `listener` when the network comes back or the page is looked at again. Answers the way to stop. */
  onWake(listener: () => void): () => void
  /** Loads the page anew: what a page may connect to is fixed when it is loaded. */
  reload(): void
  /** Origin of the page, such as `http://localhost:8787`. */
  readonly origin: string
  /** Passkeys, as far as the browser has them. */
  readonly passkeys: BrowserPasskeys
  /** Text kept by the browser between visits. */
  readonly storage: { read(key: string): string | undefined; write(key: string, value: string): void }
}

/** The real browser. What was asked for `early` is not asked for again. */
export function browserWorld(early?: EarlyAnswers): World {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
    frame: (run) => {
      requestAnimationFrame(run)
    },
    openSocket,
    openBinarySocket,
    fetch: (path, init) =>
      (init.method === 'GET' ? early?.take(path, init.signal ?? undefined) : undefined) ?? fetch(path, init),
    newId,
    save,
    copy,
    onWake,
    reload: () => window.location.reload(),
    origin: window.location.origin,
    passkeys: browserPasskeys,
    storage: { read: readStorage, write: writeStorage },
  }
}

/** A browser under load is never idle: what gives way is not kept waiting longer than this. */
const IDLE_WITHIN_MS = 250

/** Resolves once the browser has nothing more urgent to do, and after a quarter of a second at the latest. */
export function browserIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: IDLE_WITHIN_MS })
    else setTimeout(resolve, 100)
  })
}

/** Browser services for loading code. */
export const browserCode: CodeWorld = { pause: browserPause, renewStyles }

/** Style sheets that failed stay in the head without rules, and nobody asks for them again. */
async function renewStyles(): Promise<void> {
  const links = document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')
  const missing = [...links].filter(isWithoutRules)
  const asked = missing.map((link) => {
    const again = link.cloneNode() as HTMLLinkElement
    const settled = new Promise<void>((resolve) => {
      again.onload = again.onerror = () => resolve()
    })
    link.replaceWith(again)
    return settled
  })
  await Promise.all(asked)
}

/** A sheet that failed is absent in some browsers and there but closed to everybody in others. */
function isWithoutRules({ sheet }: HTMLLinkElement): boolean {
  try {
    return sheet === null || sheet.cssRules.length === 0
  } catch {
    return true
  }
}

/** Resolves after `ms`, and at once when the network comes back. */
function browserPause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    addEventListener('online', done)
  })
}

function openSocket(path: string, events: SocketEvents): PageSocket {
  const url = new URL(path, window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return attached(new WebSocket(url), { ...events, bytes: () => undefined })
}

function openBinarySocket(address: string, events: BinarySocketEvents): PageSocket {
  try {
    return attached(new WebSocket(address), events)
  } catch {
    // Mixed content is refused at once; whoever asked is told as of any loss.
    queueMicrotask(() => events.closed(1006))
    return { send: () => undefined, close: () => undefined }
  }
}

function attached(socket: WebSocket, events: BinarySocketEvents): PageSocket {
  socket.binaryType = 'arraybuffer'
  socket.onopen = events.opened
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data instanceof ArrayBuffer) events.bytes(new Uint8Array(data))
    else if (typeof data === 'string') events.text(data)
  }
  socket.onclose = (close) => events.closed(close.code)
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => socket.close(),
  }
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has taken the content by the time that the browser is idle again.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

function onWake(listener: () => void): () => void {
  const visible = () => {
    if (document.visibilityState === 'visible') listener()
  }
  window.addEventListener('online', listener)
  document.addEventListener('visibilitychange', visible)
  return () => {
    window.removeEventListener('online', listener)
    document.removeEventListener('visibilitychange', visible)
  }
}

// Storage may be forbidden by the browser's settings: the page then forgets, and works all the same.
function readStorage(key: string): string | undefined {
  try {
    return window.localStorage.getItem(key) ?? undefined
  } catch {
    return undefined
  }
}

function writeStorage(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value)
  } catch {
    return
  }
}
