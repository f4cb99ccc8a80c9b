/** Connection to one edge that tells a `LiveWatch` which balances, orders and deals it shows and which status it gives. */

import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'
import type { Window } from '../simulation/simulator/oracle.ts'
import type { Row } from '../simulation/simulator/shown.ts'
import { readApi } from './judge.ts'
import type { LiveWatch } from './live-watch.ts'
import { messagesOf } from './readers.ts'
import type { Place } from './received.ts'

type Message = {
  readonly op?: string
  readonly topic?: string
  readonly account: string
  readonly epoch?: string
  readonly seq?: number
  readonly type?: string
  readonly data?: Row & { readonly status?: unknown }
}

const TOPICS = ['assets', 'orders', 'deals'] as const

/** Interval of asking what is complete. */
const COVERAGE_MS = 1_000
const BETWEEN_TRIES_MS = 250
const CONNECT_MS = 5_000
/** Without a sample for so long the connection is of no use: an edge sends some every second. */
const SILENCE_MS = 10_000

/** Observes an edge until `stop`. */
export class StatusObserver {
  readonly watch: LiveWatch
  readonly #origin: string
  readonly #token: string
  /** Last position of each account: what the edge shows after a new connection is told by what follows it. */
  readonly #places: Map<string, Place>
  readonly #ending = new AbortController()
  readonly #done: Promise<unknown>
  /** Accounts that the edge called live last. */
  readonly live = new Set<string>()

  constructor(
    watch: LiveWatch,
    edge: { readonly origin: string; readonly token: string },
    places: ReadonlyMap<string, Place>,
  ) {
    this.watch = watch
    this.#origin = edge.origin
    this.#token = edge.token
    this.#places = new Map(places)
    this.#done = Promise.all([this.#run(), this.#readCoverage()])
  }

  async stop(): Promise<void> {
    this.#ending.abort()
    await this.#done
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await this.#follow()
      this.live.clear()
      this.watch.lost(performance.now())
      if (!this.#ending.signal.aborted) await pause(BETWEEN_TRIES_MS)
    }
  }

  /** Asks for coverage of one account after the other. */
  async #readCoverage(): Promise<void> {
    const api = { origin: this.#origin, token: this.#token }
    while (!this.#ending.signal.aborted) {
      for (const account of this.#places.keys()) {
        const found = await readApi<{ items: readonly Window[] }>(api, `/accounts/${account}/coverage`).catch(
          () => undefined,
        )
        if (found !== undefined) this.watch.covered(account, found.items, performance.now())
      }
      await pause(COVERAGE_MS)
    }
  }

  #follow(): Promise<void> {
    const socket = new WebSocket(`${this.#origin.replace('http', 'ws')}/api/v1/ws`, {
      headers: { authorization: `Bearer ${this.#token}` },
      handshakeTimeout: CONNECT_MS,
    })
    const kill = (): void => socket.terminate()
    let timer = setTimeout(kill, SILENCE_MS)
    this.#ending.signal.addEventListener('abort', kill)
    return new Promise<void>((resolve) => {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        clearTimeout(timer)
        this.#ending.signal.removeEventListener('abort', kill)
        resolve()
      })
      socket.on('open', () => {
        const topics = [...TOPICS, 'health']
        for (const [id, [account, { epoch, seq }]] of [...this.#places].entries())
          socket.send(JSON.stringify({ op: 'subscribe', id, account, topics, since: { epoch, seq }, intervalMs: 0 }))
      })
      socket.on('message', (frame) => {
        clearTimeout(timer)
        timer = setTimeout(kill, SILENCE_MS)
        for (const message of messagesOf<Message>(frame)) this.#take(message)
      })
    })
  }

  #take({ op, topic, type, account, epoch, seq, data }: Message): void {
    const now = performance.now()
    const isShown = TOPICS.some((one) => one === topic)
    const isPlace = op === 'position' || op === 'reset' || isShown
    if (isPlace && epoch !== undefined && seq !== undefined) this.#places.set(account, { epoch, seq })
    if (topic === 'health' && data?.status !== undefined) {
      const isLive = (data.status as Row)['state'] === 'live'
      if (isLive) this.live.add(account)
      else this.live.delete(account)
      this.watch.told(account, isLive, now)
    }
    if (isShown && topic !== undefined && type !== undefined && data !== undefined)
      this.watch.shown(account, { topic, type, data }, now)
  }
}
